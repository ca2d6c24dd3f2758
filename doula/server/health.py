"""Whether the process lives, and whether it can answer a mother."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from doula.channels.door import Door
from doula.knowledge import AwaitedKnowledge, KnowledgeBase
from doula.server.lock_store import RedisLocks
from doula.server.stopping import Stopping

PATIENCE = 4.0  # seconds for each check
BELIEVED = 5.0  # seconds for which a database that could be written to is not written to again
QUESTION = "why do my legs cramp at night"

log = logging.getLogger(__name__)


class Seldom:
    """A check that costs something: once passed it is believed for a while, and one at a time is made."""

    def __init__(self, check: Callable[[], Awaitable[object]]) -> None:
        self._check, self._lock, self._passed = check, asyncio.Lock(), -BELIEVED

    async def check(self) -> None:
        """Make the check unless it has just passed; raises what it raises."""
        async with self._lock:
            if time.monotonic() - self._passed >= BELIEVED:
                await self._check()
                self._passed = time.monotonic()


class Health:
    """Answers the questions of whatever watches the process."""

    def __init__(self, door: Door, knowledge: AwaitedKnowledge, stopping: Stopping) -> None:
        self._door, self._knowledge, self._stopping = door, knowledge, stopping
        self._conversations_written = Seldom(partial(door.conversations.probe, PATIENCE))
        self._knowledge_written = Seldom(partial(knowledge.write, KnowledgeBase.probe, PATIENCE))
        self._checks: dict[str, Callable[[], Awaitable[object]]] = {
            "conversations": self._check_conversations,
            "knowledge": self._check_knowledge,
            "model": self._check_model,
        }
        if isinstance(locks := door.agent.lock_store, RedisLocks):
            self._checks["locks"] = locks.ping

    def blueprint(self) -> Blueprint:
        """Return the routes below /health."""
        routes = Blueprint("health", url_prefix="/health")
        routes.add_route(partial(self._live), "/live", name="live")
        routes.add_route(partial(self._ready), "/ready", name="ready")
        return routes

    async def _live(self, _: Request) -> HTTPResponse:
        return json({"status": "live"})

    async def _ready(self, _: Request) -> HTTPResponse:
        passed = await asyncio.gather(*(self._passes(name, check) for name, check in self._checks.items()))
        failing = [name for name, passes in zip(self._checks, passed, strict=True) if not passes]
        if self._stopping.has_begun:
            failing.append("it is about to end")
        if not failing:
            return json({"status": "ready"})
        body = {"type": "about:blank", "title": "Not ready.", "status": 503, "detail": ", ".join(failing)}
        return json(body, 503, content_type="application/problem+json")

    async def _passes(self, name: str, check: Callable[[], Awaitable[object]]) -> bool:
        try:
            await asyncio.wait_for(check(), PATIENCE)
        except Exception:
            log.exception("Not ready: %s", name)
            return False
        return True

    async def _check_conversations(self) -> None:
        await self._door.conversations.ping(PATIENCE)
        await self._conversations_written.check()

    async def _check_knowledge(self) -> None:
        await self._knowledge.read(KnowledgeBase.version, PATIENCE)
        await self._knowledge_written.check()

    async def _check_model(self) -> None:
        parsed = await self._door.agent.parse_message(QUESTION)
        if not parsed["intent"].get("name"):
            raise ValueError("the model found no intent")
