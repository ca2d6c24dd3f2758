"""Every danger sign in plain words, and the places of a conversation where a mother may write it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from doula.triage import compile_signs
from tests.mother import Mother, Reply

if TYPE_CHECKING:
    from doula.channels.door import Door

ROOT = Path(__file__).parents[2]


def content(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


CONTENT = content("clinical/danger_signs.yml")
REGIONS = content("clinical/help_lines.yml")["regions"]
DOMAIN = content("domain.yml")
RESPONSES = {
    name: texts
    for file in sorted((ROOT / "data").glob("*/responses.yml"))
    for name, texts in content(str(file))["responses"].items()
}
SIGNS = compile_signs(CONTENT, content("clinical/danger_words.yml"))
UNSURE_IS_YES = [name for name, sign in CONTENT["signs"].items() if sign["unsure_counts_as_yes"]]

PLAINEST = {
    "leg_clot": "My left calf is swollen and hot.",
    "severe_headache": "I have the worst headache of my life.",
    "vision_change": "I see flashing lights and everything is blurry.",
    "faint_or_dizzy": "I just fainted in the kitchen.",
    "self_harm": "I want to kill myself.",
    "postpartum_psychosis": "Since the birth I hear voices that nobody else hears.",
    "low_mood": "I have felt hopeless and sad every day for three weeks.",
    "fever": "I have a fever of 39.",
    "breathing": "I can't breathe.",
    "chest_pain_or_racing_heart": "I have chest pain.",
    "severe_vomiting": "I keep throwing up and can't keep any water down.",
    "severe_belly_pain": "I have severe stomach pain that won't stop.",
    "baby_movement": "My baby is moving less than usual.",
    "bleeding": "I am bleeding.",
    "waters": "My waters just broke.",
    "bleeding_after_birth": "I gave birth last week and I soak a pad every hour.",
    "face_or_hand_swelling": "My face and hands suddenly swelled up.",
    "overwhelming_tiredness": "I am so exhausted that I cannot get out of bed or look after the baby.",
    "seizure": "I had a seizure this morning.",
    "stroke": "One side of my face is drooping and my speech is slurred.",
    "itching": "My palms and soles itch terribly at night.",
    "early_labour": "I am 30 weeks and I have contractions every ten minutes.",
    "ectopic": "I think I have an ectopic pregnancy.",
    "injury": "I fell down the stairs onto my belly.",
    "leg_infection": "There is a hard, sore line along a vein in my leg.",
    "birth_now": "The baby is coming right now and I need to push.",
    "saddle_numbness": "I am numb between my legs and cannot pee.",
    "urine_infection": "It burns when I pee.",
    "overdose": "I took too many paracetamol tablets by mistake.",
    "allergy": "I ate shrimp and my tongue is swelling.",
    "low_calcium_spasm": "My lips tingle and my hands curl up and won't open.",
}

AGAIN = [
    RESPONSES[name][0]["text"]
    for name in RESPONSES
    if name.startswith(("utter_danger_again", "utter_danger_gently"))
]

NIGHT = "why do my legs cramp at night"
PLACES = {
    "first message": [],
    "after a greeting": ["hello"],
    "asked for the timing": ["why do my legs cramp"],
    "asked for the temperature": [NIGHT],
    "asked for the unit": [NIGHT, "my room was at 40 degrees"],
    "asked for the activity": [NIGHT, "it's freezing in there"],
    "asked about her legs": [NIGHT, "it's freezing in there", "I walk a lot"],
    "after the assessment": [NIGHT, "it's freezing in there", "I walk a lot", "no"],
    "after a correction": [NIGHT, "it's freezing in there", "sorry, it is in the day, not at night"],
    "after an answer that told nothing": [NIGHT, "blorp wibble"],
    "after an answer": ["which foods have calcium"],
    "asked a danger question": ["which foods have calcium? could it be a clot in my leg?"],
    "after an alarm": [NIGHT, "it burns when I pee"],
    "after an alarm that left a question": ["which foods have calcium? it burns when I pee"],
    "after an alarm that she answered": [NIGHT, "it burns when I pee", "I'm safe now, please go on"],
    "after stop": [NIGHT, "stop asking"],
    "after starting over": [NIGHT, "start over"],
    "after what was not understood": ["blorp wibble zonk"],
    "after a loss": ["I lost my baby last week"],
    "after what no article covers": ["why do I get heartburn"],
    "after being forgotten": [NIGHT, "forget me"],
    "after saying where she is": ["I am in Kenya"],
    "after saying her week": [NIGHT, "I am 28 weeks pregnant"],
}


def cards_of(sign: str) -> list[str]:
    """Return all that may be said about a sign, before and after a loss."""
    entry = CONTENT["signs"][sign]
    spoken = ("advice", "advice_with_line", "emergency", "act")
    return [said[part] for said in (entry, entry.get("after_loss", {})) for part in spoken if part in said]


def fork(door: Door, mother: Mother, *events: Event) -> Mother:
    """Give a mother whose conversation so far is a copy, with events of one's own at its end."""

    async def copy() -> None:
        store = door.conversations
        before = await store.retrieve(mother._conversation)
        said = [*(before.events if before else ()), *events]
        if said:
            listening = [*said, ActionExecuted("action_listen")]
            tracker = DialogueStateTracker.from_events(
                forked._conversation, listening, slots=door.agent.domain.slots
            )
            await store.save(tracker)

    forked = Mother(door)
    forked._payloads = dict(mother._payloads)
    asyncio.run(copy())
    return forked


class Places:
    """Conversations that have come to a place, each held once and then copied."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._held: dict[str, Mother] = {}
        self._last: dict[str, Reply] = {}

    def come_to(self, place: str, *events: Event) -> Mother:
        return fork(self._door, self._hold(place), *events)

    def ask_about(self, sign: str) -> Mother:
        """Give a mother who is asked the question of a sign."""
        return self.come_to("first message", SlotSet("checking", True), SlotSet("sign", sign))

    def last_reply(self, place: str) -> Reply:
        self._hold(place)
        return self._last[place]

    def slots(self, place: str) -> dict[str, Any]:
        """Return what the conversation holds that is not nothing."""
        tracker = asyncio.run(self._door.conversations.retrieve(self._hold(place)._conversation))
        held = tracker.current_slot_values() if tracker else {}
        return {name: value for name, value in held.items() if value is not None}

    def _hold(self, place: str) -> Mother:
        if place not in self._held:
            mother = self._held[place] = Mother(self._door)
            for text in PLACES[place]:
                self._last[place] = mother.says(text)
        return self._held[place]


def wrong(*values: object, reason: str) -> Any:
    """Mark a case whose behaviour is known to be wrong; the mark fails as soon as it is put right."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))
