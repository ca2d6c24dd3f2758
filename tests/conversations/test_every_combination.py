"""Every combination of what a mother may tell ends in an assessment that is cited."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import pytest
import yaml

from actions.content import knowledge, speech
from doula.articles import Article
from doula.causes import KINDS, causes_of, give_up, next_question, rank_causes
from doula.channels.door import Door
from doula.observations import UNCLEAR_UNIT, UNKNOWN, Observation, because, merge
from tests.conversations.conftest import ROOT, CheckedMother, check_message

CONTENT = yaml.safe_load((ROOT / "clinical/observations.yml").read_text(encoding="utf-8"))["kinds"]
BUTTONS = yaml.safe_load((ROOT / "data/check_in/responses.yml").read_text(encoding="utf-8"))["responses"]
Told = frozenset[Observation]


def told_of(kind: str) -> list[Told]:
    """List what she may have told of a kind: nothing, not knowing, a value, its denial, two at once."""
    values = list(CONTENT[kind]["values"])
    said = [Observation(kind, value, denied) for value in values for denied in (False, True)]
    pairs = (merge({one}, {other}, speech().vocabulary).told for one, other in combinations(said[::2], 2))
    single = [frozenset({each}) for each in (*said, Observation(kind, UNKNOWN))]
    return [frozenset(), *single, *dict.fromkeys(pair for pair in pairs if len(pair) == 2)]


def every_telling() -> Iterator[Told]:
    for each in product(*map(told_of, KINDS)):
        yield frozenset().union(*each)


@pytest.fixture(scope="module")
def article(assistant: Door) -> Article:
    (known,) = knowledge().base.articles()
    found = knowledge().base.article(known.slug)
    assert found
    return found


def test_every_combination_is_assessed_and_cited(article: Article) -> None:
    causes, assessments, count = causes_of(article), {}, 0
    for told in every_telling():
        count += 1
        while asked := next_question(causes, told):
            told = give_up(told, asked)
        ranked = tuple(rank_causes(causes, told))
        if ranked not in assessments:
            assessments[ranked] = speech().assessment(article, ranked)
        fits = {o for cause in causes for o in cause.conditions}
        assert {o for each in ranked for o in each.because} == told & fits
    assert count > 5_000 and len(assessments) > 50
    for ranked, assessment in assessments.items():
        check_message(assessment.as_dict())
        first = assessment.citations[0].quote
        assert first == ranked[0].passages[0].text if ranked else "None of them fits" in assessment.text


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_has_a_reason_to_give(kind: str) -> None:
    for value in CONTENT[kind]["values"]:
        assert because(Observation(kind, value), speech().vocabulary)
        assert because(Observation(kind, value, denied=True), speech().vocabulary) or value == UNCLEAR_UNIT


def pairs_of_buttons() -> list[tuple[str, ...]]:
    """List presses that pair every button of a follow-up with every button of each other one."""
    timing, temperature, activity = (
        [button["title"] for button in BUTTONS[f"utter_ask_{kind}"][0]["buttons"]] for kind in KINDS
    )
    return [
        (one, other, activity[(place + row) % len(activity)])
        for row, one in enumerate(timing)
        for place, other in enumerate(temperature)
    ]


@pytest.mark.parametrize("titles", pairs_of_buttons(), ids=", ".join)
def test_every_pair_of_buttons_ends_in_an_assessment(mother: CheckedMother, titles: tuple[str, ...]) -> None:
    mother.says("why do my legs cramp")
    for title in titles[:-1]:
        assert mother.presses(title).outcomes == ["ask_back"]
    assessment = mother.legs_are_fine(mother.presses(titles[-1]))
    assert ("None of them fits" in assessment) == ("because you said" not in assessment)
