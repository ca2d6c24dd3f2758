"""See that memory does not grow over reloads of the model or over conversations.

.venv/bin/python -m bench.memory [--reloads 10] [--conversations 10000]
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import os
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import performance
from bench.conversations import draw
from bench.figures import growth
from bench.notes import note
from doula.server import logs

GROWTH = 0.05  # of what it was when all was warm


def main() -> None:
    """Load, talk, note, and fail if memory has grown."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--reloads", type=int, default=10)
    arguments.add_argument("--conversations", type=int, default=10_000)
    given = arguments.parse_args()
    logs.configure()
    with TemporaryDirectory() as folder:
        os.environ["DOULA_TRACKER_URL"] = f"sqlite:///{folder}/conversations.db"
        found = {
            "reloads": _reload(given.reloads),
            "conversations": asyncio.run(_converse(given.conversations)),
        }
    note("memory", {**found, "held": given.conversations})
    performance.write()
    print(found)  # noqa: T201
    sys.exit(any(growth(megabytes) > GROWTH for megabytes in found.values()))


def _reload(times: int) -> list[float]:
    """Load the assistant again and again, each time dropping the last, and return the memory after each."""
    from doula.server import launch

    model, found = launch.prepare(print), []
    for _ in range(times):
        asyncio.run(_ask(launch.load(model).receive))
        found.append(_resident())
    return found


async def _converse(conversations: int) -> list[float]:
    """Begin many conversations and return the memory after each tenth of them."""
    from doula.server import launch

    door, found = launch.load(launch.prepare(print)), []
    texts = (conversation[0] for conversation in draw(0))
    for number, text in enumerate(islice(texts, conversations), 1):
        await door.receive(f"bench:{number:016}", text, "bench")
        if number % max(1, conversations // 10) == 0:
            found.append(_resident())
    return found


async def _ask(receive: Callable[..., object]) -> None:
    await receive("bench:0123456789abcdef", "why do my legs cramp at night", "bench")  # type: ignore[misc]


def _resident() -> float:
    """Return the memory in use, in megabytes, when what is free has been given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
