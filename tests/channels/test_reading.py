"""Every recorded event of every service is read as what it is."""

from __future__ import annotations

import time
from typing import Any

import pytest
from rasa.shared.utils.common import class_from_module_path

from doula.channels.incoming import Arrival
from doula.channels.messaging import MessagingChannel
from doula.channels.outgoing import Outgoing
from doula.messages import Button
from tests.channels.messaging import KINDS
from tests.channels.phones import PHONES, SECRETS, Phone, fill, payloads, recorded

YES = Button("Yes", "/affirm")


def channel(service: str) -> MessagingChannel:
    kind: Any = class_from_module_path(KINDS[service])
    return kind(SECRETS)


def arrival(phone: Phone, kind: str) -> Arrival:
    hook = phone.event(
        kind,
        "why < & > me?" if phone.service != "slack" else "why &lt; &amp; &gt; me?",
        payload="/affirm",
        title="Yes",
    )
    return Arrival("https://x", {name.lower(): value for name, value in hook.headers.items()}, {}, hook.body)


@pytest.mark.parametrize(("service", "kind"), [*recorded()])
def test_an_event_is_read_as_what_it_is(service: str, kind: str) -> None:
    phone = PHONES[service]()
    wanted = payloads(service)[kind]["reads"]
    found = channel(service).read(arrival(phone, kind))
    assert len(found) == len(wanted)
    for incoming, told in zip(found, wanted, strict=True):
        text = "/affirm" if told.get("text") == "$payload" else "why < & > me?"
        expected = fill(told, {"text": text, "payload": text})
        assert incoming.kind == expected.get("kind", "words")
        assert incoming.text == expected.get("text", "")
        assert incoming.unread is expected.get("unread", False)
        assert incoming.to == phone.sender and str(phone.person) in incoming.sender
        assert incoming.sent == 0 or abs(incoming.sent - time.time()) < 5


@pytest.mark.parametrize("service", PHONES)
def test_two_events_have_two_names_and_one_sent_again_has_one(service: str) -> None:
    phone = PHONES[service]()
    first, second = arrival(phone, "words"), arrival(phone, "words")
    names = [one.id for event in (first, first, second) for one in channel(service).read(event)]
    assert names[0] == names[1] != names[2]


@pytest.mark.parametrize("service", PHONES)
def test_more_or_longer_buttons_than_the_service_has_room_for_do_not_fit(service: str) -> None:
    fits = channel(service).fits
    assert fits([YES]) is (service != "twilio")
    assert not fits([Button(f"{n}", f"/{n}") for n in range(30)])
    assert not fits([Button("y" * 80, "/affirm")])
    assert not fits([Button("Yes", "/" + "é" * 1_100)])


@pytest.mark.parametrize(
    ("service", "said", "shown"),
    [
        ("telegram", "a < b & *c* _d_", "a < b & *c* _d_"),
        ("slack", "a < b & *c* _d_", "a &lt; b &amp; *c* _d_"),
        ("twilio", "*bold* and 2 * 3 and ~no~ `x` a_b_c", "∗bold∗ and 2 * 3 and ∼no∼ ˋxˋ a_b_c"),
        ("whatsapp", "_so_ https://x.example/a_b", "＿so＿ https://x.example/a_b"),
        ("messenger", "```code```", "ˋˋˋcodeˋˋˋ"),
    ],
)
def test_nothing_of_a_text_is_taken_for_markup(service: str, said: str, shown: str) -> None:
    asked = channel(service)
    call: Any = asked.call("7", Outgoing(asked.plain(said)))
    body = call.json or call.form
    texts = {
        "twilio": lambda: body["Body"],
        "whatsapp": lambda: body["text"]["body"],
        "messenger": lambda: body["message"]["text"],
    }
    assert texts.get(service, lambda: body["text"])() == shown


def test_secrets_stand_in_no_address_but_telegrams() -> None:
    for service in PHONES:
        call = channel(service).call("7", Outgoing("hello"))
        hidden = [value for name, value in SECRETS.items() if "token" in name or "secret" in name]
        assert service == "telegram" or not any(value in call.url for value in hidden)
