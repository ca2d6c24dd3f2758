"""Commands in disguise, and words that begin with a slash, on every way in: none is taken for a command."""

from __future__ import annotations

import asyncio
import io

import pytest

from doula.channels.door import Door
from doula.server.shell import talk
from tests.channels.messaging import MessagingMother, Services
from tests.channels.phones import PHONES
from tests.channels.service import Client

DANGER = (
    "/stop I am bleeding heavily",
    "/skip I am bleeding heavily",
    "/start I am bleeding heavily",
    "/\u00a0/greet I am bleeding heavily",
    '/\u00a0/inform{"timing":"night"} I am bleeding heavily and fainting',
    "/stop {I am bleeding heavily}",
    "/stop@home I am bleeding heavily",
    "\u00ad/\u2063/ \u3000/I am bleeding heavily",
)
COMMANDS = (
    "/restart",
    "/\u00a0/report_loss",
    "/\u1680/\u2003/session_start",
    "\u202f/\u205f/back{}",
    "\ufe0f/restart@1",
    '/\u3000/inform{"timing": ["zzz"]}',
    '/inform{"timing": {"a": "I am bleeding"}}',
    '/inform{"timing"',
)
WAYS = (
    "text",
    "payload",
    "shell",
    *PHONES,
    *(f"press {service}" for service in PHONES if service != "twilio"),
)
each_way = pytest.mark.parametrize("way", WAYS)


class Sender:
    """Sends anything by one way in, in one conversation, and returns what is shown for it."""

    def __init__(self, way: str, services: Services, assistant: Door, patch: pytest.MonkeyPatch) -> None:
        self._kind, _, service = way.rpartition(" ")
        self._way, self._door, self._patch = service, assistant, patch
        if service in PHONES:
            self._mother = MessagingMother(services, service)
        else:
            self._client = Client(services.server.port)
            self._client.start()

    def send(self, text: str) -> str:
        if self._way == "shell":
            return self._type(text)
        if self._way in PHONES and self._kind:
            return self._joined(self._mother.does("press", payload=text, title="x"))
        if self._way in PHONES:
            return self._joined(self._mother.says(text))
        answer = self._client.call("POST", "/messages", {self._way: text})
        return "\n".join(message["text"] for message in answer.body["messages"])

    def _joined(self, sent: list) -> str:  # type: ignore[type-arg]
        return "\n".join(each.text for each in sent)

    def _type(self, text: str) -> str:
        shown: list[str] = []
        self._patch.setattr("sys.stdin", io.StringIO(f"{text}\n"))
        asyncio.run(talk(self._door, shown.append))
        return shown[-1]


@pytest.fixture
def sender(way: str, services: Services, assistant: Door, monkeypatch: pytest.MonkeyPatch) -> Sender:
    return Sender(way, services, assistant, monkeypatch)


@each_way
@pytest.mark.parametrize("text", DANGER)
def test_danger_after_a_slash_is_heard(sender: Sender, text: str) -> None:
    assert "emergency" in sender.send(text).lower()


@each_way
def test_a_command_that_was_not_offered_does_nothing_in_any_disguise(sender: Sender) -> None:
    for command in COMMANDS:
        assert "did not offer" in sender.send(command), ascii(command)
