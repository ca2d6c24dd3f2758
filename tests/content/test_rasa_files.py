"""Rasa's own files: what they name exists, what they say is used, and nothing lies in the wrong file."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action

import actions
from doula.causes import KINDS
from doula.topics import read_topics

ROOT = Path(__file__).parents[2]
FOLLOW_UPS = (*KINDS, "unit")
NEVER_WRITTEN = {  # set by components of ours
    *("report_danger", "check_danger", "report_loss", "triage_failed"),
    *("ask_also", "ask_other", "other_language"),
}
ONLY_PRESSED = {"resume"}
SET_BY_RASA = {"nlu_fallback"}
LONGEST_SENTENCE = 25
UTTER = "utter_"


def content(path: Path | str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


DATA = sorted((ROOT / "data").rglob("*.yml"))
DOMAIN = content("domain.yml")
RESPONSES = {name: texts for path in DATA for name, texts in (content(path).get("responses") or {}).items()}
RULES = [rule for path in DATA for rule in content(path).get("rules") or ()]
BUTTONS = [(name, button) for name, (said, *_) in RESPONSES.items() for button in said.get("buttons", ())]
SOURCES = [
    ast.parse(path.read_text()) for folder in ("actions", "doula") for path in (ROOT / folder).rglob("*.py")
]
WORDS = {
    n.value
    for tree in SOURCES
    for n in ast.walk(tree)
    if isinstance(n, ast.Constant) and isinstance(n.value, str)
}


def steps_of(key: str) -> Iterator[str]:
    """List what the steps of all rules name under a key, also beneath `or`."""
    for rule in RULES:
        for step in rule["steps"]:
            yield from (each[key] for each in step.get("or", [step]) if key in each)


def names_used() -> Iterator[str]:
    """List the responses that Python names, as regular expressions: a part that is filled in is a group."""
    for tree in SOURCES:
        for node in ast.walk(tree):
            if isinstance(node, (ast.Constant, ast.JoinedStr)) and wording(node).startswith(UTTER):
                yield wording(node)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "_say":
                first = node.args[0]
                spoken = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                yield from (UTTER + wording(part).removeprefix(UTTER) for part in spoken)


def wording(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(map(wording, node.values))
    return str(node.value) if isinstance(node, ast.Constant) else r"(\w+)"


NO_NAMES = {UTTER + r"(\w+)", "utter_action"}  # any name at all, and a key of Rasa's
NAMED = sorted({name for name in names_used() if not name.endswith("_")} - NO_NAMES)


@pytest.mark.parametrize("path", DATA, ids=lambda path: str(path.relative_to(ROOT)))
def test_data_holds_only_what_rasa_reads_there(path: Path) -> None:
    assert content(path).keys() <= {"version", "nlu", "rules", "responses"}
    assert content(path)["version"] == "3.1"
    assert path.suffix == ".yml" and path.parent.parent == ROOT / "data"


def test_data_holds_nothing_else() -> None:
    assert [path for path in (ROOT / "data").rglob("*.*") if path not in DATA] == []


@pytest.mark.parametrize("name", NAMED)
def test_a_response_that_python_names_exists(name: str) -> None:
    assert [each for each in RESPONSES if re.fullmatch(name, each)]


@pytest.mark.parametrize("name", RESPONSES)
def test_a_response_is_used(name: str) -> None:
    found = (re.fullmatch(named, name) for named in NAMED)
    filled = [match.groups() for match in found if match]
    assert any(set(groups) <= WORDS | set(DOMAIN["intents"]) | set(FOLLOW_UPS) for groups in filled)


def test_a_response_is_written_once() -> None:
    assert len(RESPONSES) == sum(len(content(path).get("responses") or {}) for path in DATA)
    assert [name for name, texts in RESPONSES.items() if len(texts) != 1] == []


@pytest.mark.parametrize("kind", FOLLOW_UPS)
def test_a_follow_up_has_its_question_and_its_reason(kind: str) -> None:
    assert RESPONSES[f"utter_ask_{kind}"][0]["text"].endswith("?")
    assert f"utter_check_in_why_{kind}" in RESPONSES
    assert [b["payload"] for b in RESPONSES[f"utter_ask_{kind}"][0]["buttons"]][-2:] == [
        "/dont_know",
        "/skip",
    ]


def test_all_small_talk_has_its_answer() -> None:
    (rule,) = [rule for rule in RULES if {"action": "action_small_talk"} in rule["steps"]]
    intents = [each["intent"] for each in rule["steps"][0]["or"]]
    answers = {name.removeprefix("utter_small_talk_") for name in RESPONSES if "_small_talk_" in name}
    assert set(intents) == answers


@pytest.mark.parametrize(("name", "button"), BUTTONS, ids=lambda value: str(value))
def test_a_button_says_something_real(name: str, button: dict[str, str]) -> None:
    match = re.fullmatch(r"/(\w+)(\{.*\})?", button["payload"])
    assert button.keys() == {"title", "payload"} and match
    assert match[1] in DOMAIN["intents"]
    for kind, value in json.loads(match[2] or "{}").items():
        assert kind in DOMAIN["entities"] and value in values_of(kind)


def values_of(kind: str) -> set[str]:
    if kind == "unit":
        return {"celsius", "fahrenheit"}
    if kind == "topic":
        topics = read_topics(content("clinical/topics.yml"))
        return {topic.name for topic in (*topics.complaints, *topics.details)}
    return set(content("clinical/observations.yml")["kinds"][kind]["values"])


def test_two_buttons_of_a_message_differ() -> None:
    for said, *_ in RESPONSES.values():
        titles = [button["title"] for button in said.get("buttons", ())]
        assert len(set(titles)) == len(titles)


def test_every_action_of_the_domain_has_a_class_and_every_class_is_in_the_domain() -> None:
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    ours = [kind for kind in Action.__subclasses__() if kind.__module__.startswith("actions.")]
    assert sorted(kind().name() for kind in ours) == sorted(DOMAIN["actions"])


def test_every_action_is_reached() -> None:
    reached = {*steps_of("action"), "action_validate_slot_mappings"}  # Rasa runs it after every message
    assert reached == set(DOMAIN["actions"])


def test_every_intent_has_examples_or_is_never_written() -> None:
    trained = {block["intent"] for path in DATA for block in content(path).get("nlu") or ()}
    assert trained | NEVER_WRITTEN | ONLY_PRESSED == set(DOMAIN["intents"])
    assert not trained & NEVER_WRITTEN


def test_every_intent_has_a_rule() -> None:
    assert set(steps_of("intent")) - SET_BY_RASA == set(DOMAIN["intents"])


def test_a_rule_is_a_sentence_of_its_own_about_one_turn() -> None:
    assert len({rule["rule"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert len(rule["rule"].split()) > 3
        assert sum("intent" in step or "or" in step for step in rule["steps"]) <= 1


def test_the_domain_names_things_and_says_nothing() -> None:
    assert len((ROOT / "domain.yml").read_text(encoding="utf-8").splitlines()) <= 200
    assert DOMAIN["responses"] == {}
    assert [
        leaf for leaf in leaves(DOMAIN) if isinstance(leaf, str) and not re.fullmatch(r"[\w.]+", leaf)
    ] == []


def leaves(tree: Any) -> Iterator[Any]:
    if isinstance(tree, (dict, list)):
        for each in tree.values() if isinstance(tree, dict) else tree:
            yield from leaves(each)
    else:
        yield tree


READ = list(RESPONSES)


@pytest.mark.parametrize("name", READ)
def test_what_a_mother_reads_is_short_and_calm(name: str) -> None:
    text = RESPONSES[name][0]["text"]
    assert "!" not in text
    for sentence in re.split(r"[.?:]\s+|\n+", text):
        assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
