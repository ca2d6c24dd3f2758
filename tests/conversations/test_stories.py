"""Four mothers, each with one cause: by buttons, over several messages, and all at once."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.conversations.conftest import CheckedMother
from tests.mother import Said


@dataclass(frozen=True)
class Story:
    names: str  # what the first citation of the assessment says
    also: str  # what another one says
    because: str
    pressed: tuple[str, ...]
    told: tuple[tuple[str, ...], ...]
    at_once: tuple[str, ...]


STORIES = {
    "night": Story(
        "Lack of calcium in the body",
        "blood calcium levels are often lower at night",
        "your cramps come at night",
        ("At night in bed", "Warm enough", "None of these"),
        (
            (
                "why do i keep getting cramp in my calf",
                "always around 3am",
                "I'm warm enough",
                "nothing special",
            ),
            ("Why do my legs cramp at night?", "no, it is not cold", "just an ordinary day"),
            ("what gives me these leg cramps", "in the middle of the night", "skip", "don't know"),
        ),
        (
            "My legs cramp at night, it's warm in bed and I did nothing special. Why?",
            "why do my calves cramp at 3am? the room is warm and it was just an ordinary day",
        ),
    ),
    "on her feet": Story(
        "Walking too much or standing",
        "avoid walking too much",
        "you are on your feet a lot or exercise",
        ("In the day", "Warm enough", "On my feet a lot"),
        (
            (
                "why are my calves cramping",
                "in the afternoon",
                "the room is warm",
                "I'm on my feet all day at the till",
            ),
            ("I'm on my feet all day and my legs cramp, why?", "during the day", "warm enough"),
            ("why do my legs cramp", "i walk all day", "skip", "I don't know"),
        ),
        (
            "My legs cramp during the day, the room is warm and I stand all day at work. Why?",
            "I walked 5 miles, in the afternoon my calves cramped, it was warm. what causes that?",
        ),
    ),
    "sleeping too long": Story(
        "Sleeping too long",
        "Sleeping too long will slow down blood circulation",
        "you lie down or sleep for long",
        ("When I wake up", "Warm enough", "Lying down or asleep for long"),
        (
            ("why do my legs cramp", "when I wake up", "it's warm", "I slept twelve hours"),
            ("why do I get leg cramps, I sleep too long", "when I wake up", "I'm warm enough"),
            ("what's behind my leg cramps", "I'm on bed rest", "no idea", "skip"),
        ),
        (
            "My legs cramp when I wake up, my room is warm and I sleep twelve hours. Why?",
            "why do I get cramps in my calves when I wake up? I slept 12 hours and the room is warm",
        ),
    ),
    "cold thin quilt": Story(
        "Cold factors",
        "Keep your lower limbs warm",
        "your cover is thin",
        ("At night in bed", "My covers are thin", "None of these"),
        (
            ("why do my calves cramp", "at night", "my quilt is cold and thin", "nothing special"),
            ("why do my legs cramp under my thin quilt", "at night", "ordinary day"),
            ("why do my legs cramp", "my blanket is too thin", "skip", "skip"),
        ),
        (
            "My calves cramp at night under a cold thin quilt and I am not on my feet much. Why is that?",
            "why do my calves cramp at night? it's freezing, my duvet is thin, and I did nothing special",
        ),
    ),
}
EACH = pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
TOLD = [(story, told) for story in STORIES.values() for told in story.told]
AT_ONCE = [(story, text) for story in STORIES.values() for text in story.at_once]


def fits(assessment: Said, story: Story) -> bool:
    first = assessment.message["citations"][0]["quote"]
    because = next(part for part in assessment.text.split("\n\n") if part.startswith("It fits because"))
    return first.startswith(story.names) and assessment.cites(story.also) and story.because in because


@EACH
def test_buttons_lead_to_the_cause(mother: CheckedMother, story: Story) -> None:
    reply = mother.says("why do my legs cramp")
    for title in story.pressed:
        assert reply.outcomes[-1] == "ask_back"
        reply = mother.presses(title)
    assert reply.outcomes == ["check_urgent"]
    assert fits(mother.presses("No").assessment, story)


@pytest.mark.parametrize(
    ("story", "told"), TOLD, ids=lambda value: value[0] if isinstance(value, tuple) else ""
)
def test_free_words_over_several_messages_lead_to_the_cause(
    mother: CheckedMother, story: Story, told: tuple[str, ...]
) -> None:
    first, *others, last = told
    assert mother.says(first).outcomes == ["answer", "ask_back"]
    for text in others:
        assert mother.says(text).outcomes == ["ask_back"]
    assert fits(mother.legs_are_fine(mother.says(last)), story)


@pytest.mark.parametrize(
    ("story", "text"), AT_ONCE, ids=lambda value: value if isinstance(value, str) else ""
)
def test_one_message_leads_to_the_cause_without_a_follow_up(
    mother: CheckedMother, story: Story, text: str
) -> None:
    reply = mother.says(text)
    assert reply.outcomes == ["answer", "check_urgent"]
    assert fits(mother.legs_are_fine(reply), story)


@EACH
def test_the_first_answer_shows_what_is_known_already(mother: CheckedMother, story: Story) -> None:
    assert mother.says(story.at_once[0]).answer.cites(
        story.names if story.names != STORIES["night"].names else story.also
    )


@EACH
def test_an_assessment_never_claims_to_know_the_cause(mother: CheckedMother, story: Story) -> None:
    assessment = mother.legs_are_fine(mother.says(story.at_once[0]))
    assert "your cause is" not in assessment
    assert "The article" in assessment and "I cannot know your cause" in assessment
    assert assessment.cites("never use leg cramps as an indicator")


@pytest.mark.parametrize(
    "text",
    [
        "My legs cramp at night, my room is warm and my days are ordinary. Why?",
        "why do I get leg cramps at 3am, I'm warm enough and it was just an ordinary day",
        "why do my legs cramp at night, the duvet is thin, the room is cold, and I did nothing special",
        "why do my calves cramp at night? the duvet is thin, the room cold, and I did nothing special",
    ],
)
@pytest.mark.xfail(
    strict=True,
    reason="`my days are ordinary` tells no activity; a warm mother or a cold room raises an alarm",
)
def test_a_night_told_in_these_words_is_understood(mother: CheckedMother, text: str) -> None:
    assert mother.says(text).outcomes == ["answer", "check_urgent"]


@pytest.mark.xfail(strict=True, reason="`at work` is taken for the time at which the cramps come")
def test_standing_all_day_at_work_does_not_tell_when_the_cramps_come(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp")
    assert "When do the cramps come?" in mother.says("i stand all day at work")


def test_a_cold_bedroom_at_night_points_to_the_cold(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp at night")
    mother.says("it's freezing in there")
    assessment = mother.legs_are_fine(mother.says("not much walking really"))
    assert assessment.cites("Cold factors") and "because" in assessment
    assert not assessment.cites("Walking too much")


def test_two_causes_are_both_named_the_better_first(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp at night")
    mother.presses("The room is cold")
    assessment = mother.legs_are_fine(mother.presses("None of these"))
    quotes = [citation["quote"] for citation in assessment.message["citations"]]
    assert quotes[0].startswith("Cold factors")
    assert quotes[1].startswith("Lack of calcium")
    assert "the best first" in assessment


def test_nothing_fits_is_said_and_general_measures_are_given(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp")
    for title in ("In the day", "Warm enough"):
        mother.presses(title)
    assessment = mother.legs_are_fine(mother.presses("None of these"))
    assert "None of them fits what you told me" in assessment
    assert assessment.cites("Do muscle massage regularly")
    assert not assessment.cites("Walking too much") and not assessment.cites("Cold factors")


def test_the_question_can_be_a_button_too(mother: CheckedMother) -> None:
    mother.says("asdkfj")
    assert mother.presses("Why do my legs cramp?").outcomes == ["answer", "ask_back"]
