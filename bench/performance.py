"""The page and the pictures of what was measured: ratios first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.figures import Comparison, growth
from bench.notes import noted
from bench.pictures import draw_bars, draw_curves

PAGE = Path("docs/performance.md")
PICTURES = Path("docs/performance")
HOW = Path(__file__).with_name("how.md")
_HEAD = """# Performance

Made by `make bench`, `python -m bench.mothers` and `python -m bench.memory`; do not edit it. Times hold for
the machine named; ratios are what to compare, for both sides ran in turns in one run.
"""
_PICTURES = "".join(f"![{name}](performance/{name}.svg) " for name in ("latency", "turns", "articles"))


def write() -> None:
    """Write the page and the pictures of all that was noted so far."""
    found = noted()
    if "side by side" not in found:
        return
    PICTURES.mkdir(exist_ok=True)
    _draw(found["side by side"])
    PAGE.write_text("\n".join(_page(found)) + "\n", "utf-8")


def comparisons(found: Mapping[str, Any]) -> list[Comparison]:
    """Return what is wanted of the ratios, and what they are."""
    ours, stock = found["doula"], found["stock"]
    one, two = ours["users"]["8"]["per_second"], ours["two"]["per_second"]
    at = ours["long"]["at"]
    return [
        Comparison("time to ready", ours["ready"], stock["ready"], "s", 1 / 4),
        Comparison("memory", ours["memory"]["Pss"], stock["memory"]["Pss"], "MB", 0.40),
        Comparison("environment", ours["disk"], stock["disk"], "MB", 0.35),
        Comparison("p50, one user", ours["users"]["1"]["p50"], stock["users"]["1"]["p50"], "ms", 1 / 2),
        Comparison("turns a second, one process", one, stock["users"]["8"]["per_second"], "", 3, True),
        Comparison("two processes of doula : one", two, one, "turns a second", 1.7, True),
        Comparison("turn 200 of doula : turn 5", at["200"], at["5"], "ms", 1.3),
    ]


def _page(found: Mapping[str, Any]) -> Iterator[str]:
    sides = found["side by side"]
    yield f"{_HEAD}\nMachine: {sides['machine']}.\n"
    yield "| | doula | stock, or as named | ratio | wanted | |\n|---|---|---|---|---|---|"
    yield from map(_ratio, comparisons(sides))
    yield f"\n{_PICTURES.rstrip()}\n"
    yield f"## Turns\n| users | side | p50 | p95 | p99 | turns a second | errors |\n{'|---' * 7}|"
    for users in sides["doula"]["users"]:
        yield from (_load(f"{users}", side, sides[side]["users"][users]) for side in ("doula", "stock"))
    yield from (_load("8, two processes", side, sides[side]["two"]) for side in ("doula", "stock"))
    yield "\n## One long conversation\n| turn | doula | stock |\n|---|---|---|"
    for turn, ours in sides["doula"]["long"]["at"].items():
        yield f"| {turn} | {ours:.0f} ms | {sides['stock']['long']['at'][turn]:.0f} ms |"
    yield "\n## Articles\n| articles | p50 of a turn, one user |\n|---|---|"
    yield from (f"| {int(count):,} | {ms:.1f} ms |" for count, ms in sides["articles"].items())
    yield from _mothers(found.get("mothers"))
    yield from _memory(found.get("memory"))
    yield f"\n{HOW.read_text('utf-8').rstrip()}"


def _ratio(each: Comparison) -> str:
    digits = 0 if each.other >= 100 else 1
    sign, met = ("≥" if each.at_least else "≤"), ("met" if each.met else "**not met**")
    values = " | ".join(f"{value:.{digits}f} {each.unit}" for value in (each.ours, each.other))
    return f"| {each.name} | {values} | {each.ratio:.2f} | {sign} {each.wanted:.2f} | {met} |"


def _load(users: str, side: str, load: Mapping[str, float]) -> str:
    times = " | ".join(f"{load[cut]:.0f} ms" for cut in ("p50", "p95", "p99"))
    return f"| {users} | {side} | {times} | {load['per_second']:.1f} | {load['errors']} |"


def _mothers(found: Mapping[str, Any] | None) -> Iterator[str]:
    if not found:
        return
    yield f"\n## {found['users']} mothers at once for {found['minutes']:g} minutes"
    yield (
        f"Each pauses {found['pause']:g} seconds on average. {found['conversations']:,} conversations, "
        f"{found['turns']:,} turns: {found['errors']} errors, "
        f"{found['faults']} messages lost or changed, "
        f"{found['crossed']} crossed. p50 {found['p50']:.0f} ms, p95 {found['p95']:.0f} ms, "
        f"p99 {found['p99']:.0f} ms; "
        f"{found['memory']:.0f} MB at the end. Machine: {found['machine']}."
    )


def _memory(found: Mapping[str, Any] | None) -> Iterator[str]:
    if not found:
        return
    yield "\n## Memory over time\n| after | MB, each time or each tenth | growth since warm |\n|---|---|---|"
    for name, what in (
        ("reloads", "reloads of the model"),
        ("conversations", f"{found['held']:,} conversations"),
    ):
        values = ", ".join(f"{value:.0f}" for value in found[name])
        yield f"| {what} | {values} | {growth(found[name]):+.1%} |"


def _draw(found: Mapping[str, Any]) -> None:
    sides = ("doula", "stock")
    users: Sequence[str] = list(found["doula"]["users"])
    bars = {side: [found[side]["users"][level]["p50"] for level in users] for side in sides}
    _save("latency", draw_bars([f"{level} users" for level in users], bars, "p50 of a turn, ms"))
    curves = {side: found[side]["long"]["curve"] for side in sides}
    _save("turns", draw_curves(curves, 12, "turn of one conversation", "ms a turn"))
    articles = found["articles"]
    _save(
        "articles",
        draw_bars([f"{int(a):,}" for a in articles], {"doula": list(articles.values())}, "p50, ms"),
    )


def _save(name: str, picture: str) -> None:
    (PICTURES / f"{name}.svg").write_text(picture, "utf-8")
