"""What a question is about, apart from what she only mentions or does in passing."""

from __future__ import annotations

import pytest

from doula.subject import Asked, Subject, subject_of
from doula.topics import Named, Topics, read_topics

TOPICS: Topics = read_topics(
    {
        "complaints": {
            "cramps": {"wordings": ["cramp*"]},
            "veins": {"wordings": ["vein*"], "takes_over": True},
            "work": {"wordings": ["boss"], "in_passing": True, "several": True},
        },
        "details": {
            "kelp": {"wordings": ["kelp"]},
            "sport": {"wordings": ["swim*"], "in_passing": True},
            "drugs": {"wordings": ["metformin"], "takes_over": True, "as_said": True},
        },
    }
)


def named(text: str) -> tuple[Named, ...]:
    found = TOPICS.find(text)
    return tuple(Named(m.topic, text[m.start : m.end], m.mere, m.complaint) for m in found)


def subject(text: str, intent: str = "ask_cause", beside: str = "") -> Subject:
    return subject_of(Asked(text, intent, named(text), named(beside)), TOPICS)


def test_a_question_is_about_its_complaint_and_its_details() -> None:
    about = subject("does kelp help against cramps", "ask_diet")
    assert (about.complaints, about.details) == (("cramps",), ("kelp",))
    assert about.absent({"cramps"}) == ("kelp",) and not about.absent({"cramps", "kelp"})


def test_what_takes_over_outweighs_the_rest_unless_it_is_covered() -> None:
    about = subject("is it the metformin that brings the cramps")
    assert about.is_taken_over({"cramps"}) and not about.is_taken_over({"cramps", "drugs"})


def test_what_is_absent_goes_by_her_own_word_where_the_topic_says_so() -> None:
    assert subject("cramps from Metformin").absent({"cramps"}) == ("metformin",)


@pytest.mark.parametrize(
    ("text", "intent", "details"),
    [
        ("I get cramps when I swim", "describe_symptom", ()),
        ("does swimming help against cramps", "ask_relief", ("sport",)),
    ],
)
def test_what_is_done_in_passing_counts_only_when_it_is_asked_about(
    text: str, intent: str, details: tuple[str, ...]
) -> None:
    assert subject(text, intent).details == details


def test_a_question_that_names_no_complaint_takes_the_one_beside_it() -> None:
    assert subject("what helps", "ask_relief", beside="my cramps are bad").complaints == ("cramps",)


def test_what_outweighs_and_is_told_beside_a_why_is_part_of_it_and_beside_others_is_aside() -> None:
    assert subject("why do I cramp", beside="Metformin since May").details == ("drugs",)
    aside = subject("how do I stretch", "ask_relief", beside="Metformin since May")
    assert aside.details == () and aside.told_beside(set()) == ("metformin",)


@pytest.mark.parametrize(("text", "is_open"), [("why do I cramp", True), ("is kelp behind my cramps", False)])
def test_a_why_that_suspects_nothing_is_open(text: str, is_open: bool) -> None:
    assert subject(text).open is is_open


def test_what_no_article_covers_is_the_complaint_before_the_details() -> None:
    assert subject("do my veins cramp from kelp").uncovered() == ("veins", "cramps")
    assert subject("is kelp good", "ask_diet").uncovered() == ("kelp",)


def test_a_circumstance_told_elsewhere_is_no_part_of_the_question() -> None:
    assert subject("how much kelp", "ask_diet", beside="my boss laughed").complaints == ()
    assert "work" in subject("do cramps mean my boss will know", "ask_sign").weighty
    assert subject("when do I tell the boss", "ask_about").complaints == ("work",)
