"""Checks of the NLU examples themselves: each says one thing, once, and was written for this assistant."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[2]
EVALUATION = ROOT.parent / "shared" / "eval"
FILES = sorted((ROOT / "data").glob("*/nlu*.yml"))
FEWEST_EXAMPLES = 20
SHORT = 4


class Example(NamedTuple):
    intent: str
    text: str
    place: str


def examples() -> Iterator[Example]:
    for path in FILES:
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                yield Example(block["intent"], line.removeprefix("- "), f"{path.parent.name}/{path.name}")


def words_of(text: str) -> list[str]:
    """Split into lower-case words of letters and digits; a text without any is one word."""
    return re.findall(r"[^\W_]+", re.sub("['\u2019]", "", text.lower())) or [text]


def keys_of(text: str) -> set[tuple[str, ...]]:
    """Return the bags of words under which a text is filed: texts that share one are near repeats."""
    bag = tuple(sorted(words_of(text)))
    if len(bag) < SHORT:
        return {("short", *bag)}
    return {bag} | {bag[:i] + bag[i + 1 :] for i in range(len(bag))}


def near_repeats(texts: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the groups of texts that differ in word order or in one word only."""
    filed: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for text in texts:
        for key in keys_of(text):
            filed[key].append(text)
    return sorted({tuple(group) for group in filed.values() if len(group) > 1})


def evaluated_texts() -> Iterator[str]:
    for path in sorted(EVALUATION.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            yield from (case[field] for field in ("text", "question") if field in case)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("why do my feet cramp", "why my feet do cramp", True),
        ("why do my feet cramp", "Why do my toes cramp?", True),
        ("why do my feet cramp", "why do both my feet cramp", True),
        ("why do my feet cramp", "what makes both feet cramp", False),
        ("not sure", "sure not", True),
        ("not sure", "not now", False),
    ],
)
def test_near_repeats_are_seen(one: str, other: str, near: bool) -> None:
    assert bool(near_repeats([one, other])) is near


def test_there_are_files() -> None:
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_holds_a_version_and_examples_only(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert content.keys() == {"version", "nlu"}
    assert content["version"] == "3.1"
    for block in content["nlu"]:
        assert block.keys() == {"intent", "examples"}
        assert all(re.match(r"- \S.*\S$|- \S$", line) for line in block["examples"].splitlines())


def test_an_intent_is_written_in_one_place() -> None:
    blocks = Counter(
        block["intent"] for path in FILES for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    )
    assert [intent for intent, count in blocks.items() if count > 1] == []


def test_every_intent_has_enough_examples() -> None:
    counts = Counter(example.intent for example in examples())
    assert {intent: count for intent, count in counts.items() if count < FEWEST_EXAMPLES} == {}


def test_no_example_is_annotated_or_a_payload() -> None:
    assert [example for example in examples() if re.search(r"\]\s*[({]|^/", example.text)] == []


def test_an_example_occurs_once_and_has_one_intent() -> None:
    places: dict[str, list[Example]] = defaultdict(list)
    for example in examples():
        places[" ".join(words_of(example.text))].append(example)
    assert [repeated for repeated in places.values() if len(repeated) > 1] == []


def test_no_example_nearly_repeats_another() -> None:
    assert near_repeats(example.text for example in examples()) == []


@pytest.mark.skipif(not EVALUATION.is_dir(), reason="the evaluation messages are not beside this repository")
def test_no_example_is_an_evaluation_message() -> None:
    evaluated = {key for text in evaluated_texts() for key in keys_of(text)}
    assert [example for example in examples() if keys_of(example.text) & evaluated] == []
