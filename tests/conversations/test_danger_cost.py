"""Looking for danger must never be a reason to leave it out."""

from __future__ import annotations

import statistics

import pytest

from bench.triage_cost import triage_milliseconds

MOST = 6  # twice what it may take on an idle machine (`python -m bench.triage_cost`)


def test_triage_takes_a_few_milliseconds_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    taken = triage_milliseconds(rounds=2, every=4)
    with capsys.disabled():
        print(f"\ntriage of {len(taken)} messages: median {statistics.median(taken):.2f} ms")  # noqa: T201
    assert statistics.median(taken) <= MOST
