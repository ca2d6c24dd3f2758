"""The rules of danger cover every intent there is, so that a new one is covered by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from doula.channels.door import ALARMING

ROOT = Path(__file__).parents[2]
RULES = yaml.safe_load((ROOT / "data/danger/rules.yml").read_text(encoding="utf-8"))["rules"]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
FORGETS = {"forget_me"}  # is obeyed whatever is open


def rule_with(action: str) -> dict[str, Any]:
    (found,) = [rule for rule in RULES if rule["steps"][-1] == {"action": action} and len(rule["steps"]) > 1]
    return dict(found)


def test_the_question_of_a_sign_is_settled_by_every_intent() -> None:
    rule = rule_with("action_settle_danger")
    assert rule["condition"] == [{"slot_was_set": [{"checking": True}]}]
    settling = {each["intent"] for each in rule["steps"][0]["or"]}
    assert settling - {"nlu_fallback"} == set(DOMAIN["intents"]) - set(ALARMING) - FORGETS
    assert "nlu_fallback" in settling


def test_what_alarms_has_a_rule_that_holds_whatever_is_open() -> None:
    unconditional = {
        step["intent"]
        for rule in RULES
        if "condition" not in rule
        for step in rule["steps"][:1]
        if "intent" in step
    }
    assert set(ALARMING) <= unconditional
