from __future__ import annotations

import asyncio

from bench.mothers import visit
from doula.channels.door import Door
from tests.channels.service import Server


def test_mothers_at_once_are_all_answered_and_each_conversation_is_kept_as_it_was_held(
    assistant: Door,
) -> None:
    with Server(assistant) as server:
        came = asyncio.run(visit(f"http://127.0.0.1:{server.port}", users=12, seconds=8, pause=0.5))
    found = came.figures()
    assert came.errors == came.faults == []
    assert found["crossed"] == 0
    assert found["conversations"] >= 12 and found["turns"] >= 2 * found["conversations"]
