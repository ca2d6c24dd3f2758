"""GET /metrics: what is counted, as Prometheus reads it; the proxy keeps it from the public."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from importlib.metadata import version

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from rasa.core.tracker_store import TrackerStore
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from doula import metrics
from doula.channels.door import Door, StoreDownError
from doula.knowledge import AwaitedKnowledge, KnowledgeBase, KnowledgeError

PATIENCE = 2.0  # seconds for each database


def blueprint(door: Door, knowledge: AwaitedKnowledge) -> Blueprint:
    """Return the route /metrics."""
    metrics.BUILD.clear()
    metrics.BUILD.labels(version("doula"), door.agent.model_name).set(1)
    routes = Blueprint("metrics")
    routes.add_route(partial(_show, door.agent.tracker_store, knowledge), "/metrics", name="metrics")
    return routes


async def _show(store: TrackerStore, knowledge: AwaitedKnowledge, _: Request) -> HTTPResponse:
    with suppress(KnowledgeError):
        known = await knowledge.read(KnowledgeBase.version, PATIENCE)
        metrics.KNOWLEDGE.clear()
        metrics.KNOWLEDGE.labels(known).set(1)
    if store.event_broker:
        with suppress(StoreDownError):
            metrics.OUTBOX.set(await store.unsent(PATIENCE))
    return raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)
