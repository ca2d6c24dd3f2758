"""Check what an alarm says: which card, how fast, whose lines, on one phone screen."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from doula.alarms import Alarms
from doula.messages import Message, Responses

ROOT = Path(__file__).parents[2]


def content(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


SIGNS = content("clinical/danger_signs.yml")["signs"]
REGIONS = content("clinical/help_lines.yml")["regions"]
RESPONSES = content("data/danger/responses.yml")["responses"]
OF_THE_MIND = ("self_harm", "postpartum_psychosis")
SCREEN = 600  # characters: about 15 lines of 40


@pytest.fixture(scope="module")
def alarms() -> Alarms:
    return Alarms(SIGNS, REGIONS, Responses(RESPONSES))


def lines_of(message: Message) -> list[str]:
    return [line.removeprefix("• ") for line in message.text.split("\n") if line.startswith("• ")]


def card_of(message: Message) -> str:
    later = RESPONSES["utter_danger_when_safe"][0]["text"]
    return "\n\n".join(p for p in message.text.split("\n\n") if p != later and not p.startswith("• "))


def everywhere() -> Iterator[tuple[str, str]]:
    yield from ((sign, region) for sign in SIGNS for region in REGIONS)


def but_for(reason: str, known: Container[str]) -> list[Any]:
    """Mark the regions whose alarm is known to be wrong."""
    mark = pytest.mark.xfail(strict=True, reason=reason)
    return [pytest.param(region, marks=mark) if region in known else region for region in REGIONS]


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_has_its_own_card(alarms: Alarms, sign: str) -> None:
    alarm = alarms.urgent(sign, "gb", repeated=False, asked=False)
    assert alarm.outcome == "urgent"
    assert card_of(alarm) == SIGNS[sign]["advice"]
    assert not alarm.citations
    assert not alarm.buttons


@pytest.mark.parametrize("sign", SIGNS)
def test_a_card_is_short_beside_its_numbers(alarms: Alarms, sign: str) -> None:
    assert len(card_of(alarms.urgent(sign, "gb", repeated=False, asked=True)).split()) <= 25


@pytest.mark.parametrize("sign", SIGNS)
def test_a_card_that_is_said_again_is_another_and_says_what_to_do(alarms: Alarms, sign: str) -> None:
    first, again = (alarms.urgent(sign, "gb", repeated=repeated, asked=False) for repeated in (False, True))
    assert SIGNS[sign]["advice"] not in again.text
    assert SIGNS[sign]["act"] in again.text
    assert lines_of(again) == lines_of(first)


def test_every_alarm_fits_on_a_phone_screen(alarms: Alarms) -> None:
    longest = {
        (sign, region): len(alarms.urgent(sign, region, repeated=repeated, asked=True).text)
        for sign, region in everywhere()
        for repeated in (False, True)
    }
    assert max(longest.values()) <= SCREEN, max(longest, key=lambda key: longest[key])


def test_an_alarm_names_one_to_three_lines_none_twice(alarms: Alarms) -> None:
    for sign, region in everywhere():
        lines = lines_of(alarms.urgent(sign, region, repeated=False, asked=False))
        assert 1 <= len(lines) <= 3
        assert len(set(lines)) == len(lines)


def test_a_hidden_number_is_never_shown(alarms: Alarms) -> None:
    for sign, region in everywhere():
        entry = REGIONS[region]
        shown = {line["number"] for kind in ("emergency", "crisis", "support") for line in entry[kind]}
        text = alarms.urgent(sign, region, repeated=False, asked=False).text
        hidden = [line["number"] for line in entry.get("hidden", ()) if line["number"] not in shown]
        assert not [number for number in hidden if f" {number}" in text and number not in entry["maternity"]]


@pytest.mark.parametrize("region", REGIONS)
def test_an_emergency_shows_the_emergency_number_first(alarms: Alarms, region: str) -> None:
    for sign in (name for name, entry in SIGNS.items() if entry["tier"] == "emergency"):
        lines = lines_of(alarms.urgent(sign, region, repeated=False, asked=False))
        assert lines[0].startswith("Emergency: ")


@pytest.mark.parametrize("region", REGIONS)
def test_a_call_today_goes_to_the_maternity_unit_first(alarms: Alarms, region: str) -> None:
    for sign in (name for name, entry in SIGNS.items() if entry["tier"] == "same_day"):
        if sign not in OF_THE_MIND:
            lines = lines_of(alarms.urgent(sign, region, repeated=False, asked=False))
            assert lines[0] == REGIONS[region]["maternity"]
            assert lines[1].startswith("Emergency: ")


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("sign", OF_THE_MIND)
def test_who_may_harm_herself_is_shown_emergency_then_crisis_lines(
    alarms: Alarms, region: str, sign: str
) -> None:
    lines = lines_of(alarms.urgent(sign, region, repeated=False, asked=False))
    assert lines[0].startswith("Emergency: ")
    assert lines[1].startswith(REGIONS[region]["crisis"][0]["label"])


@pytest.mark.parametrize("region", but_for("no crisis line is known there", ("international", "au", "in")))
def test_a_card_that_speaks_of_a_crisis_line_shows_one(alarms: Alarms, region: str) -> None:
    alarm = alarms.urgent("self_harm", region, repeated=False, asked=False)
    emergency = REGIONS[region]["emergency"][0]["label"]
    others = [line for line in REGIONS[region]["crisis"] if not line["label"].startswith(emergency)]
    assert "crisis line" not in alarm.text or others


@pytest.mark.parametrize(
    "region",
    but_for("no helpline is known there", ("international", "gb", "ca", "nz", "za", "ng", "ke", "ph", "eu")),
)
def test_a_card_that_speaks_of_a_helpline_shows_one(alarms: Alarms, region: str) -> None:
    alarm = alarms.urgent("low_mood", region, repeated=False, asked=False)
    assert "helpline" not in alarm.text or REGIONS[region]["support"]


@pytest.mark.parametrize("region", but_for("no poison line is shown", REGIONS))
def test_a_card_that_speaks_of_a_poison_line_shows_one(alarms: Alarms, region: str) -> None:
    alarm = alarms.urgent("overdose", region, repeated=False, asked=False)
    assert "poison line" not in alarm.text or any("poison" in line.lower() for line in lines_of(alarm))


@pytest.mark.parametrize("sign", ["self_harm", "low_mood", "postpartum_psychosis"])
def test_what_is_of_the_mind_does_not_wait_for_her_question(alarms: Alarms, sign: str) -> None:
    text = alarms.urgent(sign, "us", repeated=False, asked=True).text
    assert text.index("• ") < text.index(RESPONSES["utter_danger_when_safe"][0]["text"])


def test_what_she_asked_is_offered_for_later(alarms: Alarms) -> None:
    alarm = alarms.urgent("bleeding", "gb", repeated=False, asked=True)
    assert [button.title for button in alarm.buttons] == ["I am safe, go on"]
    assert alarm.text.endswith("When you are safe, I can go on with what you asked.")


@pytest.mark.parametrize("sign", SIGNS)
def test_a_doubt_is_one_question_with_three_answers(alarms: Alarms, sign: str) -> None:
    asked = alarms.check(sign)
    assert (asked.text, asked.outcome) == (SIGNS[sign]["question"], "check_urgent")
    assert [button.title for button in asked.buttons] == ["Yes", "No", "I'm not sure"]


@pytest.mark.parametrize("region", REGIONS)
def test_a_message_that_was_not_checked_names_signs_and_numbers(alarms: Alarms, region: str) -> None:
    safe = alarms.unchecked(region)
    assert safe.outcome == "urgent"
    for sign in ("bleeding", "breathing", "headache", "leg", "fit", "fever", "harming yourself", "baby"):
        assert sign in safe.text
    assert lines_of(safe)[0].startswith(f"Emergency: {REGIONS[region]['emergency'][0]['label']}")
    assert len(safe.text) <= SCREEN


@pytest.mark.parametrize("region", REGIONS)
def test_a_loss_is_met_with_kind_words_and_lines(alarms: Alarms, region: str) -> None:
    kind = alarms.loss(region)
    assert kind.outcome == "small_talk"
    assert "sorry for your loss" in kind.text
    assert not kind.buttons
    assert 2 <= len(lines_of(kind)) <= 3


def test_an_alarm_and_a_doubt_that_come_with_a_loss_are_kind(alarms: Alarms) -> None:
    sorry = RESPONSES["utter_danger_sorry"][0]["text"]
    for sign in SIGNS:
        assert alarms.urgent(sign, "gb", lost=True).text.startswith(sorry)
        assert alarms.check(sign, lost=True).text == f"{sorry} {SIGNS[sign]['question']}"


@pytest.mark.parametrize(
    ("complaints", "sign"), [({"leg cramps"}, "leg_clot"), ({"heartburn"}, None), (set(), None)]
)
def test_a_clot_is_asked_about_before_causes_of_leg_cramps_only(
    alarms: Alarms, complaints: set[str], sign: str | None
) -> None:
    assert alarms.before_assessment(complaints) == sign


@pytest.mark.parametrize("sign", SIGNS)
def test_unsure_asks_for_help_unless_the_sign_can_wait(alarms: Alarms, sign: str) -> None:
    assert alarms.asks_for_help_when_unsure(sign) is (SIGNS[sign]["tier"] != "soon")


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("I live in Scotland", "gb"),
        ("we are in the US", "us"),
        ("I'm from New Zealand", "nz"),
        ("in the united states of america", "us"),
        ("I am in Northern Ireland", "gb"),
        ("I am in Ireland", "ie"),
        ("I'm in Germany now", "eu"),
        ("help us please", None),
        ("there is pain in us both", None),
        ("I eat Indian food", None),
        ("", None),
    ],
)
def test_where_she_says_she_is(alarms: Alarms, text: str, region: str | None) -> None:
    assert alarms.region_in(text) == region
