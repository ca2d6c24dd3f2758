"""The page on size: what was measured, how it grows, and where the limit of one machine lies."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.made_up import PASSAGES

_HEAD = """# Size

Made by `python -m bench.knowledge_size` on {machine}; do not edit it.

Made-up articles of {passages} passages each, their words as unevenly frequent as real ones. Their
vectors are sums of random word vectors: encoding as many sentences takes an hour, and search does
not care what the numbers mean. What encoding costs is in the rows with the real encoder. A search
is the best of three, its words counted before; memory is what searching adds to a process. Where
others work on the machine, times are longer than they would be; the processor time of the searching
process, at p50, is not.

| database | articles | passages | ingest | first search | search p50 | p95 | processor | memory | disk |
|---|---|---|---|---|---|---|---|---|---|
"""
_SOON = 60  # milliseconds that a search may take of a turn
_MOST_MEMORY = 1_000  # megabytes that vectors may take of a process
_FORESEEN = 10  # times as many as were measured: what lies beyond is not guessed at

Cost = Mapping[str, float]


def page(noted: Mapping[str, Cost]) -> str:
    """Return the page of all that was noted, by name of the database and count of articles."""
    machine = f"{os.cpu_count()} cores under a load of {os.getloadavg()[1]:.1f}"
    rows = [_row(*_split(key), noted[key]) for key in sorted(noted)]
    growth = "\n".join(f"- {sentence}" for sentence in _growth(noted))
    head = _HEAD.format(machine=machine, passages=PASSAGES)
    return "\n".join(
        [f"{head}{chr(10).join(rows)}", "", "## How it grows, and the limit of one machine", growth, ""]
    )


def write(noted: Mapping[str, Cost], file: Path) -> None:
    """Write the page."""
    file.write_text(page(noted), "utf-8")


def _split(key: str) -> tuple[str, int]:
    name, count = key.rsplit(maxsplit=1)
    return name, int(count)


def _row(name: str, count: int, cost: Cost) -> str:
    searches = " | ".join(f"{cost[key]:.1f} ms" for key in ("first", "p50", "p95", "own"))
    return (
        f"| {name} | {count:,} | {count * PASSAGES:,} | {cost['ingest']:.1f} s | {searches} "
        f"| {cost['memory']:.0f} MB | {cost['disk']:.0f} MB |"
    )


def _growth(noted: Mapping[str, Cost]) -> Iterator[str]:
    """Yield a sentence for each database that was measured with several sizes, from its two largest."""
    sizes: dict[str, dict[int, Cost]] = {}
    for key, cost in noted.items():
        name, count = _split(key)
        sizes.setdefault(name, {})[count * PASSAGES] = cost
    for name, costs in sorted(sizes.items()):
        if len(costs) > 1:
            yield _grows(name, *sorted(costs.items())[-2:])


def _grows(name: str, fewer: tuple[int, Cost], more: tuple[int, Cost]) -> str:
    (few, low), (many, high) = fewer, more
    step = {key: (high[key] - low[key]) / (many - few) for key in ("ingest", "p50", "memory")}
    ingest, p50, memory = (1_000 * max(step[key], 0) for key in ("ingest", "p50", "memory"))
    said = (
        f"{name}, from {few:,} to {many:,} passages: each 1,000 more take {ingest:.2f} s of ingest, "
        f"{p50:.2f} ms of a search at p50 and {memory:.2f} MB."
    )
    limits = [(_SOON - high["p50"]) / step["p50"]] if step["p50"] > 0 else []
    limits += [(_MOST_MEMORY - high["memory"]) / step["memory"]] if step["memory"] > 0 else []
    if not limits or many < 10 * few:
        return said
    most, foreseen = max(many + min(limits), 0), _FORESEEN * many
    kept = (
        f"one machine like this one keeps a search at p50 below {_SOON} ms and the memory of a process "
        f"below {_MOST_MEMORY:,} MB"
    )
    if most > foreseen:
        return f"{said} If it goes on so, {kept} for {foreseen:,} passages, and then some."
    return f"{said} If it goes on so, {kept} up to about {round(most, -4):,.0f} passages."
