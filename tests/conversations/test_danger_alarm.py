"""An alarm ends the follow-ups, is short, and does not lose what she asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doula.channels.door import Door
from doula.settings import settings
from tests.conversations.danger import NIGHT, PLAINEST, REGIONS, Places
from tests.mother import Mother

GO_ON = "I am safe, go on"
WITH_A_QUESTION = {
    "which foods have calcium? I am bleeding.": ["answer"],
    "I have a fever of 39. What helps against leg cramps?": ["answer"],
    "My waters just broke. why do my legs cramp at night?": ["answer", "ask_back"],
}
WAYS_BACK = [
    "go on",
    "continue",
    "carry on please",
    "please continue",
    "I'm safe now",
    "I called them, carry on",
    "I am safe, go on",
]


@pytest.fixture(scope="module")
def places(assistant: Door) -> Places:
    return Places(assistant)


@pytest.fixture
def region(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("DOULA_REGION", request.param)
    settings.cache_clear()
    yield request.param
    settings.cache_clear()


@pytest.mark.parametrize("place", ["asked for the timing", "asked for the unit", "asked about her legs"])
def test_an_alarm_ends_the_check_in(places: Places, place: str) -> None:
    mother = places.come_to(place)
    mother.says(PLAINEST["bleeding"])
    assert not {"ask_back", "assessment"} & set(mother.says("thank you").outcomes)


@pytest.mark.parametrize("text", WITH_A_QUESTION)
def test_what_she_asked_with_it_is_answered_when_she_is_safe(mother: Mother, text: str) -> None:
    alarm = mother.says(text)
    assert alarm.outcomes == ["urgent"]
    assert "when you are safe" in alarm
    assert not alarm.messages[0]["citations"]
    assert mother.presses(GO_ON).outcomes == WITH_A_QUESTION[text]


@pytest.mark.parametrize("text", WAYS_BACK)
def test_many_words_lead_back_to_what_she_asked(mother: Mother, text: str) -> None:
    mother.says("which foods have calcium? I am bleeding.")
    assert mother.says(text).answer.cites("calcium")


@pytest.mark.parametrize("place", ["asked for the temperature", "asked for the activity"])
def test_a_check_in_that_an_alarm_ended_can_be_gone_on_with(places: Places, place: str) -> None:
    mother = places.come_to(place)
    assert GO_ON in mother.says("I am bleeding").buttons
    assert "ask_back" in mother.presses(GO_ON).outcomes


def test_a_report_of_danger_is_not_what_she_asked(places: Places) -> None:
    mother = places.come_to("asked for the activity")
    mother.says("my leg is swollen and hot")
    assert "not_covered" not in mother.says("I'm safe now, please go on").outcomes


def test_who_asked_nothing_is_promised_no_answer(mother: Mother) -> None:
    assert not mother.says("I have chest pain").buttons


def test_who_asked_only_about_the_sign_is_not_asked_what_about(mother: Mother) -> None:
    mother.says("could it be a clot in my leg?")
    assert mother.says("no").outcomes == ["done"]


def test_nothing_is_answered_twice(mother: Mother) -> None:
    mother.says("which foods have calcium? I am bleeding.")
    mother.presses(GO_ON)
    assert mother.says("go on").outcomes != ["answer"]


def test_said_again_it_is_not_a_copy(mother: Mother) -> None:
    said = [mother.says(PLAINEST["bleeding"]) for _ in range(3)]
    assert all(reply.outcomes == ["urgent"] for reply in said)
    assert "before" in said[1]
    assert len({reply.text for reply in said}) == 3


def test_another_sign_gets_its_own_card(mother: Mother) -> None:
    first, second = mother.says(PLAINEST["bleeding"]), mother.says(PLAINEST["waters"])
    assert "Any bleeding" in first
    assert "Note the time, colour and smell" in second


@pytest.mark.parametrize(
    "text", ["I want to kill myself", "I don't want to live any more", "I might hurt my baby"]
)
@pytest.mark.parametrize("region", ["us", "gb", "nz", "za"], indirect=True)
def test_who_may_harm_herself_gets_direct_words_and_a_crisis_line(
    mother: Mother, region: str, text: str
) -> None:
    alarm = mother.says(text).urgent
    assert "You deserve help now" in alarm
    assert REGIONS[region]["crisis"][0]["number"] in alarm.text.replace(" ", "")


def test_low_mood_is_not_sent_to_an_ambulance_first(mother: Mother) -> None:
    alarm = mother.says("I am in the US. " + PLAINEST["low_mood"]).urgent
    assert alarm.text.index("1-833-852-6262") < alarm.text.index("Postpartum Support")
    assert "get better with help" in alarm


def test_psychosis_is_an_emergency_and_she_is_not_left_alone(mother: Mother) -> None:
    alarm = mother.says(PLAINEST["postpartum_psychosis"]).urgent
    assert alarm.text.index("Emergency:") < alarm.text.index("maternity unit")
    assert "do not leave her alone" in alarm


@pytest.mark.parametrize("region", ["gb", "au", "in", "eu"], indirect=True)
def test_the_setting_says_whose_lines_are_shown(mother: Mother, region: str) -> None:
    alarm = mother.says(PLAINEST["chest_pain_or_racing_heart"]).urgent
    assert alarm.text.split("• ")[1].startswith(f"Emergency: {REGIONS[region]['emergency'][0]['label']}")


@pytest.mark.parametrize(
    ("where", "number"),
    [
        ("I live in Scotland", "999"),
        ("I'm from New Zealand", "111"),
        ("I am in the US", "911"),
        ("we are in Australia", "000"),
        ("I live in India", "112"),
    ],
)
def test_where_she_says_she_is_comes_before_the_setting(mother: Mother, where: str, number: str) -> None:
    assert number in mother.says(f"{where}. I have chest pain.").urgent
    assert f"Emergency: {number}" in mother.says("I had a seizure").urgent


@pytest.mark.parametrize(
    "text",
    [
        "my husband is from India",
        "I was in Spain last year",
        "I am not in the US",
        "I like Kenya",
    ],
)
@pytest.mark.parametrize("region", ["gb"], indirect=True)
def test_another_place_that_she_mentions_is_not_where_she_is(mother: Mother, region: str, text: str) -> None:
    mother.says(text)
    assert "999" in mother.says("I have chest pain").urgent


def test_who_bleeds_heavily_is_shown_the_ambulance_first(mother: Mother) -> None:
    alarm = mother.says("I am bleeding heavily and soaking a pad every ten minutes").urgent
    assert alarm.text.index("Emergency:") < alarm.text.index("Your maternity unit or nearest")


def test_cramps_at_night_alone_raise_no_alarm(mother: Mother) -> None:
    assert mother.says(NIGHT).outcomes == ["answer", "ask_back"]


@pytest.mark.parametrize(
    "text",
    [
        "should I rub my feet at night",
        "my husband rubs my feet when they cramp",
        "my feet are cold at night",
    ],
)
def test_what_mothers_do_about_cramps_is_no_alarm(mother: Mother, text: str) -> None:
    assert not {"urgent", "check_urgent"} & set(mother.says(text).outcomes)
