"""Typing mistakes by chance that is the same in each run."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest

from doula.evaluation.cases import Case, CaseSet
from doula.evaluation.mistyping import mistype, mistyped

QUESTION = "why do my calves cramp at night when the room is cold"


def test_one_or_two_words_are_mistyped_and_the_same_ones_each_time() -> None:
    wrong = mistype(QUESTION)
    changed = [pair for pair in zip(QUESTION.split(), wrong.split(), strict=True) if pair[0] != pair[1]]
    assert 1 <= len(changed) <= 2 and wrong == mistype(QUESTION)
    assert all(SequenceMatcher(None, *pair).ratio() > 0.6 for pair in changed)


@pytest.mark.parametrize("text", ["", "why me", "???", "कैसे"])
def test_what_has_no_long_word_stays(text: str) -> None:
    assert mistype(text) == text


def test_a_set_of_cases_keeps_what_is_right() -> None:
    case = Case(QUESTION, "cause_cold", frozenset({"answer"}), ("cold",))
    (wrong,) = mistyped(CaseSet("own", (case,), own=True)).cases
    assert (wrong.label, wrong.outcomes, wrong.cites) == (case.label, case.outcomes, case.cites)
    assert wrong.text != case.text
