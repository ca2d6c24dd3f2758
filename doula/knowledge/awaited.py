"""The knowledge base as it is asked from an event loop: in threads, and each call for a bounded time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from doula.knowledge.base import KnowledgeBase
from doula.knowledge.calls import Threads
from doula.knowledge.engine import PATIENCE, KnowledgeError, Patience

_READERS = 7  # threads; with the writers as many as the engine has connections
_WRITERS = 3  # whoever waits for a lock keeps no reader waiting


class AwaitedKnowledge:
    """A knowledge base that is asked from an event loop; raises KnowledgeError when it does not answer."""

    def __init__(self, base: KnowledgeBase, patience: Patience = PATIENCE) -> None:
        self.base = base
        self._readers = Threads("knowledge", _READERS, patience.call)
        self._writers = Threads("feedback", _WRITERS, patience.call)

    @classmethod
    def connect(cls, url: str, patience: Patience = PATIENCE) -> AwaitedKnowledge:
        """Return the knowledge base at an SQLAlchemy address; nothing is opened before its first use."""
        return cls(KnowledgeBase.connect(url, patience), patience)

    async def read[Result](
        self, work: Callable[[KnowledgeBase], Result], patience: float | None = None
    ) -> Result:
        """Return what the work reads from the knowledge base, in so many seconds."""
        return await _do(self._readers, partial(work, self.base), patience)

    async def write[Result](
        self, work: Callable[[KnowledgeBase], Result], patience: float | None = None
    ) -> Result:
        """Have the work write to the knowledge base, in so many seconds."""
        return await _do(self._writers, partial(work, self.base), patience)


async def _do[Result](threads: Threads, work: Callable[[], Result], patience: float | None) -> Result:
    try:
        return await threads.do(work, patience)
    except TimeoutError:
        raise KnowledgeError("the knowledge base does not answer in time") from None
