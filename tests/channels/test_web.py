from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from doula.channels import tokens
from doula.channels.door import Door
from doula.knowledge import KnowledgeBase
from doula.knowledge.tables import feedback
from doula.server import logs
from doula.settings import settings
from tests.channels.service import Client, Server

NIGHT = "why do my legs cramp at night"
NIGHT_BUTTON = '/inform{"timing": "night"}'


def test_a_session_begins_with_a_greeting_and_a_token_that_ends(visitor: Client) -> None:
    started = visitor.call("POST", "/sessions")
    assert started.status == 201
    assert [message["outcome"] for message in started.body["messages"]] == ["small_talk"]
    assert datetime.fromisoformat(started.body["expires_at"]) > datetime.now(UTC)


def test_a_question_is_answered_with_its_proof_and_a_follow_up(client: Client) -> None:
    answer, follow_up = client.says(NIGHT)
    assert answer["outcome"] == "answer"
    assert answer["citations"][0].keys() == {"article", "title", "start", "end", "quote", "aspect"}
    assert follow_up["buttons"] == [{"title": "At night", "payload": NIGHT_BUTTON}]


def test_an_offered_button_can_be_pressed(client: Client) -> None:
    client.says(NIGHT)
    assert [message["text"] for message in client.presses(NIGHT_BUTTON)] == ["You said night."]


@pytest.mark.parametrize(
    "payload", ['/inform{"timing": "day"}', "/forget_me", "/restart", "/session_start", "/inform"]
)
@pytest.mark.parametrize("field", ["text", "payload"])
def test_a_payload_that_was_not_offered_is_refused(client: Client, payload: str, field: str) -> None:
    client.says(NIGHT)
    reply = client.call("POST", "/messages", {field: payload})
    assert reply.status == 200
    assert [message["text"] for message in reply.body["messages"]] == ["I did not offer that."]
    assert [m["text"] for m in client.history() if m["from"] == "user"] == [NIGHT]


def test_words_after_a_slash_are_read_as_words(client: Client) -> None:
    assert client.says("/why do my legs cramp at night")[0]["outcome"] == "answer"


def test_the_conversation_is_the_same_after_a_reload(client: Client) -> None:
    greeting = client.history()
    said = [*client.says(NIGHT), *client.presses(NIGHT_BUTTON)]
    reloaded = client.history()
    assert [m["text"] for m in reloaded if m["from"] == "user"] == [NIGHT, "At night"]
    replies = [{k: v for k, v in m.items() if k != "from"} for m in reloaded if m["from"] == "assistant"]
    assert replies[len(greeting) :] == said
    assert len({m["id"] for m in reloaded}) == len(reloaded)


def test_two_conversations_do_not_mix(client: Client, server: Server) -> None:
    other = Client(server.port)
    other.start()
    client.says(NIGHT)
    assert len(other.history()) == 1
    assert other.presses(NIGHT_BUTTON)[0]["text"] == "I did not offer that."


def test_deleting_a_session_leaves_nothing_and_ends_the_token(client: Client, store: Any) -> None:
    client.says("hello xylophone")
    assert "xylophone" in _content_of(store)
    assert client.call("DELETE", "/sessions").status == 204
    assert "xylophone" not in _content_of(store)
    for method, path in [("GET", "/messages"), ("DELETE", "/sessions"), ("POST", "/messages")]:
        assert client.call(method, path, {"text": "hello"} if method == "POST" else None).status == 401


def test_when_she_asks_to_be_forgotten_she_is_told_and_nothing_stays(client: Client, store: Any) -> None:
    client.says("hello xylophone")
    assert "xylophone" in _content_of(store)
    assert client.says("delete my data")[0]["outcome"] == "done"
    assert client.history() == []
    assert "xylophone" not in _content_of(store)
    assert client.says("hello")[0]["outcome"] == "small_talk"


def test_feedback_is_kept_for_a_message_of_this_conversation_only(client: Client) -> None:
    message = client.says(NIGHT)[0]
    assert client.call("POST", "/feedback", {"message_id": message["id"], "helpful": True}).status == 204
    assert client.call("POST", "/feedback", {"message_id": "another", "helpful": True}).status == 422


def test_nothing_is_left_of_feedback_that_comes_while_the_session_is_deleted(
    visitor: Client, store: Any
) -> None:
    for _ in range(12):
        visitor.start()
        opinion = {"message_id": visitor.says(NIGHT)[0]["id"], "helpful": True, "comment": "my name is Jane"}
        calls = [("POST", "/feedback", opinion)] * 3 + [("DELETE", "/sessions", None)]
        with ThreadPoolExecutor() as pool:
            answers = list(pool.map(lambda call: visitor.call(*call).status, calls))
        assert answers[3] == 204 and set(answers[:3]) <= {204, 401}
        assert_problem(visitor.call("POST", "/feedback", opinion), 401)
    with KnowledgeBase.connect(settings().database_url)._database.writing() as knowledge:
        assert knowledge.execute(sa.select(sa.func.count()).select_from(feedback)).scalar_one() == 0


def test_feedback_that_waited_for_the_deletion_is_refused(client: Client, tiny_door: Door) -> None:
    message = client.says(NIGHT)[0]
    conversation = str(tokens.conversation_of(str(client.token), "s" * 40))
    revoke = tiny_door.conversations.revoke
    opinion = {"message_id": message["id"], "helpful": True, "comment": "my name is Jane"}
    deleting = threading.Event()

    async def slowly(name: str) -> None:
        deleting.set()
        await asyncio.sleep(0.4)
        await revoke(name)

    tiny_door.conversations.revoke = slowly  # type: ignore[method-assign]
    with ThreadPoolExecutor() as pool:
        deleted = pool.submit(client.call, "DELETE", "/sessions")
        deleting.wait(10)
        late = pool.submit(client.call, "POST", "/feedback", opinion)
        assert (deleted.result().status, late.result().status) == (204, 401)
    with KnowledgeBase.connect(settings().database_url)._database.writing() as knowledge:
        kept = sa.select(feedback.c.comment).where(feedback.c.conversation == conversation)
        assert knowledge.execute(kept).all() == []


def test_feedback_on_what_she_had_deleted_meanwhile_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forget(door: Door, conversation: str, _: str, channel: str) -> None:
        await door.receive(conversation, "delete my data", channel)

    opinion = {"message_id": client.says(NIGHT)[0]["id"], "helpful": False, "comment": "my name is Jane"}
    monkeypatch.setattr(Door, "overhear", forget)
    assert_problem(client.call("POST", "/feedback", opinion), 422)
    conversation = str(tokens.conversation_of(str(client.token), "s" * 40))
    with KnowledgeBase.connect(settings().database_url)._database.writing() as knowledge:
        kept = sa.select(feedback.c.comment).where(feedback.c.conversation == conversation)
        assert knowledge.execute(kept).all() == []


def test_however_often_she_says_that_an_answer_did_not_help_it_is_one_gap(client: Client) -> None:
    message = client.says(NIGHT)[0]
    for click in range(25):
        said = {"message_id": message["id"], "helpful": click % 2 == 1}
        assert client.call("POST", "/feedback", said).status == 204
    assert [gap.asked for gap in KnowledgeBase.connect(settings().database_url).gaps(1)] == [1]


def test_too_many_opinions_are_told_to_wait_and_her_words_are_heard(client: Client) -> None:
    opinion = {"message_id": client.says(NIGHT)[0]["id"], "helpful": True, "comment": "thanks"}
    assert_problem([client.call("POST", "/feedback", opinion) for _ in range(40)][-1], 429)
    assert client.says("hello")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"text": NaN}', "application/json", 400),
        (b"[" * 30_000, "application/json", 400),
        (b"text=hello", "application/x-www-form-urlencoded", 415),
        (b"hello", "", 415),
        (b"[]", "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"text": 5}', "application/json", 422),
        (b'{"text": ""}', "application/json", 422),
        (b'{"text": " \\n\\t "}', "application/json", 422),
        (b'{"text": "\\u0000\\u200b"}', "application/json", 422),
        (b'{"text": "a", "payload": "/b"}', "application/json", 422),
        (b'{"text": "a", "sender": "b"}', "application/json", 422),
        (json.dumps({"text": "a" * 4_001}).encode(), "application/json", 413),
        (json.dumps({"text": "a" * 200_000}).encode(), "application/json", 413),
    ],
)
def test_what_is_no_message_is_refused_with_a_problem(
    client: Client, body: bytes, content_type: str, status: int
) -> None:
    refused = client.call("POST", "/messages", body, Content_Type=content_type)
    assert_problem(refused, status)


@pytest.mark.parametrize(
    "text", ["a", "🤰", "x" * 2_000, "🤰" * 4_000, "legs\x00\x1bcramp", "<script>alert(1)</script>", "\ud83d"]
)
def test_every_kind_of_text_gets_a_message_or_a_problem(client: Client, text: str) -> None:
    reply = client.call("POST", "/messages", {"text": text})
    assert reply.status in {200, 422}
    assert reply.status == 422 or reply.body["messages"]


@pytest.mark.parametrize("text", ["mumble mumble", "crash the server now please crash"])
def test_a_turn_that_is_silent_or_breaks_gets_a_safe_sentence(client: Client, text: str) -> None:
    assert [m["text"] for m in client.says(text)] == ["Something went wrong. Please try again."]
    assert client.says(NIGHT)[0]["outcome"] == "answer"


def test_a_call_without_a_valid_token_is_unauthorized(client: Client) -> None:
    conversation_key = tokens.issue("another secret that is long enough").text
    expired = tokens.issue("s" * 40, datetime.now(UTC) - timedelta(days=31)).text
    for bad in [
        "",
        "x",
        "Bearer",
        f"Bearer {conversation_key}",
        f"Bearer {expired}",
        f"Basic {client.token}",
    ]:
        assert_problem(client.call("GET", "/messages", Authorization=bad), 401)


def test_unknown_addresses_and_methods_are_problems(client: Client) -> None:
    assert_problem(client.call("GET", "/nothing"), 404)
    refused = client.call("PUT", "/messages", {"text": "a"})
    assert_problem(refused, 405)
    assert refused.headers["allow"]


def test_too_many_messages_are_told_to_wait(client: Client) -> None:
    replies = [client.call("POST", "/messages", {"text": "hello"}) for _ in range(40)]
    assert_problem(replies[-1], 429)
    assert int(replies[-1].headers["retry-after"]) >= 1


def test_another_origin_gets_nothing_unless_it_is_listed(client: Client) -> None:
    listed = client.call("OPTIONS", "/messages", Origin="https://clinic.example")
    assert listed.headers["access-control-allow-origin"] == "https://clinic.example"
    assert "Authorization" in listed.headers["access-control-allow-headers"]
    foreign = client.call("OPTIONS", "/messages", Origin="https://evil.example")
    assert not [name for name in foreign.headers if name.startswith("access-control")]
    assert client.call("GET", "/messages", Origin="null").headers.get("access-control-allow-origin") is None


def test_a_preflight_that_comes_too_often_is_a_problem_too(server: Server) -> None:
    visitor = Client(server.port)
    answers = [visitor.call("OPTIONS", "/messages", Origin="https://clinic.example") for _ in range(400)]
    assert_problem(next(answer for answer in answers if answer.status != 204), 429)


def test_replies_are_neither_cached_nor_sniffed(client: Client) -> None:
    for answer in (client.call("GET", "/messages"), client.call("GET", "/messages", Authorization="x")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_store_that_is_down_is_a_problem_and_not_a_new_conversation(
    client: Client, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.says(NIGHT)
    with monkeypatch.context() as broken:
        broken.setattr(store.engine, "begin", _break)
        assert_problem(client.call("POST", "/messages", {"text": "hello"}), 503)
        assert_problem(client.call("GET", "/messages"), 503)
    assert len([m for m in client.history() if m["from"] == "user"]) == 1


def test_the_description_is_served_and_names_every_call(visitor: Client) -> None:
    described = visitor.call("GET", "/openapi.json").body
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {"/sessions", "/messages", "/feedback", "/openapi.json"}


def test_live_and_ready(visitor: Client, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert visitor.call("GET", "/health/live", prefix="").status == 200
    assert visitor.call("GET", "/health/ready", prefix="").status == 200
    monkeypatch.setattr(store, "ping", _break)
    down = visitor.call("GET", "/health/ready", prefix="")
    assert_problem(down, 503)
    assert down.body["detail"] == "conversations"


def test_nothing_that_was_said_and_no_conversation_is_logged(
    client: Client, capfd: pytest.CaptureFixture[str], store: Any
) -> None:
    logs.configure()
    for text in [
        "xylophone why do my legs cramp",
        "xylophone crash the server",
        '/inform{"timing": "xylophone"}',
    ]:
        client.says(text)
    written = "".join(capfd.readouterr())
    assert "action_tiny_break failed" in written
    assert "xylophone" not in written
    assert tokens.conversation_of(str(client.token), "s" * 40) not in written


def assert_problem(answer: Any, status: int) -> None:
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.body["title"]
    assert answer.body["status"] == status


def _break(*_: object, **__: object) -> None:
    from sqlalchemy.exc import OperationalError

    raise OperationalError("select", {}, Exception("down"))


def _content_of(store: Any) -> str:
    folder = Path(store.engine.url.database).parent
    return "".join(path.read_bytes().decode("latin-1") for path in folder.glob("conversations.db*"))
