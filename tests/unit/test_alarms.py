"""Check what an alarm says: which card, how fast, whose lines, on one phone screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import textstat
import yaml

from doula.alarms import UNKNOWN_REGION, Alarms
from doula.messages import Message, Responses

ROOT = Path(__file__).parents[2]


def content(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


SIGNS = content("clinical/danger_signs.yml")["signs"]
REGIONS = content("clinical/help_lines.yml")["regions"]
RESPONSES = content("data/danger/responses.yml")["responses"]
REGIONS_AND_UNKNOWN = [*REGIONS, "a region nobody wrote down"]
SCREEN = 600  # characters: about 15 lines of 40
MOST_WORDS = 25  # of a card beside its numbers
CARDS = [
    (sign, part)
    for sign, entry in SIGNS.items()
    for part in ("advice", "advice_with_line", "emergency")
    if part in entry
]
HOW_SOON = re.compile(r"\b(?:now|at once|today|this week|needs an ambulance)\b")
WHOM = re.compile(r"\b(?:ambulance|maternity unit|midwife|doctor|emergency|hospital|line|a call)\b")
SPEAKS_OF = {"crisis": "crisis line", "support": "helpline", "poison": "poison line"}
OF_BABIES = re.compile(
    r"\b(?:bab(?:y|ies|y's)|pregnan\w*|weeks (?:you|pregnant)|labour|labor|waters)\b", re.I
)
ABOUT_A_BIRTH = {"baby_movement", "birth_now", "ectopic", "waters", "early_labour", "bleeding_after_birth"}


@pytest.fixture(scope="module")
def alarms() -> Alarms:
    return Alarms(SIGNS, REGIONS, Responses(RESPONSES))


def lines_of(message: Message) -> list[str]:
    return [line.removeprefix("• ") for line in message.text.split("\n") if line.startswith("• ")]


def spoken(message: Message) -> str:
    return "\n".join(line for line in message.text.split("\n") if not line.startswith("• "))


def everywhere() -> Iterator[tuple[str, str, bool]]:
    yield from (
        (sign, region, worst) for sign in SIGNS for region in REGIONS_AND_UNKNOWN for worst in (False, True)
    )


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_has_its_own_card(alarms: Alarms, sign: str) -> None:
    alarm = alarms.urgent(sign, "gb")
    assert alarm.outcome == "urgent"
    assert alarm.text.startswith(SIGNS[sign]["may_mean"])
    assert not alarm.citations
    assert not alarm.buttons


@pytest.mark.parametrize(("sign", "part"), CARDS)
def test_a_card_says_what_it_may_be_how_soon_and_whom_to_call_in_few_plain_words(
    sign: str, part: str
) -> None:
    card = f"{SIGNS[sign]['may_mean']} {SIGNS[sign][part]}"
    assert len(card.split()) <= MOST_WORDS
    assert textstat.flesch_kincaid_grade(card) <= 6
    assert HOW_SOON.search(SIGNS[sign][part])
    assert WHOM.search(SIGNS[sign][part])


@pytest.mark.parametrize("sign", [name for name, entry in SIGNS.items() if entry["tier"] != "emergency"])
def test_a_sign_at_its_worst_is_sent_to_the_ambulance_first(alarms: Alarms, sign: str) -> None:
    assert ("emergency" in SIGNS[sign]) == bool(SIGNS[sign]["patterns"].get("emergency"))
    for region in REGIONS:
        alarm = alarms.urgent(sign, region, emergency=True)
        assert lines_of(alarm)[0].startswith("Emergency: ")
        assert SIGNS[sign].get("emergency", SIGNS[sign]["may_mean"]) in alarm.text


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("sign", SIGNS)
def test_said_again_it_is_another_each_time_and_still_says_whom_to_call(
    alarms: Alarms, sign: str, lost: bool
) -> None:
    said = [alarms.urgent(sign, "gb", said=times, lost=lost) for times in range(5)]
    assert len({message.text for message in said}) == 4
    assert said[4].text == said[1].text
    assert all(lines_of(message) == lines_of(said[0]) for message in said)
    assert {**SIGNS[sign], **(SIGNS[sign].get("after_loss", {}) if lost else {})}["act"] in said[1].text


def test_every_alarm_fits_on_a_phone_screen(alarms: Alarms) -> None:
    longest = {
        (sign, region, worst, said): len(
            alarms.urgent(sign, region, emergency=worst, said=said, asked=True, lost=True).text
        )
        for sign, region, worst in everywhere()
        for said in range(4)
    }
    assert max(longest.values()) <= SCREEN, max(longest, key=lambda key: longest[key])


def test_an_alarm_names_one_to_three_lines_none_twice(alarms: Alarms) -> None:
    for sign, region, worst in everywhere():
        lines = lines_of(alarms.urgent(sign, region, emergency=worst))
        assert 1 <= len(lines) <= 3
        assert len(set(lines)) == len(lines)


def test_a_hidden_number_is_never_shown(alarms: Alarms) -> None:
    for sign, region, worst in everywhere():
        entry = REGIONS.get(region, REGIONS[UNKNOWN_REGION])
        kinds = ("emergency", "crisis", "support")
        shown = {line["number"] for kind in kinds for line in entry[kind]}
        text = alarms.urgent(sign, region, emergency=worst).text
        hidden = [line["number"] for line in entry.get("hidden", ()) if line["number"] not in shown]
        assert not [number for number in hidden if f" {number}" in text and number not in entry["maternity"]]


@pytest.mark.parametrize("region", REGIONS)
def test_an_emergency_shows_the_emergency_number_first(alarms: Alarms, region: str) -> None:
    for sign in (name for name, entry in SIGNS.items() if entry["tier"] == "emergency"):
        assert lines_of(alarms.urgent(sign, region))[0].startswith("Emergency: ")


@pytest.mark.parametrize("region", REGIONS)
def test_a_call_today_goes_to_the_maternity_unit_first(alarms: Alarms, region: str) -> None:
    for sign in (name for name, entry in SIGNS.items() if entry["tier"] == "same_day"):
        if "line" not in SIGNS[sign]:
            lines = lines_of(alarms.urgent(sign, region))
            assert lines[0] == REGIONS[region]["maternity"]
            assert lines[1].startswith("Emergency: ")


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("sign", [name for name, entry in SIGNS.items() if entry.get("line") == "crisis"])
def test_who_may_harm_herself_is_shown_emergency_then_every_crisis_line_that_fits(
    alarms: Alarms, region: str, sign: str
) -> None:
    lines = lines_of(alarms.urgent(sign, region))
    assert lines[0].startswith("Emergency: ")
    crisis = [line["label"] for line in REGIONS[region]["crisis"]][:2]
    assert [line.startswith(label) for line, label in zip(lines[1:], crisis, strict=False)] == [True] * len(
        crisis
    )


@pytest.mark.parametrize("region", REGIONS_AND_UNKNOWN)
@pytest.mark.parametrize("said", range(4))
def test_a_card_speaks_of_a_line_only_where_it_shows_one(alarms: Alarms, region: str, said: int) -> None:
    for sign in SIGNS:
        for kind, words in SPEAKS_OF.items():
            alarm = alarms.urgent(sign, region, said=said)
            shown = [line["label"] for line in REGIONS.get(region, {}).get(kind, ())]
            if words in spoken(alarm).lower():
                assert any(line.startswith(label) for line in lines_of(alarm) for label in shown)


def test_a_poison_line_is_spoken_of_as_soon_as_one_is_known() -> None:
    regions = {**REGIONS, "xx": {**REGIONS["gb"], "poison": [{"label": "Poison Help", "number": "123"}]}}
    alarm = Alarms(SIGNS, regions, Responses(RESPONSES)).urgent("overdose", "xx")
    assert "Call the poison line" in alarm.text
    assert lines_of(alarm)[1] == "Poison Help: 123"


@pytest.mark.parametrize("sign", ["self_harm", "low_mood", "postpartum_psychosis"])
def test_what_is_of_the_mind_does_not_wait_for_her_question(alarms: Alarms, sign: str) -> None:
    text = alarms.urgent(sign, "us", asked=True).text
    assert text.index("• ") < text.index(RESPONSES["utter_danger_when_safe"][0]["text"])


def test_low_mood_is_followed_by_the_question_about_harm_and_no_other_sign_is(alarms: Alarms) -> None:
    assert {sign: alarms.asked_next(sign) for sign in SIGNS if alarms.asked_next(sign)} == {
        "low_mood": "self_harm"
    }


def test_what_she_asked_is_offered_for_later(alarms: Alarms) -> None:
    alarm = alarms.urgent("bleeding", "gb", asked=True)
    assert [button.title for button in alarm.buttons] == ["I am safe, go on"]
    assert alarm.text.endswith("When you are safe, I can go on with what you asked.")


def test_who_has_not_said_where_she_is_is_asked_once_and_after_the_numbers(alarms: Alarms) -> None:
    ask = RESPONSES["utter_danger_ask_where"][0]["text"]
    first = alarms.urgent("bleeding", UNKNOWN_REGION).text
    assert first.index("112") < first.index(ask)
    assert ask not in alarms.urgent("bleeding", UNKNOWN_REGION, said=1).text
    assert not [
        region
        for region in REGIONS
        if region != UNKNOWN_REGION and ask in alarms.urgent("fever", region).text
    ]


@pytest.mark.parametrize("region", REGIONS)
def test_who_says_where_she_is_is_shown_its_numbers(alarms: Alarms, region: str) -> None:
    shown = lines_of(alarms.where(region))
    assert shown[0].startswith(f"Emergency: {REGIONS[region]['emergency'][0]['label']}")
    assert shown[1] == REGIONS[region]["maternity"]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_doubt_is_one_question_with_three_answers(alarms: Alarms, sign: str) -> None:
    asked = alarms.check(sign)
    assert (asked.text, asked.outcome) == (SIGNS[sign]["question"], "check_urgent")
    assert [button.title for button in asked.buttons] == ["Yes", "No", "I'm not sure"]


@pytest.mark.parametrize("region", REGIONS_AND_UNKNOWN)
def test_a_message_that_was_not_checked_names_signs_and_numbers(alarms: Alarms, region: str) -> None:
    safe, entry = alarms.unchecked(region), REGIONS.get(region, REGIONS[UNKNOWN_REGION])
    assert safe.outcome == "urgent"
    for sign in ("bleeding", "breathing", "headache", "leg", "fit", "fever", "harming yourself", "baby"):
        assert sign in safe.text
    assert lines_of(safe)[0].startswith(f"Emergency: {entry['emergency'][0]['label']}")
    assert all(line["label"] in safe.text for line in entry["crisis"][:1])
    assert len(safe.text) <= SCREEN


@pytest.mark.parametrize("region", REGIONS)
def test_a_loss_is_met_with_kind_words_and_lines(alarms: Alarms, region: str) -> None:
    kind = alarms.loss(region)
    assert kind.outcome == "small_talk"
    assert "sorry for your loss" in kind.text
    assert not kind.buttons
    known = REGIONS[region]["support"] or REGIONS[region]["crisis"]
    assert len(lines_of(kind)) == min(3, 1 + len(known))


@pytest.mark.parametrize("sign", SIGNS)
def test_an_alarm_and_a_doubt_after_a_loss_are_kind(alarms: Alarms, sign: str) -> None:
    sorry = RESPONSES["utter_danger_sorry"][0]["text"]
    said = [alarms.urgent(sign, "gb", lost=True), alarms.check(sign, lost=True)]
    assert all(message.text.startswith(sorry) for message in said)


@pytest.mark.parametrize("sign", SIGNS.keys() - ABOUT_A_BIRTH)
def test_after_a_loss_no_alarm_speaks_of_a_baby(alarms: Alarms, sign: str) -> None:
    said = [
        alarms.urgent(sign, "gb", emergency=worst, said=n, lost=True) for n in range(4) for worst in (0, 1)
    ]
    for message in [*said, alarms.check(sign, lost=True)]:
        assert not OF_BABIES.search(spoken(message)), spoken(message)


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
        ("I’m in Kenya", "ke"),
        ("from Lagos", "ng"),
        ("we live in Manila, Philippines", "ph"),
        ("Kenya", "ke"),
        ("Manila, Philippines.", "ph"),
        ("hi, writing from Texas here", "us"),
        ("here in Nairobi", "ke"),
        ("I live in a small town in Kenya", "ke"),
        ("I am from India but I live in the UK", "gb"),
        ("I live in the UK but I am from India", "gb"),
        ("my legs hurt. I now live in Toronto.", "ca"),
        ("I am in Ghana", "elsewhere"),
        ("my husband is from India", None),
        ("my sister lives in Kenya", None),
        ("I was in Spain last year", None),
        ("I am not in the US", None),
        ("I like Kenya", None),
        ("I ate turkey", None),
        ("we were in the US", None),
        ("help us please", None),
        ("there is pain in us both", None),
        ("I eat Indian food", None),
        ("", None),
    ],
)
def test_where_she_says_she_is(alarms: Alarms, text: str, region: str | None) -> None:
    assert alarms.region_in(text) == region
