"""Measure this tree beside another checkout of it that was set up: `python -m bench.beside CHECKOUT`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from statistics import median

from bench.load import Load, talk
from bench.servers import Running, doula

ROUNDS, SECONDS, STARTS = 4, 10.0, 3
ENVIRONMENT = ".venv"


def main() -> None:
    """Start both some times and let users talk to both, in turns; print both and their ratio."""
    sides = [
        partial(doula, port, tree=tree, environment=(tree / ENVIRONMENT).absolute())
        for port, tree in ((5205, Path()), (5305, Path(sys.argv[1])))
    ]
    _show("ready, s", [median(starts) for starts in zip(*map(_starts, [sides] * STARTS), strict=True)])
    with sides[0]() as ours, sides[1]() as theirs:
        for users in (1, 8):
            loads = [_talk(server, users, 0) for server in (ours, theirs)]  # warm
            loads = [Load(users, 0) for _ in loads]
            for turn in range(1, ROUNDS + 1):
                loads = [
                    load + _talk(server, users, turn)
                    for load, server in zip(loads, (ours, theirs), strict=True)
                ]
            _show(f"p50 of a turn, {users} users, ms", [load.at(50) for load in loads])
            _show(f"turns a second, {users} users", [load.per_second for load in loads])
            _show(f"errors, {users} users", [len(load.errors) for load in loads])
        _show("memory, MB", [server.megabytes() for server in (ours, theirs)])


def _starts(sides: list[partial[AbstractContextManager[Running]]]) -> list[float]:
    seconds = []
    for serve in sides:
        with serve() as running:
            seconds.append(running.seconds)
    return seconds


def _talk(server: Running, users: int, seed: int) -> Load:
    return asyncio.run(talk(server.make, server.servers, users, SECONDS, seed))


def _show(name: str, figures: list[float]) -> None:
    here, there = figures
    ratio = f"{here / there:.2f}" if there else "-"
    print(f"{name:<32} {here:8.2f} {there:8.2f} {ratio:>6}", flush=True)  # noqa: T201 - a tool that tells


if __name__ == "__main__":
    main()
