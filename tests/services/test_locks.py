from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import pytest
from rasa.core.lock_store import LockError, LockStore

from doula.server.lock_store import LEASE, PATIENCE, LocalLocks, RedisLocks
from tests.services.conftest import Redis
from tests.services.proxy import Proxy

HOLD = """
import asyncio, sys
from doula.server.lock_store import RedisLocks

async def hold():
    async with RedisLocks(sys.argv[1]).lock("held"):
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(hold())
"""


async def take_turns(stores: list[LockStore], turns: int) -> tuple[list[int], int]:
    """Ask for one lock again and again before it is free; return the order of turns and the most at once."""
    order: list[int] = []
    inside, most = 0, 0

    async def turn(number: int) -> None:
        nonlocal inside, most
        async with stores[number % len(stores)].lock("a"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.004)
            order.append(number)
            inside -= 1

    async def connect(number: int) -> None:
        async with stores[number % len(stores)].lock(f"{number}"):
            await asyncio.sleep(0.05)

    await asyncio.gather(*map(connect, range(turns)))  # so that none comes late because it connects first
    tasks = []
    for number in range(turns):
        tasks.append(asyncio.create_task(turn(number)))
        await asyncio.sleep(0.002)
    await asyncio.gather(*tasks)
    return order, most


@pytest.mark.parametrize("kind", ["one process", "many processes"])
def test_who_comes_first_is_served_first_and_nobody_beside(kind: str, request: Any) -> None:
    async def run() -> tuple[list[int], int]:
        if kind == "one process":
            return await take_turns([LocalLocks()], 60)
        url = request.getfixturevalue("redis_server").url
        return await take_turns([RedisLocks(url) for _ in range(3)], 60)

    assert asyncio.run(run()) == (list(range(60)), 1)


def test_nothing_is_left_of_a_lock(redis_server: Redis) -> None:
    async def run() -> list[str]:
        locks = RedisLocks(redis_server.url, "left")
        for _ in range(3):
            with suppress(ZeroDivisionError):
                async with locks.lock("a"):
                    raise ZeroDivisionError
        return list(await locks._redis.keys("left*"))

    assert asyncio.run(run()) == []


def test_a_local_lock_leaves_nothing_either() -> None:
    async def run() -> LocalLocks:
        locks = LocalLocks()
        async with locks.lock("a"):
            pass
        return locks

    locks = asyncio.run(run())
    assert not locks._locks and not locks._wanted


def test_other_conversations_do_not_wait(redis_server: Redis) -> None:
    async def run() -> float:
        locks, began = RedisLocks(redis_server.url), time.monotonic()
        async with locks.lock("a"), locks.lock("b"):
            return time.monotonic() - began

    assert asyncio.run(run()) < 1


def test_a_lock_is_kept_as_long_as_its_turn_lasts(redis_server: Redis) -> None:
    async def run() -> float:
        first, second = RedisLocks(redis_server.url), RedisLocks(redis_server.url)

        async def wait() -> float:
            async with second.lock("a"):
                return time.monotonic()

        async with first.lock("a"):
            waiting = asyncio.create_task(wait())
            await asyncio.sleep(LEASE * 1.3)
            left = time.monotonic()
        return await waiting - left

    assert 0 <= asyncio.run(run()) < 0.5


def test_a_process_that_is_killed_frees_its_conversation_within_seconds(redis_server: Redis) -> None:
    command = [sys.executable, "-c", HOLD, redis_server.url]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - runs the lines above
    assert holder.stdout and holder.stdout.readline() == b"held\n"
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)

    async def run() -> float:
        began = time.monotonic()
        async with RedisLocks(redis_server.url).lock("held"):
            return time.monotonic() - began

    assert asyncio.run(run()) < LEASE + 1


def test_who_stops_waiting_keeps_nobody_waiting(redis_server: Redis) -> None:
    async def run() -> None:
        locks = RedisLocks(redis_server.url)

        async def wait() -> None:
            async with locks.lock("a"):
                pass

        async with locks.lock("a"):
            leaving, staying = asyncio.create_task(wait()), asyncio.create_task(wait())
            await asyncio.sleep(0.1)
            leaving.cancel()
            await asyncio.sleep(0.1)
        await asyncio.wait_for(staying, 1)

    asyncio.run(run())


def test_redis_that_is_away_is_an_error_and_is_found_again(redis_server: Redis) -> None:
    async def run() -> None:
        locks = RedisLocks(redis_server.url)
        async with locks.lock("a"):
            redis_server.stop()  # in the middle of a turn: the turn is not disturbed
        began = time.monotonic()
        with pytest.raises(LockError):
            async with locks.lock("a"):
                pass
        assert time.monotonic() - began < 2 * PATIENCE
        redis_server.start()
        async with locks.lock("a"):
            pass

    asyncio.run(run())


def test_redis_that_is_slow_only_makes_slow(wire_to_redis: Proxy) -> None:
    async def run() -> tuple[list[int], int]:
        wire_to_redis.delay = 0.05
        url = f"redis://127.0.0.1:{wire_to_redis.port}/0"
        return await take_turns([RedisLocks(url), RedisLocks(url)], 6)

    order, most = asyncio.run(run())
    assert sorted(order) == list(range(6)) and most == 1


def test_redis_that_hangs_is_an_error_within_seconds(wire_to_redis: Proxy) -> None:
    async def run() -> None:
        wire_to_redis.delay = 60
        with pytest.raises(LockError):
            async with RedisLocks(f"redis://127.0.0.1:{wire_to_redis.port}/0").lock("a"):
                pass

    began = time.monotonic()
    asyncio.run(run())
    assert time.monotonic() - began < 5 * PATIENCE
