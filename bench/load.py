"""Load on a server: closed loops, in which each user waits for the reply before she says more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from bench.conversations import draw, endless
from bench.figures import percentile
from bench.users import MakeUser, User

LONGEST = ClientTimeout(total=60)


@dataclass
class Load:
    """What came of some users talking for some time."""

    users: int
    seconds: float
    milliseconds: list[float] = field(default_factory=list)  # of each turn
    errors: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Return how many turns were answered a second."""
        return len(self.milliseconds) / self.seconds

    def at(self, percent: float) -> float:
        """Return the time within which so many percent of the turns were answered, in milliseconds."""
        return percentile(self.milliseconds, percent)

    def __add__(self, other: Load) -> Load:
        return Load(
            self.users,
            self.seconds + other.seconds,
            self.milliseconds + other.milliseconds,
            self.errors + other.errors,
        )


def session() -> ClientSession:
    """Return a client that opens as many connections as there are users."""
    return ClientSession(connector=TCPConnector(limit=0), timeout=LONGEST)


async def talk(make: MakeUser, servers: Sequence[str], users: int, seconds: float, seed: int) -> Load:
    """Let users talk without a pause, each to one of the servers."""
    load, began = Load(users, seconds), time.perf_counter()
    async with session() as http:
        talking = (
            _talk(make(http, servers[number % len(servers)]), load, began + seconds, seed * 1_000 + number)
            for number in range(users)
        )
        await asyncio.gather(*talking)
    load.seconds = time.perf_counter() - began
    return load


async def _talk(user: User, load: Load, end: float, seed: int) -> None:
    for conversation in draw(seed):
        await user.begin()
        for text in conversation:
            if time.perf_counter() > end:
                return
            await _turn(user, text, load)


async def _turn(user: User, text: str, load: Load) -> None:
    began = time.perf_counter()
    try:
        await user.say(text)
    except (TimeoutError, ClientError) as error:
        load.errors.append(type(error).__name__)
    else:
        load.milliseconds.append((time.perf_counter() - began) * 1_000)


async def talk_long(make: MakeUser, server: str, turns: int) -> Load:
    """Hold one conversation of so many turns."""
    load, began = Load(1, 0), time.perf_counter()
    async with session() as http:
        user = make(http, server)
        await user.begin()
        for text in islice(endless(), turns):
            await _turn(user, text, load)
    load.seconds = time.perf_counter() - began
    return load
