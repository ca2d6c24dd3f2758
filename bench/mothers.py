"""Let mothers talk at once, at the pace of people, and check that each conversation is kept as it was held.

.venv/bin/python -m bench.mothers [--users 50] [--minutes 10] [--pause 8]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import ClientError

from bench import performance
from bench.conversations import Conversation, draw
from bench.figures import CUTS, percentile
from bench.load import session
from bench.notes import note
from bench.servers import doula
from bench.transcripts import faults, shared
from bench.users import Messages, WebUser

SLOWEST = 1_000  # milliseconds at p95


@dataclass
class Visit:
    """What came of all conversations: how long replies took, what failed, and what was held."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    held: list[Messages] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the figures to note."""
        counts = {"errors": len(self.errors), "faults": len(self.faults), "crossed": len(shared(self.held))}
        times = {f"p{cut}": percentile(self.milliseconds, cut) for cut in CUTS}
        return {**times, **counts, "turns": len(self.milliseconds), "conversations": len(self.held)}

    @property
    def is_good(self) -> bool:
        """Tell whether every mother was answered in time and every conversation is kept as it was held."""
        found = self.figures()
        return not (found["errors"] or found["faults"] or found["crossed"]) and found["p95"] <= SLOWEST


async def visit(server: str, users: int, seconds: float, pause: float, seed: int = 0) -> Visit:
    """Let mothers hold conversations for some time, with pauses of `pause` seconds on average."""
    came = Visit()
    end = time.perf_counter() + seconds
    async with session() as http:
        mothers = (
            _Mother(WebUser(http, server), came, pause, seed * 1_000 + number) for number in range(users)
        )
        await asyncio.gather(*(mother.live(end) for mother in mothers))
    return came


class _Mother:
    def __init__(self, user: WebUser, came: Visit, pause: float, seed: int) -> None:
        self._user, self._came, self._pause, self._seed = user, came, pause, seed
        self._dice = random.Random(seed)  # noqa: S311 - nothing secret

    async def live(self, end: float) -> None:
        """Hold one conversation after another until the end."""
        await asyncio.sleep(self._dice.uniform(0, self._pause))
        for conversation in draw(self._seed):
            if time.perf_counter() > end:
                return
            try:
                await self._hold(conversation, end)
            except (TimeoutError, ClientError) as error:
                self._came.errors.append(f"{type(error).__name__} {getattr(error, 'status', '')}")

    async def _hold(self, conversation: Conversation, end: float) -> None:
        await self._user.begin()
        for text in conversation:
            if time.perf_counter() > end:
                break
            began = time.perf_counter()
            replies = await self._user.say(text)
            self._came.milliseconds.append((time.perf_counter() - began) * 1_000)
            if not replies:
                self._came.errors.append("no reply")
            await asyncio.sleep(self._dice.expovariate(1 / self._pause))
        self._came.faults += faults(self._user.held, await self._user.transcript())
        self._came.held.append(self._user.held)


def main(words: Sequence[str] | None = None) -> None:
    """Serve with the limits that credentials.yml sets, visit, note, and fail unless all was well."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--users", type=int, default=50)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--pause", type=float, default=8, help="seconds, on average")
    given = arguments.parse_args(words)
    with doula(limits=True) as running:
        came = asyncio.run(visit(running.servers[0], given.users, given.minutes * 60, given.pause))
        memory = running.megabytes()
    note("mothers", {**vars(given), **came.figures(), "memory": memory})
    performance.write()
    print(came.figures(), *came.errors[:5], *came.faults[:5], sep="\n")  # noqa: T201
    sys.exit(not came.is_good)


if __name__ == "__main__":
    main()
