"""What people sent and is not worked off: in order for each, each apart from all others, never too much."""

from __future__ import annotations

import asyncio
from bisect import insort_right
from collections.abc import Awaitable, Callable
from dataclasses import replace
from operator import attrgetter

from doula.channels.incoming import Incoming

PER_PERSON = 30  # messages that may wait
PEOPLE = 5_000  # whose messages may wait; the service brings more of them again later

Work = Callable[[str, Incoming], Awaitable[None]]


class Inbox:
    """Works off what each person sent, one after the other; people do not wait for one another."""

    def __init__(self, work: Work, per_person: int = PER_PERSON, people: int = PEOPLE) -> None:
        self._work, self._per_person, self._people = work, per_person, people
        self._waiting: dict[str, list[Incoming]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def has_room(self, people: int) -> bool:
        """Tell whether so many more people may be waited for."""
        return len(self._waiting) + people <= self._people

    def put(self, person: str, incoming: Incoming) -> None:
        """Let a message wait its turn; the first that is too many is marked, those after it are dropped."""
        waiting = self._waiting.get(person)
        if waiting is None:
            waiting = self._waiting[person] = []
            task = asyncio.get_running_loop().create_task(self._serve(person, waiting))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if len(waiting) < self._per_person:
            insort_right(waiting, incoming, key=attrgetter("sent"))
        elif waiting[-1].kind != "flood":
            waiting.append(replace(incoming, kind="flood", sent=float("inf")))

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
