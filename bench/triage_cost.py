"""How long triage takes: the median and the slowest of every wording in clinical/danger_signs.yml."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import yaml

from doula.triage import compile_signs, triage

ROOT = Path(__file__).parents[1]


def triage_milliseconds(rounds: int = 3) -> list[float]:
    """Return the best of some rounds for each wording and look-alike, in milliseconds of processor time."""
    read = [
        yaml.safe_load((ROOT / "clinical" / name).read_text("utf-8"))
        for name in ("danger_signs.yml", "danger_words.yml")
    ]
    signs = compile_signs(*read)
    texts = [
        text
        for sign in read[0]["signs"].values()
        for kind in ("wordings", "look_alikes")
        for text in sign[kind]
    ]
    triage(texts[0], signs)
    return [min(_milliseconds(text, signs) for _ in range(rounds)) for text in texts]


def _milliseconds(text: str, signs: object) -> float:
    began = time.process_time()
    triage(text, signs)  # type: ignore[arg-type]
    return (time.process_time() - began) * 1_000


if __name__ == "__main__":
    taken = triage_milliseconds()
    median, slowest = statistics.median(taken), max(taken)
    print(f"triage of {len(taken)} messages: median {median:.2f} ms, slowest {slowest:.2f} ms")  # noqa: T201
