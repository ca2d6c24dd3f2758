"""Advice that can harm is never given without its caution, also outside a check-in."""

from __future__ import annotations

import pytest

from tests.conversations.danger import content
from tests.mother import Mother

NOTES = content("clinical/notes.yml")["notes"]
CAUTIONS = {
    "can my husband massage my calves": ["massage", "leg_clot_first"],
    "how should I stretch my calf": ["leg_clot_first"],
    "does soaking my feet in warm water help": ["foot_soak", "soak_for_cramps", "leg_clot_first"],
    "should I put my feet up against cramps": ["raised_feet", "leg_clot_first"],
    "what can I do when a leg cramp starts": ["stand_on_heels", "lie_flat", "leg_clot_first"],
    "what helps with a cramp now": ["leg_clot_first"],
    "is kelp good for leg cramps": ["kelp_iodine", "kelp_dishes"],
    "how many calcium tablets should I take": ["one_tablet", "two_tablets", "calcium_apart_from_iron"],
    "can I take calcium together with my iron tablets": ["calcium_apart_from_iron"],
    "does lying on my back cause leg cramps": ["lying_on_back"],
    "do leg cramps affect the baby's movements": ["baby_movement"],
    "is honey water good against constipation from calcium tablets": ["honey_water"],
    "should I take a calcium supplement": ["calcium_to_prevent"],
    "why do my legs cramp": ["cause_unknown", "calcium_lack"],
    "does magnesium help": ["magnesium"],
    "what about tonic water for cramps": ["quinine"],
    "I have restless legs, what helps": ["restless_legs"],
}


@pytest.mark.parametrize("text", CAUTIONS)
def test_an_answer_carries_its_caution(mother: Mother, text: str) -> None:
    reply = mother.says(text)
    missing = [name for name in CAUTIONS[text] if NOTES[name]["text"] not in reply]
    assert not missing, reply.text


@pytest.mark.parametrize("text", CAUTIONS)
def test_its_source_carries_them_too_and_calls_them_drafts(mother: Mother, text: str) -> None:
    answered = mother.says(text)
    if "answer" in answered.outcomes:
        shown = mother.says("where is that from?")
        quoted = [name for name in CAUTIONS[text] if NOTES[name].get("quotes")]
        assert not [name for name in quoted if NOTES[name]["text"] not in shown]
        assert "notes are drafts" in shown


@pytest.mark.parametrize("text", CAUTIONS)
def test_after_a_loss_it_carries_words_for_her(mother: Mother, text: str) -> None:
    mother.says("I lost my baby last week")
    reply = mother.says(text)
    assert not [note["text"] for note in NOTES.values() if "after_loss" in note and note["text"] in reply]
