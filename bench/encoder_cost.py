"""What the sentence encoder adds to a turn: the encoding of each message of the own cases."""

from __future__ import annotations

import statistics
import time

from doula.encoder import encoder
from doula.evaluation.own_cases import read_questions
from doula.parts import split


def encoder_milliseconds() -> list[float]:
    """Return for each message the processor time that its encoding takes, in milliseconds."""
    cases, _ = read_questions()
    encoder().encode(["hello"])
    return [_milliseconds(case.text) for case in cases.cases]


def _milliseconds(text: str) -> float:
    parts = split(text)
    began = time.process_time()
    encoder().encode([text, *(parts if len(parts) > 1 else ())])
    encoder().encode([text])  # the answer asks again for what the intent was found with
    return (time.process_time() - began) * 1_000


if __name__ == "__main__":
    taken = encoder_milliseconds()
    median, slowest = statistics.median(taken), max(taken)
    print(f"encoding {len(taken)} messages: median {median:.2f} ms, slowest {slowest:.2f} ms")  # noqa: T201
