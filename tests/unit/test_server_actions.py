from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from rasa.utils.endpoints import ClientResponseError
from rasa_sdk.interfaces import ActionExecutionRejection

from doula.server.actions import InProcessActions

TRACKER = {
    "sender_id": "a",
    "slots": {"timing": ["night"]},
    "latest_message": {"text": "xylophone"},
    "events": [],
}


def run(action: Callable[..., Any] | None, timeout: float = 5, name: str = "action_x") -> Any:
    actions = InProcessActions("html", timeout)  # a package without actions
    if action:
        actions._executor.register_function("action_x", action)
    return asyncio.run(actions.request(json={"next_action": name, "tracker": TRACKER}))


def test_an_action_says_and_does() -> None:
    def action(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=tracker.latest_message["text"])
        return [{"event": "slot", "name": "week", "value": "28"}]

    result = run(action)
    assert [response["text"] for response in result["responses"]] == ["xylophone"]
    assert result["events"] == [{"event": "slot", "name": "week", "value": "28"}]


def test_an_action_cannot_change_the_conversation_behind_rasas_back() -> None:
    def action(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        tracker.slots["timing"].append("day")
        return []

    run(action)
    assert TRACKER["slots"] == {"timing": ["night"]}


def test_an_action_that_refuses_is_a_rejection() -> None:
    def action(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise ActionExecutionRejection("action_x")

    with pytest.raises(ClientResponseError) as raised:
        run(action)
    assert raised.value.status == 400
    assert json.loads(raised.value.text)["action_name"] == "action_x"


def test_an_unknown_action_is_not_found() -> None:
    with pytest.raises(ClientResponseError) as raised:
        run(None, name="action_nobody_wrote")
    assert raised.value.status == 404


def test_an_action_that_raises_says_a_safe_sentence_and_her_words_are_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def action(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise ValueError("broken")

    result = run(action)
    assert [response["response"] for response in result["responses"]] == ["utter_fallback_failure"]
    assert "action_x failed" in caplog.text
    assert "xylophone" not in caplog.text


def test_an_action_that_hangs_is_given_up() -> None:
    async def action(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        await asyncio.sleep(60)
        return []

    began = time.monotonic()
    assert run(action, timeout=0.05)["responses"][0]["response"] == "utter_fallback_failure"
    assert time.monotonic() - began < 5


def test_an_action_that_returns_what_is_no_json_says_a_safe_sentence() -> None:
    def action(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=object())
        return []

    assert run(action)["responses"][0]["response"] == "utter_fallback_failure"


def test_a_slot_is_set_only_to_something_else() -> None:
    def action(dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        values = [["night"], None, ["night"], ["night"]]
        return [{"event": "slot", "name": "timing", "value": value} for value in values]

    assert [event["value"] for event in run(action)["events"]] == [None, ["night"]]
