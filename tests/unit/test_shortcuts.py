"""What is spared of Rasa: nothing that is used, and only in the release that was tried."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest
import rasa
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from doula.server import shortcuts

SERVING = """
import sys
import rasa_today
from doula.server import shortcuts
shortcuts.leave_out_unused()
import doula.server.application, doula.server.assistant, boto3
unused = tuple(f"{name}." for name in (*shortcuts.UNUSED, *rasa_today.LEFT_OUT))
real = [name for name, module in sys.modules.items() if hasattr(module, "__file__")]
print(*(name for name in real if f"{name}.".startswith(unused)))
boto3.resource("dynamodb")
"""


class Adding(GraphComponent):
    """Adds to what it is given, and notes that it was asked."""

    asked: ClassVar[list[str]] = []

    @classmethod
    def create(cls, config: dict[str, Any], *_: object, **__: object) -> Adding:
        made = cls()
        made.name = config["name"]
        return made

    def add(self, **given: int) -> int:
        self.asked.append(self.name)
        return 1 + sum(given.values())


def node(name: str, **needs: str) -> SchemaNode:
    return SchemaNode(needs, Adding, "create", "add", {"name": name})


@pytest.fixture
def runner(tmp_path: Path) -> DaskGraphRunner:
    shortcuts.take()
    schema = GraphSchema(
        {
            "last": node("last", left="left", right="right"),
            "right": node("right", first="first"),
            "left": node("left", first="first"),
            "first": node("first", text="__text__"),
            "aside": node("aside", first="first"),
        }
    )
    Adding.asked = []
    return DaskGraphRunner(schema, LocalModelStorage(tmp_path), ExecutionContext(schema))


def test_each_node_runs_once_after_what_it_needs(runner: DaskGraphRunner) -> None:
    assert runner.run({"__text__": 5}, ["last"]) == {"last": 15}
    assert sorted(Adding.asked) == ["first", "last", "left", "right"]
    assert Adding.asked[0] == "first" and Adding.asked[-1] == "last"


def test_other_wishes_and_other_inputs_are_other_runs(runner: DaskGraphRunner) -> None:
    assert runner.run({"__text__": 5}, ["last"]) == {"last": 15}
    assert runner.run({"__text__": 1}, ["aside", "first"]) == {"aside": 3, "first": 2}
    assert runner.run({"__text__": 0}, ["last"]) == {"last": 5}


def test_what_only_rasas_own_channels_and_stores_need_is_not_imported_and_says_so_when_used() -> None:
    done = subprocess.run([sys.executable, "-c", SERVING], capture_output=True, text=True)  # noqa: S603
    assert done.stdout.split() == []
    assert "RuntimeError: boto3 is left out, see stubs/rasa_today" in done.stderr


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa, "__version__", "3.7.0")
    with pytest.raises(RuntimeError, match=r"is for Rasa 3\.6\.21, this is 3\.7\.0"):
        shortcuts.take.__wrapped__()


def said(intent: str) -> dict[str, Any]:
    return {"prev_action": {"action_name": "action_listen"}, "user": {"intent": intent}}


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> RulePolicy:
    shortcuts.take()
    made = RulePolicy.__new__(RulePolicy)
    compared = []
    apply = RulePolicy._is_rule_applicable
    monkeypatch.setattr(
        RulePolicy, "_is_rule_applicable", lambda *given: bool(compared.append(given) or apply(*given))
    )
    made.compared = compared
    return made


def test_the_rules_that_apply_are_found_among_all_states_and_compared_once(policy: RulePolicy) -> None:
    short, long = (json.dumps(states) for states in ([said("bye")], [said("hello"), said("bye")]))
    rules = {short: "utter_bye", long: "utter_bye_again"}
    earlier = [said("thanks")] * 20
    assert policy._get_possible_keys(rules, [*earlier, said("hello"), said("bye")]) == {short, long}
    assert policy._get_possible_keys(rules, [*earlier, said("bye")]) == {short}
    assert policy._get_possible_keys(rules, [*earlier, said("hello")]) == set()
    times = len(policy.compared)
    assert policy._get_possible_keys(rules, [said("ask"), *earlier, said("hello"), said("bye")]) == {
        short,
        long,
    }
    assert len(policy.compared) == times


def test_what_is_remembered_of_rules_is_bounded_and_belongs_to_them(
    policy: RulePolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortcuts, "MOST_REMEMBERED", 3)
    one, other = ({json.dumps([said(intent)]): "utter"} for intent in ("hello", "bye"))
    for _ in range(2):
        for number in range(5):
            assert policy._get_possible_keys(one, [said(f"no_{number}")]) == set()
            assert policy._get_possible_keys(one, [said("hello")]) == set(one)
            assert policy._get_possible_keys(other, [said("hello")]) == set()
    assert len(policy._known) == 3
