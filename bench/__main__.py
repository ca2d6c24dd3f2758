"""Measure doula beside a stock Rasa assistant, in turns, and write docs/performance.md: `python -m bench`."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench import knowledge_size, performance
from bench.figures import CUTS, around
from bench.load import Load, talk, talk_long
from bench.notes import machine, note
from bench.places import DOULA_ENVIRONMENT, FOLDER, STOCK_ENVIRONMENT
from bench.servers import Running, disk_megabytes, doula, stock
from bench.stock.build import build
from doula.ingest import ingest, read, read_labels
from doula.knowledge import KnowledgeBase, Origin

USERS = (1, 8, 32)
ROUNDS, SECONDS, STARTS = 2, 12.0, 3
LONG, TURNS, WIDTH = 500, (5, 50, 200, 500), 12
ARTICLES = (1, 100, 1_000)
SIDES: dict[str, Callable[..., AbstractContextManager[Running]]] = {"doula": doula, "stock": stock}

Measured = dict[str, Any]


def main() -> None:
    """Build what is missing, measure, note and write."""
    build()
    began = machine()
    found: Measured = {side: {} for side in SIDES}
    _weigh(found)
    _start(found)
    _talk(found)
    _talk_to_two(found)
    note("side by side", {**found, "articles": _with_articles(), "machine": began})
    performance.write()


def _weigh(found: Measured) -> None:
    found["doula"]["disk"] = disk_megabytes(DOULA_ENVIRONMENT)
    found["stock"]["disk"] = disk_megabytes(STOCK_ENVIRONMENT)


def _start(found: Measured) -> None:
    """Start each some times, in turns, the first time only to have its files in the machine's memory."""
    starts: dict[str, list[float]] = {side: [] for side in SIDES}
    for _ in range(1 + STARTS):
        for side, serve in SIDES.items():
            with serve() as running:
                starts[side].append(running.seconds)
    for side, seconds in starts.items():
        found[side]["ready"] = median(seconds[1:])
        _say(f"{side}: ready in {', '.join(f'{s:.1f}' for s in seconds)} s")


def _talk(found: Measured) -> None:
    """Let users talk to both, in turns, then weigh both, then hold one long conversation with each."""
    with doula() as ours, stock() as theirs:
        running = {"doula": ours, "stock": theirs}
        found["doula"]["users"], found["stock"]["users"] = _in_turns(running, USERS)
        for side, server in running.items():
            found[side]["memory"] = {kind: server.megabytes(kind) for kind in ("Pss", "Rss")}
        for side, server in running.items():
            load = asyncio.run(talk_long(server.make, server.servers[0], LONG))
            found[side]["long"] = {
                "curve": [around(load.milliseconds, turn, WIDTH) for turn in range(WIDTH, LONG + 1, WIDTH)],
                "at": {turn: around(load.milliseconds, turn, WIDTH) for turn in TURNS},
                "errors": len(load.errors),
            }


def _talk_to_two(found: Measured) -> None:
    """Let eight users talk to two processes of each."""
    with doula(processes=2) as ours, stock(processes=2) as theirs:
        sides = _in_turns({"doula": ours, "stock": theirs}, (8,))
    found["doula"]["two"], found["stock"]["two"] = (side[8] for side in sides)


def _in_turns(running: dict[str, Running], levels: Sequence[int]) -> list[dict[int, Measured]]:
    for server in running.values():  # warm
        asyncio.run(talk(server.make, server.servers, 2 * len(server.servers), 4, 0))
    measured: list[dict[int, Measured]] = [{} for _ in running]
    for users in levels:
        loads = [Load(users, 0) for _ in running]
        for turn in range(1, ROUNDS + 1):
            for place, server in enumerate(running.values()):
                loads[place] += asyncio.run(talk(server.make, server.servers, users, SECONDS, turn))
        for place, side in enumerate(running):
            measured[place][users] = _figures(loads[place])
            _say(f"{side}, {users} users: {measured[place][users]}")
    return measured


def _figures(load: Load) -> Measured:
    times = {f"p{cut}": load.at(cut) for cut in CUTS}
    return {
        **times,
        "per_second": load.per_second,
        "turns": len(load.milliseconds),
        "errors": len(load.errors),
    }


def _with_articles() -> dict[int, float]:
    """Return the median turn of one user, in milliseconds, with the real article among made-up ones."""
    found = {}
    for count in ARTICLES:
        seeds, database = _library(count)
        with doula(database=database, seeds=seeds) as running:
            talking = partial(talk, running.make, running.servers, 1)
            asyncio.run(talking(3, 0))
            found[count] = asyncio.run(talking(SECONDS, 1)).at(50)
        _say(f"{count} articles: {found[count]:.1f} ms")
    return found


def _library(count: int) -> tuple[Path, str]:
    """Return a folder with so many articles and a knowledge base that holds them, made at the first call."""
    folder = FOLDER / f"articles/{count}"
    database = f"sqlite:///{folder}/knowledge.db"
    if not (folder / "knowledge.db").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree("seeds", folder / "seeds")
        for article in knowledge_size.articles(count - 1):
            (folder / "seeds" / f"{article.slug}.txt").write_text(article.source, "utf-8")
        base = KnowledgeBase.connect(database)
        base.migrate()
        ingest(["seeds"], base, read_labels())  # the real article with its real vectors
        articles = map(read_labels().put_on, read([folder / "seeds"]))
        base.replace_all(articles, knowledge_size.encode, Origin.of([folder / "seeds"]))
    return folder / "seeds", database


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - it takes minutes


if __name__ == "__main__":
    main()
