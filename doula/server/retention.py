"""Deleting by age: conversations, what was thought of answers, questions that were not answered well."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from sanic import Sanic

from doula.channels.door import StoreDownError
from doula.knowledge import KnowledgeBase, KnowledgeError
from doula.knowledge.calls import Threads
from doula.settings import settings

DAY = 24 * 3600.0  # seconds
LONGEST = 3600.0  # seconds that deleting may take
UNUSED = timedelta(days=1)  # for which a conversation is kept in which nothing was said
FIRST = (60.0, 600.0)  # seconds after the start, so that processes do not begin at one time

log = logging.getLogger(__name__)


class Purgeable(Protocol):
    """Where conversations are kept."""

    def purge(self, older_than: datetime) -> int:
        """Delete the conversations whose last event is older, and return how many; raises StoreDownError."""

    def purge_unused(self, older_than: datetime) -> int:
        """Delete those of them in which nobody said anything, and return how many; raises StoreDownError."""

    def rewrite(self) -> None:
        """Take what was ever deleted out of the file; raises StoreDownError."""


@dataclass(frozen=True)
class Purged:
    """How much was deleted."""

    conversations: int = 0
    feedback: int = 0
    gaps: int = 0

    def __str__(self) -> str:
        return (
            f"deleted: {self.conversations} conversations, {self.feedback} opinions on answers, "
            f"{self.gaps} questions"
        )


def purge(conversations: Purgeable, knowledge: KnowledgeBase, keep_days: int) -> Purged:
    """Delete what is too old, and take whatever was deleted out of the files."""
    purged = _delete(conversations, knowledge, keep_days)
    knowledge.rewrite()
    conversations.rewrite()
    return purged


def _delete(conversations: Purgeable, knowledge: KnowledgeBase, keep_days: int) -> Purged:
    """Delete what is older than so many days, 0: nothing of hers, and questions by their own setting."""
    gaps, now = knowledge.purge_gaps(settings().gap_days), datetime.now(UTC)
    unused = conversations.purge_unused(now - UNUSED)
    if not keep_days:
        return Purged(unused, gaps=gaps)
    older_than = now - timedelta(days=keep_days)
    return Purged(unused + conversations.purge(older_than), knowledge.purge_feedback(older_than), gaps)


def purge_daily(app: Sanic, conversations: Purgeable, knowledge: KnowledgeBase) -> None:
    """Delete what is too old once a day while the application serves; several processes may do so at once."""

    @app.after_server_start
    async def begin(*_: object) -> None:
        app.ctx.purging = asyncio.get_running_loop().create_task(_purge_daily(conversations, knowledge))

    @app.before_server_stop
    async def end(*_: object) -> None:
        app.ctx.purging.cancel()
        await asyncio.gather(app.ctx.purging, return_exceptions=True)


async def _purge_daily(conversations: Purgeable, knowledge: KnowledgeBase) -> None:
    threads = Threads("purge", 1, LONGEST)
    await asyncio.sleep(random.uniform(*FIRST))  # noqa: S311 - no secret
    while True:
        try:
            log.info("%s", await threads.do(partial(purge, conversations, knowledge, settings().keep_days)))
        except (StoreDownError, KnowledgeError, TimeoutError):
            log.exception("What is too old was not deleted, and will be tomorrow")
        await asyncio.sleep(DAY)
