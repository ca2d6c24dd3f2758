"""What /metrics tells, and that nobody outside can choose what it is told by."""

from __future__ import annotations

import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from doula import metrics
from tests.operating.process import Assistant

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]
HERS = ("xylophone", "web:", "telegram:")


def scrape(assistant: Assistant) -> Samples:
    answer = assistant.ask("/metrics")
    assert answer and answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.raw.decode())
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0)


def test_turns_are_counted_by_what_came_of_them_and_timed_by_stage(serving: Assistant) -> None:
    before, client = scrape(serving), serving.client()
    client.start()
    client.says("why do my legs cramp at night")
    client.says("I am bleeding heavily")
    client.presses("/restart")
    after = scrape(serving)
    for outcome in ("small_talk", "answer", "urgent", "not_covered"):
        labels = {"channel": "web", "outcome": outcome}
        counted = value(after, "doula_turns_total", **labels) - value(before, "doula_turns_total", **labels)
        assert counted == 1, outcome
    for stage in ("lock", "store", "understanding", "answer", "turn"):
        name = "doula_stage_seconds_count"
        assert value(after, name, stage=stage) > value(before, name, stage=stage), stage
    assert value(after, "process_resident_memory_bytes") > 1e8
    assert value(after, "doula_turns_in_progress") == value(after, "doula_turns_waiting") == 0


def test_it_tells_what_is_running(serving: Assistant) -> None:
    named = {name: dict(labels) for name, labels in scrape(serving)}
    assert named["doula_build_info"]["model"].startswith("doula-")
    assert len(named["doula_knowledge_info"]["version"]) == 64


def test_nothing_that_a_caller_chooses_becomes_a_label(serving: Assistant) -> None:
    client = serving.client()
    client.start()
    before = len(scrape(serving))
    for number in range(30):
        client.call("GET", f"/xylophone{number}", X_Request_ID=f"xylophone{number}")
        client.call("GET", f"/xylophone/{number}", prefix="")
        client.call("BREW" if number % 2 else "PUT", "/messages", {"text": "xylophone"})
        client.call("POST", "/messages", {"text": f"xylophone {number}", "id": f"xylophone{number}"})
        client.call("GET", "/messages", Authorization=f"Bearer xylophone{number}")
    after = scrape(serving)
    assert len(after) < before + 60, "a caller makes new rows"
    labels = {value for _, named in after for _, value in named}
    assert not [label for label in labels if any(hers in label for hers in HERS)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123456789abcdef", True),
        ("6f1b2c3d-0000-4000-8000-1234567890ab", True),
        ("my legs cramp at night", False),
        ("xylophone-xylophone", False),
        ("a" * 65, False),
        ("deadbeef", False),
    ],
)
def test_a_request_keeps_its_well_formed_id_and_gets_one_otherwise(
    serving: Assistant, given: str, kept: bool
) -> None:
    for path in ("/webhooks/web/openapi.json", "/nowhere", "/health/live"):
        answer = serving.client().call("GET", path, prefix="", X_Request_ID=given)
        named = answer.headers["x-request-id"]
        assert (named == given) is kept or path == "/nowhere"
        assert 16 <= len(named) <= 64


def test_counting_costs_a_turn_next_to_nothing() -> None:
    began = time.process_time()
    for _ in range(1_000):
        with metrics.turn("test") as counted:
            for stage in ("lock", "store", "understanding", "answer", "store"):
                with metrics.timed(stage):  # type: ignore[arg-type]
                    pass
            counted.outcome = "answer"
    assert (time.process_time() - began) / 1_000 < 0.000_5, "half a thousandth of a second a turn"
