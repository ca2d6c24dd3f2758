"""The whole path for each service: signed webhook in, the real assistant, calls out."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest

from doula.channels.door import Door
from tests.channels.fakes import Mood, Sent
from tests.channels.messaging import MessagingMother, Services
from tests.channels.phones import PHONES, Hook
from tests.channels.service import Client

NIGHT = "why do my legs cramp at night"
TEXT_ONLY = "I can only read text"
each_service = pytest.mark.parametrize("service", PHONES)


@pytest.fixture(autouse=True)
def proper(services: Services) -> Iterator[None]:
    yield
    for fake in services.fakes.values():
        fake.mood = None
        assert fake.wrong == []


@pytest.fixture
def mother(services: Services, service: str) -> MessagingMother:
    return MessagingMother(services, service)


def texts(sent: list[Sent]) -> str:
    return "\n\n".join(message.text for message in sent)


@each_service
def test_the_night_story_is_told(mother: MessagingMother) -> None:
    said = mother.says(NIGHT)
    assert "blood calcium levels are often lower at night" in texts(said)
    assert "Source: “What causes leg cramps during pregnancy?”" in texts(said)
    assert "How warm are your legs" in said[-1].text
    assert "Which of these" in texts(mother.chooses("Warm enough"))
    assert "Think of one leg right now" in texts(mother.chooses("None of these"))
    assert "Lack of calcium" in texts(mother.chooses("No"))


@each_service
def test_an_alarm_is_the_only_answer(mother: MessagingMother) -> None:
    mother.says(NIGHT)
    (alarm,) = mother.says("I am bleeding a lot")
    assert "emergency" in alarm.text.lower() and "Source" not in alarm.text


@each_service
@pytest.mark.parametrize("answer", ["4", "four", "Number 4.", "warm enough", "Warm enuogh", " 4️⃣ "])
def test_numbered_choices_are_answered(
    mother: MessagingMother, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(mother.services.channels[mother.service]), "fits", lambda *_: False)
    asked = mother.says(NIGHT)[-1]
    assert not asked.buttons and "\n4. Warm enough\n" in asked.text
    assert "Which of these" in texts(mother.says(answer))


@each_service
def test_a_number_outside_a_list_is_no_choice(
    mother: MessagingMother, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(mother.services.channels[mother.service]), "fits", lambda *_: False)
    mother.says(NIGHT)
    mother.says("stop asking me")
    before = mother.says("2")
    assert "Which of these" not in texts(before) and "Think of one leg" not in texts(before)


@each_service
def test_what_comes_again_is_dropped(mother: MessagingMother) -> None:
    hook = mother.phone.event("words", NIGHT)
    assert mother.sends(hook) and not mother.sends(hook) and not mother.sends(hook)


@each_service
def test_a_forged_request_is_refused_and_does_nothing(mother: MessagingMother) -> None:
    genuine = mother.phone.event("words", NIGHT)
    (name, value), *_ = [
        item for item in genuine.headers.items() if item[0].startswith("X-") and "Time" not in item[0]
    ]
    for wrong in ("", "x", value[:-1], value[:-1] + ("a" if value[-1] != "a" else "b"), value + "a", "ÿ"):
        forged = Hook(genuine.body, {**genuine.headers, name: wrong.encode().decode("latin-1")})
        assert mother.services.post(mother.service, forged).status == 403
    without = Hook(genuine.body, {k: v for k, v in genuine.headers.items() if not k.startswith("X-")})
    assert mother.services.post(mother.service, without).status == 403
    assert mother.got == []
    assert mother.sends(genuine)


@each_service
def test_who_asks_to_be_forgotten_is_forgotten_and_told_so(mother: MessagingMother, assistant: Door) -> None:
    mother.says(NIGHT)
    assert asyncio.run(assistant.history(mother.conversation)).messages
    said = texts(mother.says("delete my data"))
    assert "deleted" in said and "kept by this app" in said
    assert asyncio.run(assistant.history(mother.conversation)).messages == []


@each_service
def test_danger_in_a_caption_is_heard(mother: MessagingMother) -> None:
    (alarm,) = mother.does("caption", "I am bleeding a lot")
    assert "emergency" in alarm.text.lower()


@each_service
def test_a_question_in_a_caption_is_answered_and_the_picture_is_not_read(mother: MessagingMother) -> None:
    said = mother.does("caption", NIGHT)
    assert "calcium" in texts(said) and TEXT_ONLY in said[-1].text


@each_service
@pytest.mark.parametrize("kind", ["voice", "sticker", "location", "contact"])
def test_what_is_no_text_gets_one_sentence(mother: MessagingMother, kind: str) -> None:
    if (kind != "voice" and mother.service == "slack") or (mother.service, kind) == ("messenger", "contact"):
        pytest.skip("there is no such thing in this service")
    (said,) = mother.does(kind)
    assert TEXT_ONLY in said.text


@each_service
@pytest.mark.parametrize("kind", ["edit", "reply"])
def test_edited_messages_and_replies_are_understood(mother: MessagingMother, kind: str) -> None:
    if (mother.service, kind) == ("twilio", "edit"):
        pytest.skip("Twilio tells of no edits")
    mother.says("hello")
    assert "calcium" in texts(mother.does(kind, NIGHT))


@pytest.mark.parametrize("service", ["twilio", "whatsapp", "messenger"])
def test_stop_is_heeded_and_said_once(mother: MessagingMother) -> None:
    mother.says(NIGHT)
    (said,) = mother.does("stop")
    assert "I will not write to you" in said.text
    assert "calcium" in texts(mother.says(NIGHT))


@pytest.mark.parametrize(("service", "kind"), [("telegram", "blocked"), ("twilio", "stopped")])
def test_who_has_left_gets_nothing(mother: MessagingMother, kind: str) -> None:
    mother.says("hello")
    assert mother.does(kind) == []


def test_the_word_of_a_link_is_greeted_and_a_word_of_danger_is_heard(services: Services) -> None:
    assert "I am doula" in texts(MessagingMother(services, "telegram").says("/start clinic-7_leaflet"))
    (alarm,) = MessagingMother(services, "telegram").says("/start bleeding")
    assert "bleed" in alarm.text.lower() and "I am doula" not in alarm.text


@pytest.mark.parametrize("service", [*PHONES.keys() - {"slack"}])
def test_stop_with_a_slash_is_stop(mother: MessagingMother) -> None:
    mother.says(NIGHT)
    (said,) = mother.does("words" if mother.service == "telegram" else "stop", "/stop")
    assert "I will not write to you" in said.text


@pytest.mark.parametrize("service", ["telegram", "messenger"])
def test_who_starts_is_greeted(mother: MessagingMother) -> None:
    assert "I am doula" in texts(mother.does("start"))


@each_service
def test_a_payload_that_was_not_offered_does_nothing(mother: MessagingMother) -> None:
    if mother.service == "twilio":
        pytest.skip("nothing is pressed there")
    mother.says("hello")
    for payload in ('/inform{"timing": "night"}', "/restart", "/forget_me"):
        assert "did not offer" in texts(mother.does("press", payload=payload, title="x"))


@each_service
def test_a_typed_payload_is_words(mother: MessagingMother) -> None:
    mother.says("hello")
    assert "did not offer" in texts(mother.says('/inform{"timing": "night"}'))


@each_service
@pytest.mark.parametrize("kind", ["unknown"])
def test_events_of_unknown_types_are_taken_and_passed_over(mother: MessagingMother, kind: str) -> None:
    assert mother.does(kind) == []


@each_service
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"NaN", b'{"update_id": 1e999}', b"[" * 50_000, b"payload=%7B"],
)
def test_broken_bodies_are_refused_or_passed_over(mother: MessagingMother, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded", "text/plain"):
        assert mother.services.post(mother.service, mother.phone.sign(body, kind)).status in (200, 400, 403)
    assert mother.says("hello")


@each_service
def test_a_body_that_is_too_large_is_refused(mother: MessagingMother) -> None:
    huge = mother.phone.sign(b"Body=" + b"a" * 4_000_000)
    with suppress(BrokenPipeError, ConnectionResetError):  # the server may hang up before all of it was sent
        assert mother.services.post(mother.service, huge).status == 413
    assert mother.says("hello")


@each_service
def test_a_large_but_permitted_body_is_taken(mother: MessagingMother) -> None:
    if mother.service == "twilio":
        pytest.skip("its forms are small")
    body = b'{"object": "page", "padding": "' + b"a" * 200_000 + b'"}'
    assert mother.services.post(mother.service, mother.phone.sign(body)).status == 200


@pytest.mark.parametrize(("service", "many"), [(s, 1_000 if s == "telegram" else 100) for s in PHONES])
def test_a_thousand_quick_messages_are_bounded_and_others_are_answered(
    mother: MessagingMother, services: Services, many: int
) -> None:
    other = MessagingMother(services, mother.service)
    hooks = [mother.phone.event("words", f"hello {number}") for number in range(many)]
    hooks.insert(many // 2, other.phone.event("words", NIGHT))
    assert set(services.post_all(mother.service, hooks)) == {200}
    services.idle(mother.service, 60)
    assert "calcium" in texts(other.got)
    assert 30 <= len(mother.got) < 100
    assert [sent.text for sent in mother.got if "too much at once" in sent.text][1:] == []


@each_service
def test_messages_are_answered_in_their_order(mother: MessagingMother, assistant: Door) -> None:
    said = [f"hello number {number}" for number in range(8)]
    for text in said:
        assert mother.services.post(mother.service, mother.phone.event("words", text)).status == 200
    mother.services.idle(mother.service)
    history = asyncio.run(assistant.history(mother.conversation)).messages
    assert [message["text"] for message in history if message["from"] == "user"] == said


def test_no_channel_can_claim_the_conversation_of_another(services: Services) -> None:
    same = {channel: services.channels[channel].conversation_of("4416329000001") for channel in PHONES}
    assert len(set(same.values())) == len(same)
    assert all(name.startswith(f"{channel}:") and "4416329" not in name for channel, name in same.items())
    client = Client(services.server.port)
    client.token = same["telegram"]
    assert client.call("GET", "/messages").status == 401


@pytest.mark.parametrize(
    ("service", "mood"),
    [
        ("telegram", Mood(429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 0.3}})),
        ("twilio", Mood(429, {"code": 20429, "status": 429}, {"Retry-After": "0.3"})),
        ("whatsapp", Mood(400, {"error": {"code": 131056, "type": "OAuthException"}})),
        ("messenger", Mood(400, {"error": {"code": 613, "type": "OAuthException"}})),
        ("slack", Mood(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "0.3"})),
        ("slack", Mood(200, {})),
        *(
            (service, mood)
            for service in PHONES
            for mood in (Mood(503, "oops"), Mood(302, headers={"Location": "/"}), Mood(200, "<html>"))
        ),
    ],
)
def test_a_service_that_asks_for_patience_gets_it(mother: MessagingMother, mood: Mood) -> None:
    mother.fake.moods.extend([mood])
    before = mother.fake.calls
    assert "I am doula" in texts(mother.says("hello"))
    assert mother.fake.calls == before + 2


@pytest.mark.parametrize(
    ("service", "mood", "calls"),
    [
        (
            "telegram",
            Mood(403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked"}),
            1,
        ),
        ("telegram", Mood(429, {"ok": False, "parameters": {"retry_after": 86_400}}), 1),
        ("twilio", Mood(400, {"code": 21610, "status": 400}), 1),
        ("whatsapp", Mood(400, {"error": {"code": 131047}}), 1),
        ("messenger", Mood(403, {"error": {"code": 551}}), 1),
        ("slack", Mood(200, {"ok": False, "error": "token_revoked"}), 1),
        *((service, mood, 4) for service in PHONES for mood in (Mood(500, "oops"), Mood(302), Mood(200))),
    ],
)
def test_giving_up_is_logged_without_her_words_or_ours(
    mother: MessagingMother, mood: Mood, calls: int, caplog: Any
) -> None:
    mother.fake.mood, before = mood, mother.fake.calls
    assert mother.says("hello, I am Ottoline Brackwater") == []
    assert mother.fake.calls == before + calls
    assert f"{mother.service}: gave up sending a message: {mood.status}" in caplog.text
    assert "Ottoline" not in caplog.text and "doula," not in caplog.text
    assert str(mother.phone.person) not in caplog.text
    mother.fake.mood = None
    assert mother.says("hello")


def test_a_pressed_button_in_telegram_is_told_that_it_was_heard(services: Services) -> None:
    mother, fake = MessagingMother(services, "telegram"), services.fakes["telegram"]
    mother.says(NIGHT)
    mother.chooses("Warm enough")
    assert fake.heard[-1:] == ["4382bfdwdsb323b2d9"]  # type: ignore[attr-defined]


def test_an_album_in_telegram_is_told_of_once(services: Services) -> None:
    mother = MessagingMother(services, "telegram")
    assert [len(mother.does("album")) for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize("service", ["whatsapp", "messenger"])
def test_meta_is_answered_when_it_asks_who_is_here(services: Services, service: str) -> None:
    token = f"{service}-verify-0123456789"
    asked = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    answer = services.get(service, asked + token)
    assert (answer.status, answer.raw) == (200, b"1158201444")
    for wrong in (asked, asked + "guess", "", f"?hub.mode=other&hub.challenge=1&hub.verify_token={token}"):
        assert services.get(service, wrong).status == 403


def test_slack_is_answered_when_it_asks_who_is_here(services: Services) -> None:
    phone = PHONES["slack"]()
    asked = phone.sign(b'{"type": "url_verification", "token": "x", "challenge": "3eZbrw1a"}')
    assert services.post("slack", asked).raw == b"3eZbrw1a"
    assert services.post("slack", Hook(asked.body, {"Content-Type": "application/json"})).status == 403


@pytest.mark.parametrize("service", ["telegram", "twilio", "slack"])
def test_a_visit_to_a_webhook_is_refused(services: Services, service: str) -> None:
    assert services.get(service, "").status == 403


@pytest.mark.parametrize("age", [-301, 301, 86_400])
def test_slack_requests_of_another_time_are_refused(services: Services, age: int) -> None:

    mother = MessagingMother(services, "slack")
    hook = mother.phone.event("words", NIGHT, at=time.time() - age)
    assert services.post("slack", hook).status == 403
    assert mother.got == []


@pytest.mark.parametrize("stamp", ["", "now", "1e9", "9" * 5_000])
def test_slack_requests_without_a_proper_time_are_refused(services: Services, stamp: str) -> None:
    hook = PHONES["slack"]().event("words", NIGHT)
    assert (
        services.post("slack", Hook(hook.body, {**hook.headers, "X-Slack-Request-Timestamp": stamp})).status
        == 403
    )


@pytest.mark.parametrize("service", ["whatsapp", "messenger"])
def test_what_is_replayed_after_its_receipt_has_gone_is_too_old(mother: MessagingMother) -> None:

    assert mother.does("words", NIGHT, at=time.time() - 9 * 24 * 3600) == []


def test_twilio_signs_the_public_address_with_its_query(services: Services) -> None:
    phone = PHONES["twilio"]()
    fields = {"MessageSid": "SM77", "From": phone.sender, "Body": "hello", "NumMedia": "0"}

    signed = phone.form(urlencode(fields).encode(), fields, "https://bot.clinic.example/webhooks/twilio?a=1")  # type: ignore[attr-defined]
    assert services.post("twilio", signed).status == 403
    assert services.post("twilio", signed, "?a=1").status == 200
    services.idle("twilio")


def test_messages_of_one_whatsapp_batch_are_answered_by_their_time(
    services: Services, assistant: Door
) -> None:

    mother = MessagingMother(services, "whatsapp")
    late, early = (
        json.loads(mother.phone.event("words", text, at=time.time() - ago).body)
        for text, ago in (("later", 1), ("hello", 9))
    )
    late["entry"] += early["entry"]
    assert mother.sends(mother.phone.sign(json.dumps(late).encode()))
    history = asyncio.run(assistant.history(mother.conversation)).messages
    assert [message["text"] for message in history if message["from"] == "user"] == ["hello", "later"]
