from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from doula.channels.pieces import length, split, unmarked


def test_a_text_that_fits_stays_whole() -> None:
    assert split("one\n\ntwo", 8) == ["one\n\ntwo"]


def test_a_text_is_cut_between_paragraphs_first() -> None:
    assert split("One. Two.\n\nThree. Four.\n\nFive.", 24) == ["One. Two.\n\nThree. Four.", "Five."]


def test_a_long_paragraph_is_cut_between_sentences_and_a_long_sentence_between_words() -> None:
    assert split("One two three. Four five.", 18) == ["One two three.", "Four five."]
    assert split("one two three four", 9) == ["one two", "three", "four"]
    assert split("a" * 7, 3) == ["aaa", "aaa", "a"]


@given(st.text(alphabet="ab .\n🤰é"), st.integers(2, 30))
def test_pieces_fit_and_lose_no_word(text: str, longest: int) -> None:
    pieces = split(text, longest)
    assert all(length(piece) <= longest for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)


@given(st.text(alphabet="ab *_~`\n"))
def test_signs_that_are_swapped_are_the_only_change(text: str) -> None:
    assert unmarked(text).translate(str.maketrans("∗＿∼ˋ", "*_~`")) == text
    assert not re.search(r"(?<![^\W_])[*_~`](?=\S)", unmarked(text))
