"""Who lost her baby is met with kind words, and with nothing that hurts afterwards."""

from __future__ import annotations

import re

import pytest

from doula.channels.door import Door
from tests.conversations.danger import DOMAIN, NIGHT, PLAINEST, RESPONSES, Places
from tests.mother import Mother, Reply

LOSSES = [
    "I lost my baby last week", "we had a stillbirth", "my baby died",
    "I had a miscarriage yesterday",
    "they found no heartbeat at the scan, he is gone",
]  # fmt: skip
SMALL_TALK = {
    "greet": "hello", "goodbye": "bye", "thank": "thank you", "who_are_you": "who are you",
    "how_are_you": "how are you", "feeling_bad": "I feel so sad", "praise": "you are kind",
    "complain": "this does not help me", "ask_person": "can I talk to a person",
    "out_of_scope": "what time is it in Sydney",
    "other_language": "hola, ¿me puedes ayudar con una pregunta?",
}  # fmt: skip
QUESTIONS = {
    "ask_cause": "why do my legs cramp", "ask_relief": "what helps with a cramp now",
    "ask_prevention": "how can I prevent leg cramps", "ask_diet": "which foods have calcium",
    "ask_supplement": "should I take magnesium tablets", "ask_sign": "are leg cramps a sign of something",
    "ask_effect": "do leg cramps harm the baby", "ask_about": "tell me about leg cramps",
    "describe_symptom": "my calf cramps at night", "ask_source": "where is that from",
    "ask_also": "and at night?", "ask_other": "which pram should I get for a newborn",
}  # fmt: skip
TOLD = {
    "inform": "at night", "affirm": "yes", "deny": "no", "dont_know": "I don't know", "skip": "skip",
    "week": "I was 28 weeks pregnant", "ask_why": "why do you ask", "resume": "go on",
    "stop": "stop", "start_over": "start over", "nlu_fallback": "blorp wibble zonk",
}  # fmt: skip
ELSEWHERE = {"forget_me", "report_danger", "check_danger", "report_loss", "triage_failed"}
OF_BABIES = re.compile(
    r"\b(?:bab(?:y|ies|y's)|f(?:o)?etal|f(?:o)?etus|unborn|trimester|bump|expecting)\b", re.I
)
OF_PREGNANCY = re.compile(r"pregnan|\bweeks (?:along|gone)|\d weeks?", re.I)
CHEERFUL = re.compile(r"congratulat|great|wonderful|happy|glad|lovely|!|🙂|good that", re.I)
BROKEN = RESPONSES["utter_fallback_failure"][0]["text"][:30]


@pytest.fixture(scope="module")
def places(assistant: Door) -> Places:
    return Places(assistant)


@pytest.fixture
def bereaved(places: Places) -> Mother:
    return places.come_to("after a loss")


def assert_gentle(reply: Reply) -> None:
    assert not {"ask_back", "assessment"} & set(reply.outcomes)
    assert BROKEN not in reply
    assert not CHEERFUL.search(reply.text), reply.text
    assert not OF_BABIES.search(reply.text), reply.text


@pytest.mark.parametrize("text", LOSSES)
def test_a_loss_is_met_with_kind_words_and_lines(mother: Mother, text: str) -> None:
    reply = mother.says(text)
    assert reply.outcomes == ["small_talk"]
    assert "so sorry for your loss" in reply
    assert "•" in reply.text
    assert not reply.buttons


def test_a_loss_ends_the_follow_ups(places: Places) -> None:
    mother = places.come_to("asked for the activity")
    mother.says("I lost my baby last week")
    assert_gentle(mother.says("I walk a lot"))


def test_every_intent_is_tried_after_a_loss() -> None:
    tried = SMALL_TALK.keys() | QUESTIONS.keys() | TOLD.keys() | ELSEWHERE
    assert set(DOMAIN["intents"]) <= tried


@pytest.mark.parametrize("intent", SMALL_TALK)
def test_small_talk_after_a_loss_is_gentle(bereaved: Mother, intent: str) -> None:
    reply = bereaved.says(SMALL_TALK[intent])
    assert_gentle(reply)
    assert not OF_PREGNANCY.search(reply.text), reply.text


@pytest.mark.parametrize("intent", TOLD)
def test_whatever_she_tells_after_a_loss_gets_a_gentle_reply(bereaved: Mother, intent: str) -> None:
    reply = bereaved.says(TOLD[intent])
    assert_gentle(reply)
    assert not OF_PREGNANCY.search(reply.text), reply.text


@pytest.mark.parametrize("intent", QUESTIONS)
def test_an_answer_after_a_loss_does_not_speak_of_babies(bereaved: Mother, intent: str) -> None:
    assert_gentle(bereaved.says(QUESTIONS[intent]))


def test_no_follow_up_is_asked_for_the_rest_of_the_conversation(bereaved: Mother) -> None:
    for text in ("thank you", NIGHT, "in the cold", "start over", "why do my legs cramp", "at night"):
        assert not {"ask_back", "assessment"} & set(bereaved.says(text).outcomes)


@pytest.mark.parametrize("sign", ["bleeding", "fever", "severe_belly_pain", "leg_clot", "self_harm"])
def test_danger_after_a_loss_still_alarms(bereaved: Mother, sign: str) -> None:
    assert bereaved.says(PLAINEST[sign]).outcomes == ["urgent"]


@pytest.mark.parametrize("text", ["I have a fever of 39", "I am bleeding heavily", "I want to die"])
def test_danger_said_with_a_loss_alarms_and_is_kind(mother: Mother, text: str) -> None:
    reply = mother.says(f"I lost my baby last week and now {text}")
    assert "urgent" in reply.outcomes
    assert "sorry" in reply


def test_danger_said_with_a_loss_ends_the_follow_ups_too(places: Places) -> None:
    mother = places.come_to("asked for the activity")
    mother.says("I lost my baby last week and now I have a fever of 39")
    assert_gentle(mother.says(NIGHT))


def test_what_she_asked_before_a_loss_is_not_gone_on_with(places: Places) -> None:
    mother = places.come_to("after an alarm")
    mother.says("I lost my baby")
    assert_gentle(mother.says("I'm safe now, please go on"))


@pytest.mark.parametrize(
    "text", ["I lost my keys", "I'm scared I lost my baby", "I miscarried twice, now I'm pregnant again"]
)
def test_no_loss_is_met_where_there_is_none(mother: Mother, text: str) -> None:
    assert "sorry for your loss" not in mother.says(text)
