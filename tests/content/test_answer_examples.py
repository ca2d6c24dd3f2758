"""Checks of examples/answers/: each wording once, under what can be said to its question, of nobody else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from doula.clinical import read
from doula.vocabulary import read_vocabulary
from tests.content.test_training_data import EVALUATION, evaluated_texts, words_of

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "examples" / "answers").glob("*.yml"))
BESIDE_THE_VALUES = {"none_of_these", "dont_know", "skip", "not_an_answer"}
FEWEST_WORDS = 4

of_each_question = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def wordings(file: Path) -> list[str]:
    return [" ".join(words_of(text)) for texts in read(file).values() for text in texts]


def said_in_talks() -> Iterator[str]:
    """Yield what is said in the evaluation's conversations, but for what everybody says."""
    for line in (EVALUATION / "talks.jsonl").read_text("utf-8").splitlines():
        yield from (text for text in json.loads(line)["turns"] if len(words_of(text)) >= FEWEST_WORDS)


def test_every_follow_up_about_her_cramps_has_its_file() -> None:
    assert {file.stem for file in FILES} == {"timing", "temperature", "activity"}


@of_each_question
def test_what_an_answer_says_can_be_said_to_its_question(file: Path) -> None:
    values = read_vocabulary(str(ROOT / "clinical" / "observations.yml")).kinds[file.stem].values
    said = {each.strip().removeprefix("not ") for heading in read(file) for each in heading.split(",")}
    assert said <= {*values, *BESIDE_THE_VALUES}


@of_each_question
def test_a_wording_stands_once(file: Path) -> None:
    assert [text for text, times in Counter(wordings(file)).items() if times > 1] == []


@of_each_question
def test_there_are_examples_of_what_is_no_answer(file: Path) -> None:
    assert len(read(file)["not_an_answer"]) >= 20


@pytest.mark.skipif(not EVALUATION.is_dir(), reason="the evaluation messages are not beside this repository")
@of_each_question
def test_no_example_is_an_evaluation_message(file: Path) -> None:
    evaluated = {" ".join(words_of(text)) for text in (*evaluated_texts(), *said_in_talks())}
    assert sorted(evaluated.intersection(wordings(file))) == []
