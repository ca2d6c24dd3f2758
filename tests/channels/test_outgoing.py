from __future__ import annotations

from typing import Any

from doula.channels.outgoing import outgoing
from doula.clinical import read_responses
from doula.messages import Button, Responses

RESPONSES = Responses(read_responses())
CITED = {"title": "What causes leg cramps?"}


def said(text: str, outcome: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "outcome": outcome, "buttons": [], "citations": [], **more}


def test_an_urgent_message_comes_first_and_nothing_is_added_to_it() -> None:
    turn = [
        said("Cold.", "answer", citations=[CITED]),
        said("Call now.", "urgent"),
        said("When?", "ask_back"),
    ]
    first, second, third = (message.text for message in outgoing(turn, RESPONSES))
    assert (first, third) == ("Call now.", "When?") and second.startswith("Cold.")


def test_sources_are_one_short_line_that_names_each_once() -> None:
    (message,) = outgoing([said("Cold.", "answer", citations=[CITED, CITED, {"title": "Sleep"}])], RESPONSES)
    assert message.text == "Cold.\n\nSource: “What causes leg cramps?”, “Sleep”"


def test_buttons_stay_with_their_message() -> None:
    asked = said("When?", "ask_back", buttons=[{"title": "Yes", "payload": "/affirm"}])
    assert outgoing([asked], RESPONSES)[0].buttons == (Button("Yes", "/affirm"),)
