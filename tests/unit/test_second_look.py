"""Check a second look: likeness raises doubt or certainty, words alone leave a plain mention doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from doula.triage import Account, Finding, compile_signs, triage
from doula.triage.likeness import Likeness
from doula.triage.second_look import look_again
from doula.triage.word_use import SIZE, Floats, count, weigh

CLINICAL = Path(__file__).parents[2] / "clinical"
SIGNS = compile_signs(
    *(yaml.safe_load((CLINICAL / f"danger_{name}.yml").read_text("utf-8")) for name in ("signs", "words"))
)
LIKE, SURE, HINTED, PLAIN = 0.1, 0.2, 0.3, 0.4
LIKENESS = Likeness(
    signs=("leg_clot",),
    vectors=np.array([[1, 0]], dtype=np.float32),
    weights=np.array([[1, 1]], dtype=np.float32),
    rarity=np.zeros(SIZE, dtype=np.float32),  # words count for nothing here
    words=np.zeros((SIZE, 2), dtype=np.float32),
    telling=np.zeros(SIZE, dtype=np.float32),
    like=LIKE,
    sure=SURE,
    hinted=HINTED,
    plain=PLAIN,
    told=0,
)
OTHERWISE_TOLD = replace(LIKENESS, told=1)  # no text is told in the words of reports


def scoring(scores: dict[str, float], otherwise: float = 0.0) -> Any:
    """Give an encoder of whose vectors the measure makes these scores."""

    def encode(texts: Sequence[str]) -> Floats:
        wanted = [max(scores.get(text, otherwise), 1e-3) for text in texts]
        along = [1 + np.log(score) / 4 for score in wanted]
        return np.array([[each, 0] for each in along], dtype=np.float32)

    return encode


def look(text: str, **scores: float) -> Finding | None:
    encode = scoring({text: scores.get("whole", 0.0)}, scores.get("otherwise", 0.0))
    return look_again(Account(text, SIGNS), LIKENESS, encode)


@pytest.mark.parametrize(("score", "strength"), [(0.0, None), (0.3, "check_urgent"), (0.9, "urgent")])
def test_what_no_pattern_hears_is_doubtful_or_plain_by_how_like_a_report_it_is(
    score: float, strength: str | None
) -> None:
    found = look("it is as thick as a tree trunk", whole=score)
    assert (found.strength if found else None) == strength


def test_a_word_of_the_sign_makes_it_plain_sooner() -> None:
    text = "this leg is as thick as a tree trunk"
    assert triage(text, SIGNS) is None
    assert [getattr(look(text, whole=score), "strength", None) for score in (0.0, 0.15, 0.35, 0.9)] == [
        None,
        "check_urgent",
        "urgent",
        "urgent",
    ]


@pytest.mark.parametrize(("score", "strength"), [(0.0, "check_urgent"), (0.3, "urgent")])
def test_a_doubtful_mention_is_plain_when_it_is_like_a_report(score: float, strength: str) -> None:
    found = look("my calf hurts", whole=score)
    assert found is not None
    assert found.strength == strength


@pytest.mark.parametrize(("score", "strength"), [(0.25, "check_urgent"), (0.35, "urgent")])
def test_one_asked_in_general_is_plain_when_it_is_much_like_a_report(score: float, strength: str) -> None:
    text = "is it normal to have a calf swollen and hot"
    heard = triage(text, SIGNS)
    assert heard is not None
    assert (heard.strength, heard.weakened) == ("check_urgent", True)
    assert look(text, whole=score) == replace(heard, strength=strength)


def test_likeness_alone_does_not_alarm_where_other_words_leave_doubt() -> None:
    likeness = replace(LIKENESS, signs=("ectopic",))
    for text, strength in (
        ("this side is as thick as a tree trunk", "urgent"),
        ("this side is as thick as a tree trunk, I have PCOS", "check_urgent"),
        ("this side is as thick as a tree trunk, I have PCOS and I am 6 weeks pregnant", "urgent"),
    ):
        found = look_again(Account(text, SIGNS), likeness, scoring({text: 0.9}))
        assert found is not None
        assert (found.name, found.strength) == ("ectopic", strength)


def test_an_emergency_is_plain_in_whatever_words() -> None:
    text = "I passed clots and it is bleeding heavily, then tell me of the kelp"
    found = look_again(Account(text, SIGNS), OTHERWISE_TOLD, scoring({}))
    assert found is not None
    assert (found.tier, found.strength) == ("emergency", "urgent")


@pytest.mark.parametrize("text", ["my left calf is swollen and hot", "what if my calf gets red and hot"])
@pytest.mark.parametrize("score", [0.0, 0.9])
def test_a_plain_mention_and_one_supposed_stay_what_they_are(text: str, score: float) -> None:
    assert look(text, whole=score) == triage(text, SIGNS)


@pytest.mark.parametrize(
    "text", ["no swelling in my calf", "I had a clot in my leg years ago", "bleeding? no"]
)
def test_what_was_denied_or_is_past_is_not_raised_again(text: str) -> None:
    assert look(text, whole=0.9) is None


PLAIN_MENTION = "my left calf is swollen and hot"


@pytest.mark.parametrize(
    ("score", "strength"), [(0.0, "check_urgent"), (0.15, "check_urgent"), (0.3, "urgent")]
)
def test_a_plain_mention_in_words_that_no_report_is_told_in_is_asked_about_unless_it_is_like_one(
    score: float, strength: str
) -> None:
    found = look_again(Account(PLAIN_MENTION, SIGNS), OTHERWISE_TOLD, scoring({}, score))
    assert found is not None
    assert (found.name, found.strength) == ("leg_clot", strength)


def test_a_plain_mention_of_a_few_words_stays_plain() -> None:
    assert triage("calf swollen and hot", SIGNS) == look_again(
        Account("calf swollen and hot", SIGNS), OTHERWISE_TOLD, scoring({})
    )


@pytest.mark.parametrize("beside", ["which foods have calcium?", "What helps at night? " * 30])
def test_what_stands_beside_a_plain_mention_takes_nothing_from_it(beside: str) -> None:
    telling = weigh(count([PLAIN_MENTION]), np.ones(SIZE, dtype=np.float32)).toarray()[0]
    likeness = replace(LIKENESS, rarity=np.ones(SIZE, dtype=np.float32), telling=telling, told=0.9)
    for text in (f"{beside} {PLAIN_MENTION}.", f"{PLAIN_MENTION}. {beside}"):
        assert likeness.telling_words([text])[0] < likeness.told
        found = look_again(Account(text, SIGNS), likeness, scoring({}))
        assert found is not None
        assert found.strength == "urgent"


def test_what_is_told_beside_a_denial_is_raised() -> None:
    found = look("no fever but this side is as thick as a tree trunk", whole=0.9, otherwise=0.3)
    assert found is not None
    assert found.strength == "check_urgent"


def test_a_report_in_a_long_story_is_raised() -> None:
    report = (
        "It is as thick as a tree trunk and darker than the other one since I came back from my aunt in town."
    )
    story = f"{'I like kelp soup and my room is cold. ' * 12}{report}"
    encode = scoring({report: 0.9})
    assert look_again(Account(story, SIGNS), LIKENESS, encode) is not None


@pytest.mark.parametrize("text", ["nothing like that", "blorp wibble", "safe now"])
def test_a_few_words_of_no_sign_are_an_answer(text: str) -> None:
    assert look(text, whole=0.9) is None


@given(st.floats(0, 1), st.sampled_from(["my calf hurts", "hello", "my left calf is swollen and hot"]))
def test_likeness_lowers_nothing(score: float, text: str) -> None:
    rank = {None: 0, "check_urgent": 1, "urgent": 2}
    before, after = triage(text, SIGNS), look(text, whole=score)
    assert rank[after.strength if after else None] >= rank[before.strength if before else None]


@pytest.mark.parametrize("text", ["", " ", "…", "????", "12 34"])
def test_what_says_nothing_is_like_nothing(text: str) -> None:
    assert look(text, whole=0.9) is None
