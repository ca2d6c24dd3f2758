"""Throw turns of many conversations at several processes at random: order and transcripts must be kept.

    python -m bench.many_processes --turns 10000 --database postgresql://… --redis redis://…

Processes are started on free ports; the database should be empty and is left as it is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

WORDS = ("hello", "thanks", "why do my legs cramp at night", "in bed", "what can i eat", "who are you")
AT_ONCE = 16  # mothers who write at the same moment
TRIES = 60


@dataclass
class Outcome:
    """What came of all turns."""

    milliseconds: list[float] = field(default_factory=list)
    again: int = 0  # times that somebody was told to try again
    wrong: list[str] = field(default_factory=list)  # what is wrong in which transcript

    def __str__(self) -> str:
        p50, p95 = (statistics.quantiles(self.milliseconds, n=100)[n] for n in (49, 94))
        return (
            f"{len(self.milliseconds)} turns: p50 {p50:.0f} ms, p95 {p95:.0f} ms, "
            f"{self.again} tried again, {len(self.wrong)} transcripts wrong {self.wrong[:3]}"
        )


async def throw(ports: Sequence[int], conversations: int, turns: int) -> Outcome:
    """Hold conversations, each turn with any process, and compare transcripts with what was said."""
    outcome, free = Outcome(), asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as client:

        async def hold(each: int) -> None:
            async with free:
                await _hold(client, ports, turns // conversations + (each < turns % conversations), outcome)

        await asyncio.gather(*(hold(each) for each in range(conversations)))
    return outcome


async def _hold(client: Any, ports: Sequence[int], turns: int, outcome: Outcome) -> None:
    headers: dict[str, str] = {}
    started = await _call(client, ports, "POST", "sessions", None, headers, outcome)
    headers["Authorization"] = f"Bearer {started['token']}"
    expected = [*started["messages"]]
    for number in range(turns):
        sent = {"text": f"{random.choice(WORDS)} {number}", "id": secrets.token_hex(8)}  # noqa: S311 - no secret
        began = time.perf_counter()
        said = await _call(client, ports, "POST", "messages", sent, headers, outcome)
        outcome.milliseconds.append((time.perf_counter() - began) * 1000)
        expected += [{"id": sent["id"], "text": sent["text"]}, *said["messages"]]
    shown = await _transcript(client, ports, headers, outcome)
    if [(m["id"], m["text"]) for m in shown] != [(m["id"], m["text"]) for m in expected]:
        outcome.wrong.append(f"{len(shown)} messages instead of {len(expected)}")


async def _transcript(client: Any, ports: Sequence[int], headers: Any, outcome: Outcome) -> list[Any]:
    """Return a conversation as it is kept, read part by part from its end."""
    part = await _call(client, ports, "GET", "messages", None, headers, outcome)
    shown: list[Any] = part["messages"]
    while earlier := part.get("earlier"):
        part = await _call(client, ports, "GET", f"messages?before={earlier}", None, headers, outcome)
        shown = part["messages"] + shown
    return shown


async def _call(
    client: Any, ports: Sequence[int], method: str, path: str, body: Any, headers: Any, outcome: Outcome
) -> Any:
    """Return what a process answers; who is told to try again, or hears nothing, asks any process again."""
    for _ in range(TRIES):
        address = f"http://127.0.0.1:{random.choice(ports)}/webhooks/web/{path}"  # noqa: S311 - no secret
        try:
            async with client.request(method, address, json=body, headers=headers) as answer:
                if answer.status < 400:
                    return await answer.json()
        except aiohttp.ClientError:
            pass
        outcome.again += 1
        await asyncio.sleep(random.uniform(0.2, 0.6))  # noqa: S311 - no secret
    raise TimeoutError(path)


@contextmanager
def processes(number: int, environment: dict[str, str]) -> Iterator[list[tuple[int, Any]]]:
    """Start processes that serve, and give the port of each beside it."""
    running = []
    try:
        for _ in range(number):
            port = _free_port()
            command = [sys.executable, "-m", "doula", "serve"]
            variables = os.environ | environment | {"DOULA_PORT": str(port)}
            running.append((port, subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL)))  # noqa: S603
        for port, process in running:
            _await(port, process)
        yield running
    finally:
        for _, process in running:
            process.kill()
            process.wait()


def _await(port: int, process: Any) -> None:
    for _ in range(3_000):
        if process.poll() is not None:
            raise RuntimeError("a process ended")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(port)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def main() -> None:
    """Read the command line, run, and fail if a transcript is wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--turns", type=int, default=10_000)
    options.add_argument("--conversations", type=int, default=200)
    options.add_argument("--processes", type=int, default=4)
    options.add_argument("--database", default="postgresql://postgres@127.0.0.1:5432/test")
    options.add_argument("--redis", default="redis://127.0.0.1:6379/0")
    chosen = options.parse_args()
    with TemporaryDirectory() as folder:
        environment = {
            "DOULA_DATABASE_URL": f"sqlite:///{folder}/knowledge.db",
            "DOULA_TRACKER_URL": chosen.database,
            "DOULA_REDIS_URL": chosen.redis,
            "DOULA_SECRET": secrets.token_hex(32),
        }
        with processes(chosen.processes, environment) as running:
            began = time.perf_counter()
            outcome = asyncio.run(throw([port for port, _ in running], chosen.conversations, chosen.turns))
            print(outcome, f"in {time.perf_counter() - began:.0f} s, load {os.getloadavg()[0]:.1f}")  # noqa: T201
    sys.exit(bool(outcome.wrong))


if __name__ == "__main__":
    main()
