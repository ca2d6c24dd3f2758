"""A mother whose every reply is checked: proper messages, and citations that equal their source."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from doula.channels.door import Door
from doula.messages import Outcome
from tests.mother import Mother, Reply, Said

ROOT = Path(__file__).parents[2]
OUTCOMES = get_args(Outcome)
NEEDS_PROOF = ("answer", "assessment")
ASKS = ("ask_back", "check_urgent", "clarify")
LEGS = "Is it swollen, hot, red"


class CheckedMother(Mother):
    """A mother who takes no improper reply."""

    def legs_are_fine(self, reply: Reply) -> Said:
        """Answer the question about a clot that stands before every first assessment."""
        assert reply.only("check_urgent") and LEGS in reply
        return self.says("no").assessment

    def _note(self, reply: Reply) -> Reply:
        check(reply)
        return super()._note(reply)


def check(reply: Reply) -> None:
    """Fail unless a reply is one that a mother may be shown."""
    assert reply.messages, "silence"
    assert len({message["id"] for message in reply.messages}) == len(reply.messages)
    assert sum(outcome in ASKS for outcome in reply.outcomes) <= 1, f"asks twice: {reply.text}"
    assert "went wrong on my side" not in reply, "a turn failed"
    for message in reply.messages:
        check_message(message)


def check_message(message: dict[str, Any]) -> None:
    assert message.keys() == {"id", "text", "outcome", "buttons", "citations"}
    assert message["id"] and message["text"].strip() and message["outcome"] in OUTCOMES
    assert not re.search(r"[{}]|\bNone\b(?! of)|Traceback", message["text"]), message["text"]
    assert all(button.keys() == {"title", "payload"} for button in message["buttons"])
    assert bool(message["citations"]) == (message["outcome"] in NEEDS_PROOF), message["text"]
    for citation in message["citations"]:
        assert citation["quote"] == source(citation["article"])[citation["start"] : citation["end"]]
    quoted = re.findall(r"^“(.*)”$", message["text"], re.MULTILINE | re.DOTALL) and paragraphs(message)
    assert set(quoted) <= {citation["quote"] for citation in message["citations"]}


def paragraphs(message: dict[str, Any]) -> list[str]:
    """Return the paragraphs of a message that are nothing but a quote."""
    found = (re.fullmatch("“(.*)”", text, re.DOTALL) for text in message["text"].split("\n\n"))
    return [match[1] for match in found if match]


@cache
def source(article: str) -> str:
    return (ROOT / "seeds" / f"{article}.txt").read_bytes().decode("utf-8")


@pytest.fixture
def mother(assistant: Door) -> CheckedMother:
    """Give a mother whose conversation has not begun."""
    return CheckedMother(assistant)
