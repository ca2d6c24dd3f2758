"""Check the form of the evaluation messages in tests/cases/questions.yml and questions_read.yml."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
ARTICLE = ROOT / "seeds" / "000_27d34ba8b50d454b.txt"

PARTS = {
    "cause_general",
    "cause_night",
    "cause_activity",
    "cause_sleep_long",
    "cause_cold",
    "cause_posture",
    "prevention",
    "diet",
    "kelp",
    "supplement_dose",
    "dry_stools",
    "deficiency_sign",
    "relief_now",
    "stretch",
    "massage",
    "soak",
    "warm_legs",
    "raise_feet",
    "effect_baby",
    "how_it_feels",
}
ANSWERABLE = PARTS | {"multi"}
ELSEWHERE = {"off_topic", "small_talk", "gibberish", "other_language"}
UNANSWERABLE = ELSEWHERE | {"related_but_absent", "other_pregnancy", "inform"}
LABELS = ANSWERABLE | UNANSWERABLE
OUTCOMES = {
    "answer",
    "ask_back",
    "assessment",
    "urgent",
    "check_urgent",
    "not_covered",
    "clarify",
    "small_talk",
    "done",
}

Case = dict[str, Any]


def read(name: str) -> list[Case]:
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=["questions.yml", "questions_read.yml"])
def cases(request: pytest.FixtureRequest) -> list[Case]:
    return read(request.param)


@pytest.fixture(scope="module")
def counts() -> Counter[str]:
    return Counter(case["label"] for case in read("questions.yml"))


def test_every_case_has_a_text_and_a_known_label(cases: list[Case]) -> None:
    assert [case for case in cases if not case["text"].strip() or case["label"] not in LABELS] == []


def test_a_case_has_only_the_fields_that_are_explained(cases: list[Case]) -> None:
    assert {field for case in cases for field in case} == {"text", "label", "parts", "cites", "outcome"}


def test_answerable_cases_and_no_others_cite_the_article(cases: list[Case]) -> None:
    assert [case for case in cases if (case["label"] in ANSWERABLE) != bool(case.get("cites"))] == []


def test_every_cited_piece_stands_exactly_once_in_the_article(cases: list[Case]) -> None:
    article = ARTICLE.read_text(encoding="utf-8")
    pieces = {piece for case in cases for piece in case.get("cites", [])}
    assert {piece for piece in pieces if article.count(piece) != 1} == set()


def test_only_multi_has_parts_and_at_least_two_known_ones(cases: list[Case]) -> None:
    for case in cases:
        parts = set(case.get("parts", []))
        assert parts <= PARTS, case
        assert len(parts) == len(case.get("parts", [])), case
        assert len(parts) >= 2 if case["label"] == "multi" else not parts, case


def test_outcomes_are_words_of_the_contract(cases: list[Case]) -> None:
    assert [case for case in cases if not OUTCOMES.issuperset(case.get("outcome", []))] == []


def test_every_inform_says_which_outcomes_are_right(cases: list[Case]) -> None:
    assert [case for case in cases if case["label"] == "inform" and not case.get("outcome")] == []


def test_no_unanswerable_case_accepts_an_answer(cases: list[Case]) -> None:
    silent = [case for case in cases if case["label"] in UNANSWERABLE - {"inform"}]
    assert [case for case in silent if {"answer", "assessment"} & set(case.get("outcome", []))] == []


def test_no_message_occurs_twice(cases: list[Case]) -> None:
    texts = Counter(" ".join(re.findall(r"\w+", case["text"].lower())) or case["text"] for case in cases)
    assert [text for text, times in texts.items() if times > 1] == []


def test_every_label_has_enough_cases_to_measure(counts: Counter[str]) -> None:
    assert {label for label in LABELS if counts[label] < 8} == set()


@pytest.mark.parametrize(
    ("labels", "least"),
    [(ANSWERABLE, 220), ({"related_but_absent"}, 60), ({"other_pregnancy"}, 60), (ELSEWHERE, 60)],
    ids=["answerable", "related but absent", "other pregnancy", "elsewhere"],
)
def test_proportions_leave_room_for_silence(labels: set[str], least: int, counts: Counter[str]) -> None:
    assert sum(counts[label] for label in labels) >= least
