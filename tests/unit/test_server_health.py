from __future__ import annotations

import asyncio

import pytest

from doula.server.health import Seldom


def test_what_passed_is_not_tried_again_soon_however_many_ask() -> None:
    tries: list[int] = []

    async def run() -> None:
        async def check() -> None:
            tries.append(1)
            await asyncio.sleep(0.01)

        seldom = Seldom(check)
        await asyncio.gather(*(seldom.check() for _ in range(20)))

    asyncio.run(run())
    assert len(tries) == 1


def test_what_failed_is_tried_again_at_once() -> None:
    results = iter([OSError(), None])

    async def run() -> None:
        async def check() -> None:
            if error := next(results):
                raise error

        seldom = Seldom(check)
        with pytest.raises(OSError):
            await seldom.check()
        await seldom.check()

    asyncio.run(run())
    assert next(results, "all tried") == "all tried"
