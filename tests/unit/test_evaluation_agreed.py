from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from doula.clinical import ContentError
from doula.evaluation.agreed import Agreed, Report, ask_all, keep, read_agreed, read_kept
from doula.evaluation.variants import variants

NIGHT = Agreed("Why at night?", "as agreed", "cramps", "often at night")
FOOD = Agreed("What should I eat?", "as agreed", "cramps", "Milk is good")


@dataclass
class Turn:
    quotes: tuple[str, ...]
    intent: dict[str, Any] = field(default_factory=dict)
    ms: float = 0.0

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [{"citations": [{"article": "cramps", "quote": quote} for quote in self.quotes]}]


class Door:
    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.forgotten = 0

    async def receive(self, conversation: str, text: str, channel: str) -> Turn:
        return Turn(tuple(quote for word, quote in self.answers.items() if word in text))

    async def forget(self, conversation: str) -> None:
        self.forgotten += 1


def report(door: Door, *agreed: Agreed, **before: list[str]) -> Report:
    return asyncio.run(ask_all(door, agreed, {key.replace("_", " "): value for key, value in before.items()}))


def test_questions_that_get_their_agreed_passage_pass_and_conversations_are_forgotten() -> None:
    door = Door(night="They come often at night.", eat="Milk is good.")
    assert report(door, NIGHT, FOOD).passed and door.forgotten == 2


def test_a_question_without_its_agreed_passage_fails_and_is_named() -> None:
    found = report(Door(night="They come often at night."), NIGHT, FOOD)
    assert not found.passed and "not as agreed (as agreed): What should I eat?" in list(found.lines())


def test_a_passage_of_another_article_is_not_the_agreed_one() -> None:
    other = Agreed(NIGHT.asked, NIGHT.kind, "other", NIGHT.quote)
    assert not report(Door(night="They come often at night."), other).passed


def test_too_few_variants_fail() -> None:
    shouted = Agreed("WHY AT NIGHT?", "shouted", "cramps", "often at night")
    found = report(Door(night="They come often at night."), NIGHT, shouted)
    assert found.share == 0 and not found.passed


def test_different_questions_with_the_same_answer_collide() -> None:
    same = "Milk is good and they come often at night."
    found = report(Door(night=same, eat=same), NIGHT, FOOD)
    assert "collide: Why at night? | What should I eat?" in list(found.lines()) and found.passed


def test_what_changed_since_the_last_time_is_named(tmp_path: Path) -> None:
    first = report(Door(night="They come often at night."), NIGHT)
    keep(first, tmp_path / "answers.json")
    door, before = Door(night="Cramps are often at night."), read_kept(tmp_path / "answers.json")
    assert asyncio.run(ask_all(door, [NIGHT], before)).changed
    assert not asyncio.run(ask_all(Door(night="They come often at night."), [NIGHT], before)).changed
    assert not first.changed and read_kept(tmp_path / "nothing.json") == {}


def test_a_question_is_varied_in_spelling_order_and_register() -> None:
    made = variants("Why do my leg cramps come at night?")
    assert made["swapped letters"] == "Why do my leg crmaps come at night?"
    assert made["a letter missing"] == "Why do my leg craps come at night?"
    assert made["other order"] == "At night, why do my leg cramps come?"
    assert made["short message"] == "y do my leg cramps come at night"
    assert made["shouted"].isupper() and made["polite"].startswith("Hello")


def test_a_short_question_without_an_end_has_fewer_variants() -> None:
    assert variants("Why me?").keys() == {"short message", "shouted", "polite"}


def test_the_agreed_questions_are_read_with_their_variants() -> None:
    kinds = {each.kind for each in read_agreed()}
    assert "as agreed" in kinds and "swapped letters" in kinds


def test_an_entry_without_a_quote_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "answers.yml").write_text("- asks: [Why?]\n  article: cramps\n")
    with pytest.raises(ContentError, match=r"answers\.yml: 'quote' is missing"):
        read_agreed(tmp_path / "answers.yml")
