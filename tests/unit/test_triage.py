"""Check that danger is heard in whatever a mother writes, and that nothing else is taken for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from doula.triage import Account, PatternError, compile_signs, triage

ROOT = Path(__file__).parents[2]
STRENGTHS = {"reports": "urgent", "asks": "check_urgent", "does_not_report": None}


def content(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


CONTENT, WORDS = content("clinical/danger_signs.yml"), content("clinical/danger_words.yml")
SIGNS = compile_signs(CONTENT, WORDS)
HARMLESS = [
    "What helps against leg cramps at night?",
    "I drink milk every day.",
    "My room is cold.",
    "Thank you for your help.",
    "I am 28 weeks pregnant.",
    "How much calcium should I eat?",
    "My husband is kind.",
    "hello",
]
REPORTS = [(name, text) for name, sign in CONTENT["signs"].items() for text in sign["wordings"]]
LOOK_ALIKES = [text for sign in CONTENT["signs"].values() for text in sign["look_alikes"]]
PLAIN = [
    (name, text) for name, text in REPORTS if (found := triage(text, SIGNS)) and found.strength == "urgent"
]
NOUNS = [
    "bleeding", "spotting", "fever", "chest pain", "contractions", "seizures", "headache", "blurred vision",
    "palpitations", "vaginal bleeding", "swelling in my face", "severe headache", "tummy pain", "itching",
]  # fmt: skip


def cases(path: str) -> Iterator[tuple[str, str, str | None]]:
    for sign, kinds in content(path).items():
        for kind, texts in kinds.items():
            yield from ((sign, text, STRENGTHS[kind]) for text in texts)


def strength_of(text: str) -> str | None:
    found = triage(text, SIGNS)
    return found.strength if found else None


@pytest.mark.parametrize(("sign", "text", "expected"), list(cases("tests/cases/danger_signs.yml")))
def test_wording(sign: str, text: str, expected: str | None) -> None:
    found = {finding.name: finding.strength for finding in Account(text, SIGNS).dangers}
    if expected == "urgent":
        assert strength_of(text) == "urgent"
    if expected is None:
        assert "urgent" not in found.values()
        assert sign not in found
    else:
        assert found.get(sign) == expected


@pytest.mark.parametrize(("sign", "text"), REPORTS)
def test_every_lay_wording_is_heard(sign: str, text: str) -> None:
    assert triage(text, SIGNS) is not None


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_no_look_alike_is_urgent(text: str) -> None:
    assert strength_of(text) != "urgent"


def test_most_lay_wordings_are_plain_reports_by_themselves() -> None:
    assert len(PLAIN) >= 0.8 * len(REPORTS)


@pytest.mark.parametrize("harmless", HARMLESS)
def test_no_harmless_sentence_beside_it_removes_an_alarm(harmless: str) -> None:
    stories = [story for _, text in PLAIN for story in (f"{harmless} {text}.", f"{text}. {harmless}")]
    assert [story for story in stories if strength_of(story) != "urgent"] == []


@given(st.sampled_from(PLAIN), st.lists(st.sampled_from(HARMLESS), max_size=4), st.data())
def test_harmless_text_never_removes_an_alarm(report: tuple[str, str], around: list[str], data: Any) -> None:
    at = data.draw(st.integers(0, len(around)))
    story = " ".join([*around[:at], report[1] + ".", *around[at:]])
    assert strength_of(story) == "urgent", story


@given(st.sampled_from(PLAIN))
def test_capitals_change_nothing(report: tuple[str, str]) -> None:
    assert strength_of(report[1].upper()) == "urgent"


@given(
    st.sampled_from(NOUNS),
    st.sampled_from(["no {}", "I have no {}", "I don't have any {}", "without {}", "{}? no"]),
)
def test_denying_the_only_mention_removes_it(noun: str, denial: str) -> None:
    assert triage(denial.format(noun), SIGNS) is None


@given(st.permutations(["I am bleeding.", "My room is cold.", "What is kelp?", "no fever"]))
def test_the_order_of_sentences_does_not_matter(sentences: list[str]) -> None:
    assert strength_of(" ".join(sentences)) == "urgent"


@given(st.sampled_from(["bleeding", "swollen", "contractions", "seizure", "headache"]), st.data())
def test_one_wrong_letter_does_not_hide_a_key_word(word: str, data: Any) -> None:
    at = data.draw(st.integers(1, len(word) - 2))
    typo = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    told = {"swollen": "my left calf is very {}", "headache": "severe {} since monday"}.get(word, "I have {}")
    assert strength_of(told.format(typo)) == "urgent", typo


@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    for finding in Account(text, SIGNS).dangers:
        assert 0 <= finding.start < finding.end <= len(text)


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("no bleeding but my leg is odd", "no bleeding"),
        ("My room is cold. I had a clot years ago. What now?", "I had a clot years ago"),
        ("I lost my baby last week", "I lost my baby last week"),
    ],
)
def test_what_is_denied_past_or_lost_is_found(text: str, dropped: str) -> None:
    assert [text[start:end] for start, end in Account(text, SIGNS).dropped] == [dropped]


def test_what_is_here_and_now_is_not_dropped() -> None:
    assert Account("I am bleeding and my room is cold", SIGNS).dropped == ()


def test_a_common_word_is_only_a_hint() -> None:
    assert triage("my feet are a little swollen", SIGNS) is None
    assert Account("my feet are a little swollen", SIGNS).hints_at("face_or_hand_swelling")
    assert not Account("no swelling", SIGNS).hints_at("face_or_hand_swelling")
    assert not Account("my feet are a little swollen", SIGNS).hints_at("bleeding")


def test_a_film_or_a_statistic_is_nobodys_sign() -> None:
    assert triage("how common is bleeding at 12 weeks", SIGNS) is None
    assert triage("watched a film where a mother has a seizure", SIGNS) is None
    assert strength_of("how common is bleeding? I am bleeding") == "urgent"


@pytest.mark.parametrize("text", ["could it be a clot?", "is this a blood clot"])
def test_whether_it_is_a_clot_is_not_asked_in_general(text: str) -> None:
    assert strength_of(text) == "check_urgent"


def test_a_husband_at_the_scan_is_not_pregnant() -> None:
    assert triage("my husband nearly fainted at the 20 week scan", SIGNS) is None


def test_what_forbids_a_sign_must_stand_in_its_clause() -> None:
    assert strength_of("my left leg is hot, my room has no bath") == "urgent"
    assert strength_of("my left leg is hot after a bath") is None


def test_the_highest_tier_comes_first() -> None:
    found = Account("my left calf is swollen and I cannot breathe", SIGNS).dangers
    assert [finding.name for finding in found][:2] == ["breathing", "leg_clot"]


def test_a_plain_report_comes_before_a_doubtful_emergency() -> None:
    found = Account("what if I get chest pain? my left calf is swollen and hot", SIGNS).dangers
    assert (found[0].name, found[0].strength) == ("leg_clot", "urgent")


def test_the_finding_holds_her_words() -> None:
    text = "Hello! My left calf is swollen and sore."
    found = triage(text, SIGNS)
    assert found is not None
    assert "calf is swollen" in text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "I lost my baby",
        "we had a stillbirth",
        "miscarried last week",
        "my baby died",
        "we had a stillbirth last year",
    ],
)
def test_a_loss_is_heard(text: str) -> None:
    assert Account(text, SIGNS).loss is not None


@pytest.mark.parametrize(
    "text",
    [
        "I lost my keys",
        "I miscarried twice, now I'm pregnant again",
        "I'm scared I lost my baby",
        "I lost weight",
        "my phone died",
    ],
)
def test_other_losses_are_not_a_lost_baby(text: str) -> None:
    assert Account(text, SIGNS).loss is None


def test_danger_said_with_a_loss_is_still_heard() -> None:
    assert strength_of("I lost my baby last week and now I have a fever of 39") == "urgent"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My friend is 30 weeks pregnant. She is bleeding.", "urgent"),
        ("My friend is here. She is 30 weeks pregnant. She is bleeding.", "urgent"),
        ("Since the delivery my sister hears voices", "urgent"),
        ("My friend is bleeding", "check_urgent"),
        ("My father is bleeding", None),
        ("My dog is old. She is bleeding.", None),
        ("My dog sleeps a lot. She has been less active.", None),
    ],
)
def test_who_is_spoken_of_decides(text: str, expected: str | None) -> None:
    assert strength_of(text) == expected


@pytest.mark.parametrize(
    ("hers", "told_of_her"),
    [
        ("I don't want to be alive", "she doesn't want to be alive"),
        ("I am hurting myself", "my wife is hurting herself"),
        ("there is a pounding in my head, it hurts", "there is a pounding in her head, it hurts"),
        ("he kicked me in the stomach", "he kicked her in the stomach"),
        ("I am not able to breathe", "she is not able to breathe"),
    ],
)
def test_what_is_told_of_her_counts_as_if_she_told_it(hers: str, told_of_her: str) -> None:
    assert strength_of(hers) == strength_of(told_of_her) == "urgent"


def test_weeks_of_pregnancy_are_not_how_long_it_hurts() -> None:
    assert strength_of("slight headache, 20 weeks") != "urgent"
    assert strength_of("slight headache for 3 days, 20 weeks") == "urgent"


def test_the_date_of_the_birth_does_not_make_a_sign_past() -> None:
    assert strength_of("too weak to hold my baby, I gave birth 2 weeks ago") == "urgent"
    assert strength_of("I was too weak to stand 2 weeks ago") == "check_urgent"


def test_what_stopped_must_be_the_sign() -> None:
    assert strength_of("I am so depressed that I have stopped eating") == "urgent"
    assert strength_of("I had bad tummy pain but the pain has stopped") == "check_urgent"


def test_accents_and_stretched_letters_do_not_hide_a_word() -> None:
    assert strength_of("I have a high féver") == "urgent"
    assert strength_of("sooooo much bleeeeding") == "urgent"


@pytest.mark.parametrize("text", ["so very the", "⓵", "½", "²"])
def test_what_carries_nothing_is_no_sign(text: str) -> None:
    assert triage(text, SIGNS) is None


@pytest.mark.parametrize("length", [50_000])
def test_long_texts_are_checked_in_time(length: int) -> None:
    story = " ".join(text for _, text in REPORTS) + " "
    started = time.perf_counter()
    triage((story * 9)[:length], SIGNS)
    triage("no bleeding " * (length // 12), SIGNS)
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("a + b > c", "either"),
        ("a - b + c", "then each - unless"),
        ("a + b within 3 - c", "then each - unless"),
        ("<nobody> + b", "unknown"),
        ("<round> + b", "circular"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_named(line: str, complaint: str) -> None:
    groups = {**WORDS["groups"], "round": ["<round>"]}
    signs = {"leg_clot": {"tier": "same_day", "patterns": {"urgent": [line]}}}
    with pytest.raises(PatternError, match=complaint):
        compile_signs({"signs": signs, "loss": CONTENT["loss"]}, {**WORDS, "groups": groups})


@pytest.mark.parametrize(
    "text", ["What causes cholestasis?", "Is preeclampsia inherited?", "how do you diagnose a uti"]
)
def test_an_illness_asked_about_as_in_a_book_is_nobodys(text: str) -> None:
    assert triage(text, SIGNS) is None


@pytest.mark.parametrize(
    "text",
    [
        "what causes cholestasis at 30 weeks",
        "what causes my uti",
        "what are the symptoms of a uti",
        "what causes bleeding in early pregnancy",
        "could it be preeclampsia",
    ],
)
def test_an_illness_that_may_be_hers_is_asked_about(text: str) -> None:
    assert triage(text, SIGNS) is not None


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("my left calf is swollen and hot and it has not gone back to normal", "urgent"),
        ("my left calf was swollen and hot and it went back to normal", "check_urgent"),
    ],
)
def test_only_what_has_settled_is_settled(text: str, strength: str) -> None:
    found = triage(text, SIGNS)
    assert found is not None
    assert found.strength == strength
