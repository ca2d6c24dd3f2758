"""The article's other parts, asked for outright: each answer cites the sentence that answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conversations.conftest import CheckedMother

ROOT = Path(__file__).parents[2]
PARTS: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests/cases/direct_questions.yml").read_text(encoding="utf-8")
)
TABLETS = "Please ask your midwife, doctor or pharmacist before you take any tablets."


def wordings() -> Iterator[Any]:
    for name, part in PARTS.items():
        yield from (pytest.param(part, text, id=f"{name}: {text}") for text in part["asked"])
        for text, what_comes in part.get("not yet", {}).items():
            mark = pytest.mark.xfail(strict=True, reason=what_comes)
            yield pytest.param(part, text, id=f"{name}: {text}", marks=mark)


@pytest.mark.parametrize(("part", "text"), [*wordings()])
def test_the_right_sentence_is_cited(mother: CheckedMother, part: dict[str, Any], text: str) -> None:
    answer = mother.says(text).answer
    assert any(answer.cites(piece) for piece in part["cites"]), answer.text
    assert answer.text.startswith("The article “What causes leg cramps during pregnancy?”")
    assert TABLETS in answer or (not part.get("tablets") and not answer.cites("tablet"))


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_asked_for_in_five_wordings(name: str) -> None:
    assert len(PARTS[name]["asked"]) >= 5


def test_no_wording_is_trained_on() -> None:
    nlu = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("data/*/nlu*.yml"))
    trained = {plain(line) for line in re.findall(r"^\s*- (.+)$", nlu, re.MULTILINE)}
    asked = {plain(text) for part in PARTS.values() for text in (*part["asked"], *part.get("not yet", {}))}
    assert asked & trained == set()


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
