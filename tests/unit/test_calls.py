"""Calls to a database take so long and no longer, and nothing is lost by those that are given up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from doula.knowledge.calls import Threads
from doula.knowledge.engine import connect

ENDLESS = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
AT_ONCE = 1.0  # seconds


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return connect(f"sqlite:///{tmp_path}/some.db")


def ask(engine: Engine, query: object = text("SELECT 1")) -> object:
    with engine.begin() as connection:
        return connection.execute(query).scalar()  # type: ignore[call-overload]


async def timed_out(call: Awaitable[object]) -> float:
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        await call
    return time.monotonic() - began


def test_a_statement_that_never_ends_is_ended_and_its_thread_is_free_again(engine: Engine) -> None:
    threads = Threads("test", at_once=1, patience=0.2)

    async def run() -> None:
        for _ in range(2):
            assert await timed_out(threads.do(lambda: ask(engine, ENDLESS))) < AT_ONCE
            assert await threads.do(lambda: ask(engine), 10) == 1

    asyncio.run(run())


def test_a_statement_is_ended_also_when_who_waited_has_gone(engine: Engine) -> None:
    threads = Threads("test", at_once=1, patience=0.3)

    async def run() -> None:
        asked = asyncio.create_task(threads.do(lambda: ask(engine, ENDLESS)))
        await asyncio.sleep(0.05)
        asked.cancel()
        assert await threads.do(lambda: ask(engine), 10) == 1

    asyncio.run(run())


def test_a_call_that_waited_in_vain_for_a_thread_is_never_made() -> None:
    threads, made, go_on = Threads("test", at_once=1, patience=10), [], Event()

    async def run() -> None:
        first = asyncio.create_task(threads.do(go_on.wait))
        await asyncio.sleep(0.05)
        assert await timed_out(threads.do(lambda: made.append("late"), 0.1)) < AT_ONCE
        go_on.set()
        assert await first
        await threads.do(lambda: made.append("in time"))

    asyncio.run(run())
    assert made == ["in time"]


def test_a_call_that_is_over_gets_no_connection(engine: Engine) -> None:
    threads, go_on, got = Threads("test", at_once=1, patience=0.1), Event(), []

    def late() -> None:
        go_on.wait(10)
        got.append(ask(engine))

    async def run() -> None:
        await timed_out(threads.do(late))
        go_on.set()
        assert await threads.do(lambda: ask(engine), 10) == 1

    asyncio.run(run())
    assert got == []


def test_what_goes_wrong_reaches_who_asked(engine: Engine) -> None:
    threads = Threads("test", at_once=1, patience=10)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(threads.do(lambda: 1 // 0))
