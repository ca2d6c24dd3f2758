"""What people sent and is not worked off: in order for each, each apart from all others, never too much."""

from __future__ import annotations

import asyncio
import sys
from bisect import insort_right
from collections.abc import Awaitable, Callable
from dataclasses import replace
from operator import attrgetter

from doula.channels.incoming import Incoming
from doula.channels.limits import Limit

WAITING = 30  # messages of a person
PEOPLE = 5_000  # whose messages may wait; the service brings more of them again later

Work = Callable[[str, Incoming], Awaitable[None]]


class Inbox:
    """Works off what each person sent, one after the other; people do not wait for one another."""

    def __init__(
        self, work: Work, per_minute: int = 60, waiting: int = WAITING, people: int = PEOPLE
    ) -> None:
        self._work, self._most, self._people = work, waiting, people
        self._limit = Limit(burst=waiting, per_minute=per_minute)
        self._warnings = Limit(burst=1, per_minute=1)
        self._waiting: dict[str, list[Incoming]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def has_room(self, people: int) -> bool:
        """Tell whether so many more people may be waited for."""
        return len(self._waiting) + people <= self._people

    def waiting(self) -> int:
        """Return how many messages wait for their turn."""
        return sum(map(len, list(self._waiting.values())))

    def put(self, person: str, incoming: Incoming) -> None:
        """Let a message wait its turn; those that are too many are dropped, and one a minute says so."""
        waiting = self._waiting.get(person)
        if waiting is None:
            waiting = self._waiting[person] = []
            task = asyncio.get_running_loop().create_task(self._serve(person, waiting))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if len(waiting) < self._most and not self._limit.wait(person):
            insort_right(waiting, incoming, key=attrgetter("place"))
        elif not self._warnings.wait(person):
            waiting.append(replace(incoming, kind="flood", number=sys.maxsize))

    def drop(self, person: str) -> None:
        """Forget what a person sent and is not worked off."""
        if person in self._waiting:
            self._waiting[person].clear()

    async def drain(self, seconds: float) -> None:
        """Wait until all is worked off, but not longer than this."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    async def _serve(self, person: str, waiting: list[Incoming]) -> None:
        try:
            while waiting:
                await self._work(person, waiting.pop(0))
        finally:
            del self._waiting[person]
