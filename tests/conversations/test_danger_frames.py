"""Every sign in every wording, with anything written around it, as triage alone hears it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doula.triage import triage
from tests.conversations.danger import CONTENT, PLAINEST, SIGNS

STRONG = {"urgent": 2, "check_urgent": 1}
WORDINGS = [*PLAINEST.values(), *(text for sign in CONTENT["signs"].values() for text in sign["wordings"])]
SENTENCES = {
    "as it is": "{wording}",
    "in capitals": "{capitals}",
    "before a question": "{wording}. Which foods have calcium?",
    "after a question": "What helps against leg cramps at night? {wording}",
    "after an answer": "At night. {wording}",
    "after a stop": "Stop. {wording}",
    "after a wish to be forgotten": "forget me. {wording}",
    "after small talk": "Hello! Thank you, you are kind. {wording}",
    "before thanks": "{wording}. Thank you for your help",
    "between paragraphs": "I am 28 weeks pregnant\n\n{wording}\n\nmy room is cold",
    "with signs of feeling": "😢😢 {wording} 🙏",
    "in quotation marks": "“{wording}”",
    "in brackets of markup": "<b>{wording}</b>",
    "by the way": "by the way {wording}",
    "after yes": "yes {wording}",
}
HEARD_AT_ALL = {"after no": "No. {wording}", "after I don't know": "I don't know. {wording}"}
CAUGHT_UP = {
    "before an unmarked question": "{wording} What can I eat against cramps",
    "between lines": "my room is cold\n{wording}\nthanks",
    "between commas": "my legs cramp at night, {wording}, and my room is cold",
    "between ands": "I like kelp soup and {wording} and what is magnesium",
    "without any mark": "i am 28 weeks pregnant my room is cold {wording} what can i eat against cramps",
}
NOUNS = [
    "bleeding", "spotting", "fever", "chest pain", "contractions", "seizures", "blurred vision",
    "palpitations",
    "vaginal bleeding", "swelling in my face", "tummy pain", "itching",
]  # fmt: skip
DENIALS = ["no {}", "I have no {}", "I don't have any {}", "without {}", "{}? no", "I have never had {}"]
AROUND = [
    "",
    "At night.",
    "Hello!",
    "My room is cold.",
    "Which foods have calcium?",
    "I drink milk every day.",
]


def strength(text: str) -> int:
    found = triage(text, SIGNS)
    return STRONG[found.strength] if found else 0


def framed(frame: str, wording: str) -> str:
    bare = wording.rstrip(".")
    return frame.format(wording=bare, capitals=bare.upper())


def weakened(frame: str, least: int) -> list[str]:
    texts = {framed(frame, wording): strength(wording) for wording in WORDINGS}
    return [text for text, before in texts.items() if strength(text) < min(before, least)]


@pytest.mark.parametrize("frame", SENTENCES)
def test_no_sentence_around_a_wording_weakens_it(frame: str) -> None:
    assert weakened(SENTENCES[frame], least=2) == []


@pytest.mark.parametrize("frame", HEARD_AT_ALL)
def test_a_word_of_doubt_before_a_wording_does_not_hide_it(frame: str) -> None:
    assert weakened(HEARD_AT_ALL[frame], least=1) == []


@pytest.mark.parametrize("frame", CAUGHT_UP)
def test_hardly_any_wording_is_lost_in_a_run_on_sentence(frame: str) -> None:
    lost = weakened(CAUGHT_UP[frame], least=1)
    assert len(lost) <= 0.02 * len(WORDINGS), lost


@pytest.mark.parametrize("frame", CAUGHT_UP)
def test_no_plainest_words_are_lost_in_a_run_on_sentence(frame: str) -> None:
    lost = [sign for sign, wording in PLAINEST.items() if not strength(framed(CAUGHT_UP[frame], wording))]
    assert lost == []


@given(st.sampled_from([*PLAINEST.values()]), st.lists(st.sampled_from(AROUND), max_size=5), st.data())
def test_harmless_sentences_never_remove_an_alarm(sign: str, around: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(around)))
    assert strength(" ".join([*around[:at], sign, *around[at:]])) == 2


@given(st.sampled_from(NOUNS), st.sampled_from(DENIALS), st.sampled_from(AROUND), st.sampled_from(AROUND))
def test_denying_the_only_mention_removes_it(noun: str, denial: str, before: str, after: str) -> None:
    assert strength(f"{before} {denial.format(noun)}. {after}") == 0


@pytest.mark.parametrize(
    "text",
    [
        "i want to kill myslef",
        "i want to kil myself",
        "i want to kill my self",
        "I have chest pain and my feet are cold",
        "could it be a clot?",
        "is it a clot",
        "the babys coming right now",
        "the baby is comming right now",
    ],
)
def test_what_was_once_missed_is_heard(text: str) -> None:
    assert strength(text) > 0


def test_a_clot_in_question_is_about_the_leg() -> None:
    found = triage("could this be a blood clot?", SIGNS)
    assert found is not None
    assert found.name == "leg_clot"


def test_who_never_had_a_headache_has_none() -> None:
    assert strength("I have never had a severe headache") == 0
