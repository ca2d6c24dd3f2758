"""Whatever a conversation is at, a danger sign is heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import get_args

import pytest
from rasa.shared.core.events import BotUttered, SlotSet

from doula.channels.door import Door
from doula.messages import Outcome
from doula.triage import triage
from tests.conversations.danger import (
    AGAIN,
    CONTENT,
    DOMAIN,
    NIGHT,
    PLACES,
    PLAINEST,
    RESPONSES,
    ROOT,
    SIGNS,
    Places,
    cards_of,
    content,
)
from tests.mother import Reply

EXPECTED = {
    "asked for the timing": ("ask_back", {"asking": "timing"}),
    "asked for the temperature": ("ask_back", {"asking": "temperature"}),
    "asked for the unit": ("ask_back", {"asking": "unit", "degrees": 40}),
    "asked for the activity": ("ask_back", {"asking": "activity"}),
    "asked about her legs": ("check_urgent", {"checking": True, "sign": "leg_clot"}),
    "after the assessment": ("assessment", {"assessed": True}),
    "after a correction": ("ask_back", {"corrected": True}),
    "after an answer that told nothing": ("ask_back", {"unheard": 1}),
    "after an answer": ("answer", {}),
    "asked a danger question": ("check_urgent", {"checking": True}),
    "after an alarm": ("urgent", {"alarmed": ["urine_infection"]}),
    "after stop": ("done", {}),
    "after starting over": ("done", {}),
    "after what was not understood": ("clarify", {}),
    "after a loss": ("small_talk", {"loss": True}),
    "after saying where she is": ("done", {"region": "ke"}),
    "after saying her week": ("ask_back", {"week": ["28"]}),
}
FRAMES = {
    "in capitals": "{capitals}",
    "after a question": "What helps against leg cramps at night? {sign}",
    "before a question": "{sign} Which foods have calcium?",
    "in the middle of a long story": (
        "Hello, thank you for being there. I am 28 weeks pregnant and my room is cold. "
        "I drink milk every day and I walk to work. {sign} My husband is kind and cooks. "
        "Should I sleep on my side? I like kelp."
    ),
    "after an answer to a follow-up": "At night. {sign}",
    "after a word that ends follow-ups": "Stop. {sign}",
    "as if it were a command": "/ {sign}",
    "in brackets of markup": "<b>{sign}</b>",
}
TYPOS = {
    "leg_clot": "my left claf is swolen and hot",
    "severe_headache": "worst headahce of my life",
    "faint_or_dizzy": "I just fianted in the kitchen",
    "fever": "i have a fevr of 39",
    "breathing": "i cant breath",
    "chest_pain_or_racing_heart": "i have chset pain",
    "severe_vomiting": "keep thowing up and cant keep watr down",
    "baby_movement": "my baby is not movng",
    "bleeding": "I am bleedng",
    "waters": "my watters just broke",
    "seizure": "i had a siezure",
    "early_labour": "contracions every ten minutes at 30 weeks",
    "itching": "my palms are itchng at night",
    "birth_now": "i need to psuh the baby is coming now",
}
BUTTONS = {
    button["payload"]: button["title"]
    for text in chain.from_iterable(RESPONSES.values())
    for button in text.get("buttons", ())
}
FOLLOW_UPS = [name.removeprefix("utter_ask_") for name in RESPONSES if name.startswith("utter_ask_")]
EXAMPLES = {
    block["intent"]: block["examples"].splitlines()[0].removeprefix("- ")
    for path in sorted((ROOT / "data").glob("*/nlu*.yml"))
    for block in content(str(path))["nlu"]
}
FEW = 16  # each place is tried with two signs, each sign in many places
SLOTS = sorted(DOMAIN["slots"].keys() - {"forgotten"})  # with which the conversation ends


def spread(places: Mapping[str, object] | Sequence[str], every: int) -> Iterator[tuple[str, str]]:
    """Pair each sign with some places and each place with some signs."""
    for shift, place in enumerate(places):
        yield from ((place, sign) for number, sign in enumerate(PLAINEST) if (number + shift) % every == 0)


def assert_alarm(reply: Reply, sign: str) -> None:
    asked_next = "then_ask" in CONTENT["signs"][sign]
    assert reply.outcomes in (["urgent"], ["urgent", "check_urgent"][: 1 + asked_next]), reply.text
    assert not reply.messages[0]["citations"]
    assert any(card in reply for card in [*cards_of(sign), *AGAIN]), reply.text


@pytest.fixture(scope="module")
def places(assistant: Door) -> Places:
    return Places(assistant)


def test_every_sign_has_its_plainest_words() -> None:
    assert PLAINEST.keys() == CONTENT["signs"].keys()
    found = {sign: triage(text, SIGNS) for sign, text in PLAINEST.items()}
    assert {sign: finding and (finding.name, finding.strength) for sign, finding in found.items()} == {
        sign: (sign, "urgent") for sign in PLAINEST
    }


@pytest.mark.parametrize("place", EXPECTED)
def test_a_place_is_what_its_name_says(places: Places, place: str) -> None:
    outcome, slots = EXPECTED[place]
    assert places.last_reply(place).outcomes[-1] == outcome
    assert slots.items() <= places.slots(place).items()


@pytest.mark.parametrize("place", PLACES)
def test_every_plain_sign_is_urgent_in_every_place(places: Places, place: str) -> None:
    for sign in PLAINEST:
        assert_alarm(places.come_to(place).says(PLAINEST[sign]), sign)


@pytest.mark.parametrize(("frame", "sign"), list(spread(FRAMES, every=4)))
def test_a_plain_sign_is_urgent_with_anything_around_it(places: Places, frame: str, sign: str) -> None:
    text = FRAMES[frame].format(sign=PLAINEST[sign], capitals=PLAINEST[sign].upper())
    assert_alarm(places.come_to("asked for the activity").says(text), sign)


@pytest.mark.parametrize("sign", TYPOS)
def test_a_misspelt_sign_is_urgent(places: Places, sign: str) -> None:
    assert_alarm(places.come_to("asked for the temperature").says(TYPOS[sign]), sign)


@pytest.mark.parametrize("place", [place for place in PLACES if "asked a" not in place])
def test_a_doubtful_mention_is_settled_by_a_question_in_every_place(places: Places, place: str) -> None:
    asked = places.come_to(place).says("could it be a clot in my leg?")
    assert asked.outcomes == ["check_urgent"]
    assert asked.text.endswith(CONTENT["signs"]["leg_clot"]["question"])
    assert asked.buttons == ["Yes", "No", "I'm not sure"]


@pytest.mark.parametrize("slot", SLOTS)
def test_every_slot_is_set_in_a_place(places: Places, slot: str) -> None:
    held = [place for place in PLACES if places.slots(place).get(slot)]
    assert held, f"no place sets {slot}: add one to tests/conversations/danger.py"


@pytest.mark.parametrize("asking", FOLLOW_UPS)
def test_every_sign_is_heard_as_the_answer_to_every_follow_up(places: Places, asking: str) -> None:
    for sign in PLAINEST:
        mother = places.come_to("asked for the activity", SlotSet("asking", asking))
        assert_alarm(mother.says(PLAINEST[sign]), sign)


@pytest.mark.parametrize(("checked", "sign"), list(spread(CONTENT["signs"], every=FEW)))
def test_a_sign_is_heard_as_the_answer_to_the_question_of_any(
    places: Places, checked: str, sign: str
) -> None:
    assert_alarm(places.ask_about(checked).says(PLAINEST[sign]), sign)


@pytest.mark.parametrize(("intent", "sign"), list(spread(EXAMPLES, every=FEW)))
def test_a_sign_is_heard_after_whatever_she_means(places: Places, intent: str, sign: str) -> None:
    mother = places.come_to("asked for the activity")
    mother.says(EXAMPLES[intent])
    assert_alarm(mother.says(PLAINEST[sign]), sign)


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_every_outcome_is_in_a_place(places: Places, outcome: str) -> None:
    assert [place for place in PLACES if PLACES[place] and outcome in places.last_reply(place).outcomes]


@pytest.mark.parametrize(("payload", "sign"), list(spread(BUTTONS, every=FEW)))
def test_a_sign_is_heard_after_every_button(places: Places, payload: str, sign: str) -> None:
    offered = BotUttered("…", {"buttons": [{"title": BUTTONS[payload], "payload": payload}]})
    mother = places.come_to("asked for the activity", offered)
    assert mother.says(payload).outcomes
    assert_alarm(mother.says(PLAINEST[sign]), sign)


@pytest.mark.parametrize("title", sorted(set(BUTTONS.values())))
def test_a_sign_is_heard_beside_the_words_of_a_button(places: Places, title: str) -> None:
    reply = places.come_to("asked for the temperature").says(f"{title}. {PLAINEST['fever']}")
    assert_alarm(reply, "fever")


def test_no_button_reads_as_a_danger_sign() -> None:
    assert not [title for title in BUTTONS.values() if triage(title, SIGNS)]


def test_no_question_about_cramps_reads_as_a_danger_sign() -> None:
    assert triage(NIGHT, SIGNS) is None
