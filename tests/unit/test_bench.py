from __future__ import annotations

from itertools import chain, islice

import pytest

from bench.conversations import conversations, draw
from bench.figures import Comparison, around, growth, percentile
from bench.transcripts import faults, shared

HELD = [
    {"from": "user", "id": "u1", "text": "why"},
    {"from": "assistant", "id": "a1", "text": "because"},
    {"from": "user", "id": "u2", "text": "thanks"},
    {"from": "assistant", "id": "a2", "text": "bye"},
]


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([3, 1, 2], 50) == 2
    assert percentile(list(range(1, 101)), 95) == 95
    assert percentile([7], 99) == 7
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_a_turn_is_measured_with_those_around_it_and_at_the_ends_with_the_nearest() -> None:
    values = [float(value) for value in range(1, 101)]
    assert around(values, 1, 10) == around(values, 5, 10) == 5.5
    assert around(values, 50, 2) == 49.5
    assert around(values, 100, 4) == 98.5
    with pytest.raises(ValueError, match="fewer"):
        around(values, 1, 101)


def test_a_ratio_is_met_from_its_own_side() -> None:
    assert Comparison("memory", 40, 100, "MB", 0.4).met
    assert not Comparison("memory", 41, 100, "MB", 0.4).met
    assert Comparison("turns", 30, 10, "", 3, at_least=True).met
    assert not Comparison("turns", 29, 10, "", 3, at_least=True).met


def test_growth_begins_when_all_is_warm() -> None:
    assert growth([100, 200, 400, 500]) == pytest.approx(0.25)


def test_a_transcript_that_is_what_was_held_has_no_faults() -> None:
    assert faults(HELD, HELD) == []


@pytest.mark.parametrize(
    "kept",
    [
        HELD[:3],
        [*HELD, HELD[3]],
        [HELD[0], HELD[3], HELD[2], HELD[1]],
        [HELD[0], {**HELD[1], "text": "x"}, *HELD[2:]],
    ],
)
def test_what_is_lost_twice_moved_or_changed_is_a_fault(kept: list[dict[str, str]]) -> None:
    assert faults(HELD, kept)


def test_a_message_in_two_conversations_is_found() -> None:
    assert shared([HELD, [{"from": "assistant", "id": "a2", "text": "bye"}]]) == {"a2"}
    assert shared([HELD, [{"from": "assistant", "id": "a3", "text": "bye"}]]) == set()


def test_the_same_seed_draws_the_same_conversations_and_hardly_a_long_sentence_twice() -> None:
    assert list(islice(draw(1), 30)) == list(islice(draw(1), 30)) != list(islice(draw(2), 30))
    long = [text for text in islice(chain.from_iterable(draw(3)), 500) if len(text.split()) > 6]
    assert len(set(long)) > 0.95 * len(long)
    assert len(conversations()) >= 10
