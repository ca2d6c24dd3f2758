"""Long, double, misspelt and foreign messages, and what the article leaves out."""

from __future__ import annotations

import pytest

from tests.mother import Mother

STORY = (
    "Good evening. We moved to Leeds in spring and my husband drives a van. I'm 30 weeks with our second, "
    "the first is three and never sits still. We painted the small room yellow. {} Thanks a lot, Ayo."
)


def test_the_question_in_a_long_story_is_answered(mother: Mother) -> None:
    reply = mother.says(
        STORY.format("My calves cramp when I get into bed. Is massage any good for the cramps?")
    )
    assert reply.answer.cites("Do muscle massage regularly")


def test_two_questions_are_both_answered_in_order(mother: Mother) -> None:
    answer = mother.says("Is kelp good for leg cramps? And how many calcium tablets do I take a day?").answer
    assert answer.cites("Kelp is rich") and answer.cites("one calcium tablet per day")
    assert answer.text.index("Kelp is rich") < answer.text.index("one calcium tablet per day")


def test_misspelt_words_are_understood(mother: Mother) -> None:
    assert mother.says("how meny calsium tabletts for leg crmaps").answer.cites("one calcium tablet per day")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Is my metformin giving me leg cramps?", "metformin"),
        ("I have lupus and my calves cramp every night.", "lupus"),
        ("Which specialist treats leg cramps?", "which doctor to see"),
        ("would compression stockings stop my leg cramps", "compression socks"),
        ("can I take Zedoprim for the leg cramps", "zedoprim"),
        (
            STORY.format("I quit smoking in May and my legs cramp. Is it nicotine withdrawal?"),
            "stopping a drug or smoking",
        ),
    ],
)
def test_what_the_article_leaves_out_is_said_by_name(mother: Mother, text: str, named: str) -> None:
    reply = mother.says(text)
    assert reply.outcomes == ["not_covered"]
    assert named in reply.text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "My calves cramp after football although I am well hydrated.",
        "I take magnesium already and it does not help. Why do my legs cramp?",
    ],
)
def test_what_is_only_mentioned_leaves_the_causes_to_be_told(mother: Mother, text: str) -> None:
    assert mother.says(text).answer.cites("Walking too much")


def test_one_part_is_answered_and_the_other_said_to_be_absent(mother: Mother) -> None:
    answer = mother.says("What helps against leg cramps, and is magnesium any good?").answer
    assert answer.cites("land on your heels") and "magnesium" in answer.text


@pytest.mark.parametrize(
    "text",
    ["when is the anomaly scan", "can I fly at 30 weeks pregnant", "how big is the baby at 20 weeks"],
)
def test_another_subject_of_pregnancy_is_no_small_talk(mother: Mother, text: str) -> None:
    assert mother.says(text).outcomes == ["not_covered"]


def test_another_language_is_told_so_in_both(mother: Mother) -> None:
    reply = mother.says("¿por qué me duelen las piernas todas las noches?")
    assert reply.outcomes == ["not_covered"]
    assert "only read English" in reply.text and "Solo entiendo inglés" in reply.text


def test_danger_in_the_middle_of_another_language_is_heard(mother: Mother) -> None:
    assert mother.says("hola, tengo mucho miedo, I am bleeding, ayuda por favor").outcomes[0] == "urgent"


@pytest.mark.parametrize("text", ["qwoeiru lkjwer", "xptz", "😀😀"])
def test_gibberish_is_asked_about(mother: Mother, text: str) -> None:
    assert mother.says(text).outcomes == ["clarify"]


def test_a_few_words_go_on_with_what_was_asked(mother: Mother) -> None:
    mother.says("is kelp good for leg cramps")
    assert mother.says("is it safe?").answer.cites("kelp")
