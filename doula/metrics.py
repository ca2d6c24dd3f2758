"""What is counted and timed of the work: every label is a word of ours, never one that a caller chose."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from prometheus_client import Counter, Gauge, Histogram

Stage = Literal["lock", "store", "understanding", "answer", "turn"]

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

TURNS = Counter("doula_turns", "Turns, by the way in and what came of them", ("channel", "outcome"))
STAGES = Histogram("doula_stage_seconds", "How long the stages of a turn take", ("stage",), buckets=_SECONDS)
GOING_ON = Gauge("doula_turns_in_progress", "Turns that have begun and not ended")
WAITING = Gauge("doula_turns_waiting", "Turns that wait for another turn of the same conversation")
INBOX = Gauge("doula_inbox_messages", "Messages of a service that wait for their turn", ("channel",))
GIVEN_UP = Counter("doula_messages_given_up", "Messages that a service did not take in the end", ("channel",))
OUTBOX = Gauge("doula_outbox_events", "Events that wait to be sent to the broker")
ERRORS = Counter("doula_errors", "Errors written to the log, by place and kind", ("place", "kind"))
RESPONSES = Counter("doula_http_responses", "Responses, by route and status", ("route", "status"))
BUILD = Gauge("doula_build_info", "What is running", ("version", "model"))
KNOWLEDGE = Gauge("doula_knowledge_info", "Which articles are known: a hash of them", ("version",))


@dataclass
class Counted:
    """A turn that is being counted; what came of it is filled in when it is known."""

    outcome: str = "failed"


@contextmanager
def turn(channel: str) -> Iterator[Counted]:
    """Count and time a turn; one that ends in an error has failed."""
    counted = Counted()
    with GOING_ON.track_inprogress(), timed("turn"):
        try:
            yield counted
        finally:
            TURNS.labels(channel, counted.outcome).inc()


@contextmanager
def timed(stage: Stage) -> Iterator[None]:
    """Time a stage of a turn, also when it fails."""
    began = time.perf_counter()
    try:
        yield
    finally:
        STAGES.labels(stage).observe(time.perf_counter() - began)
