from __future__ import annotations

from collections.abc import Iterator

import pytest

from doula.articles import parse
from doula.channels.door import Door
from doula.ingest import read, read_labels
from tests.mother import Mother

TIMING_ONLY = """Why do I get heartburn in pregnancy?

The main causes of heartburn are as follows:

1. Late meals. The stomach is still full, so heartburn occurs at night.

2. An empty stomach. Heartburn then often happens in the evening.
"""
NO_CONDITIONS = """What causes restless legs in pregnancy?

The main causes of restless legs are as follows:

1. Too little iron in the body.

2. Changed hormones.
"""


@pytest.fixture
def mother(assistant: Door) -> Iterator[Mother]:
    """Give a mother to an assistant that knows two more articles."""
    from actions.content import knowledge

    labels, seeds = read_labels(), read(["seeds"])
    more = [parse("heartburn.txt", TIMING_ONLY), parse("restless.txt", NO_CONDITIONS)]
    knowledge().base.replace_all([labels.put_on(article) for article in [*seeds, *more]])
    yield Mother(assistant)
    knowledge().base.replace_all([labels.put_on(article) for article in seeds])


def test_an_article_whose_causes_differ_by_timing_only_is_asked_about_timing_only(mother: Mother) -> None:
    reply = mother.says("why do I get heartburn")
    assert reply.cites("Late meals") and reply.cites("An empty stomach")
    assert "When" in reply.question and "warm" not in reply.question
    after = mother.says("mostly at night")
    assert after.assessment.cites("Late meals") and not after.assessment.cites("An empty stomach")


def test_an_article_whose_causes_have_no_conditions_is_answered_without_follow_ups(mother: Mother) -> None:
    reply = mother.says("what causes my restless legs")
    assert reply.outcomes == ["answer"] and reply.cites("Too little iron")


def test_an_article_that_is_removed_in_the_middle_of_its_follow_ups_leaves_no_silence(
    mother: Mother,
) -> None:
    from actions.content import knowledge

    assert mother.says("why do I get heartburn").question
    knowledge().base.replace_all([])
    assert mother.says("at night").outcomes == ["clarify"]
    assert mother.says("why do I get heartburn").outcomes == ["not_covered"]


def test_a_title_that_an_article_names_but_nobody_has_is_said_to_be_so(mother: Mother) -> None:
    reply = mother.says("what is diarrhea in early pregnancy?")
    assert reply.outcomes == ["not_covered"]
    assert "an article called “What is diarrhea in early pregnancy?”, but I do not have it" in reply


def test_what_can_be_answered_instead_is_offered_and_answers(mother: Mother) -> None:
    reply = mother.says("what helps against piles?")
    assert reply.outcomes == ["not_covered"] and reply.buttons
    assert mother.presses(reply.buttons[0]).outcomes[0] == "answer"


def test_what_was_not_answered_is_noted_and_says_nothing_of_her(mother: Mother) -> None:
    from actions.content import knowledge

    mother.says("what helps against piles? write to ann@example.org")
    questions = [gap.question for gap in knowledge().base.gaps(90)]
    assert any("piles" in question for question in questions)
    assert not any("@" in question for question in questions)
