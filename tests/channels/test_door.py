from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.shared.core.domain import SessionConfig

from doula.channels.door import Door, RevokedError, StoreDownError
from doula.clinical import ContentError

NIGHT = "why do my legs cramp at night"


def talk(door: Door, *texts: str, conversation: str = "web:a") -> list[Any]:
    async def turns() -> list[Any]:
        return [await door.receive(conversation, text, "web") for text in texts]

    return asyncio.run(turns())


def test_a_turn_tells_what_was_understood_and_how_long_it_took(tiny_door: Door) -> None:
    _, turn = talk(tiny_door, NIGHT, '/inform{"timing": "night"}')
    assert turn.intent == {"name": "inform", "confidence": 1.0}
    assert turn.entities[0]["value"] == "night"
    assert turn.slots == {"timing": "night"}
    assert turn.ms > 0


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("", "Please write something."),
        (" \n\t ", "Please write something."),
        ("\x00\x07\u202e", "Please write something."),
        ("/", "Please write something."),
        ("a" * 4_001, "That is too long."),
        ("/greet", "I did not offer that."),
        ("/restart", "I did not offer that."),
        ('/anything{"timing": "night"}', "I did not offer that."),
        ("/anything@0.9", "I did not offer that."),
    ],
)
def test_what_is_refused_gets_a_reply_and_is_not_taken_for_her_words(
    tiny_door: Door, text: str, reply: str
) -> None:
    (turn,) = talk(tiny_door, text)
    assert [message["text"] for message in turn.messages] == [reply]
    assert turn.intent["name"] is None
    assert [m["from"] for m in asyncio.run(tiny_door.history("web:a")).messages] == ["assistant"]


def test_a_payload_stays_pressable_in_a_later_session(
    tiny_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk(tiny_door, NIGHT)
    monkeypatch.setattr(tiny_door.agent.domain, "session_config", SessionConfig(1e-9, False))
    (turn,) = talk(tiny_door, '/inform{"timing": "night"}')
    assert turn.messages[0]["text"] == "You said night."


def test_a_message_that_cannot_be_read_gets_a_safe_sentence(
    tiny_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ValueError

    with monkeypatch.context() as broken:
        broken.setattr(tiny_door.agent.processor, "_handle_message_with_tracker", fail)
        (turn,) = talk(tiny_door, NIGHT)
    assert turn.messages[0]["text"].startswith("Something went wrong")
    assert talk(tiny_door, NIGHT)[0].messages[0]["outcome"] == "answer"


def test_a_dialogue_that_breaks_off_gets_a_safe_sentence_and_goes_on(
    tiny_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ValueError

    with monkeypatch.context() as broken:
        broken.setattr(tiny_door.agent.processor, "_run_prediction_loop", fail)
        (turn,) = talk(tiny_door, NIGHT)
    assert turn.messages[0]["text"].startswith("Something went wrong")
    assert talk(tiny_door, NIGHT)[0].messages[0]["outcome"] == "answer"


def test_messages_of_one_mother_are_answered_one_after_the_other(tiny_door: Door) -> None:
    async def at_once() -> None:
        await asyncio.gather(*(tiny_door.receive("web:a", f"hello {i}", "web") for i in range(5)))

    asyncio.run(at_once())
    history = asyncio.run(tiny_door.history("web:a")).messages
    assert [m["text"] for m in history if m["from"] == "user"] == [f"hello {i}" for i in range(5)]
    assert [m["from"] for m in history] == ["user", "assistant"] * 5


def test_a_deleted_conversation_cannot_be_continued_not_even_by_a_turn_that_waited(tiny_door: Door) -> None:
    talk(tiny_door, NIGHT)

    async def delete_while_one_waits() -> list[Any]:
        waiting = (tiny_door.forget("web:a"), tiny_door.receive("web:a", "hello", "web"))
        return await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(result) for result in asyncio.run(delete_while_one_waits())] == [type(None), RevokedError]
    assert asyncio.run(tiny_door.history("web:a")).messages == []


def test_a_store_that_is_down_is_an_error(
    tiny_door: Door, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.engine.dispose()
    monkeypatch.setattr(store.engine.pool, "_invoke_creator", _refuse)
    with pytest.raises(StoreDownError):
        talk(tiny_door, NIGHT)


def test_a_model_without_the_safe_sentence_is_refused(
    tiny_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiny_door.agent.domain, "responses", {})
    with pytest.raises(ContentError, match="utter_fallback_failure"):
        Door(tiny_door.agent)


def _refuse(*_: object) -> None:
    from sqlalchemy.exc import OperationalError

    raise OperationalError("connect", {}, Exception("refused"))
