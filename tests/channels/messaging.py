"""A server with all messaging services on, and mothers who write to it from their phones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import yaml

from doula.channels.delivery import Delivery
from doula.channels.door import Door
from doula.server import application
from doula.settings import settings
from tests.channels.fakes import FAKES, Fake, Sent
from tests.channels.phones import PHONES, SECRETS, Hook, Phone
from tests.channels.service import Answer, Client, Server

PAUSES = (0.01, 0.02, 0.04)
KINDS = {
    "telegram": "doula.channels.telegram.TelegramChannel",
    "twilio": "doula.channels.whatsapp_twilio.TwilioChannel",
    "whatsapp": "doula.channels.whatsapp_cloud.WhatsAppChannel",
    "messenger": "doula.channels.messenger.MessengerChannel",
    "slack": "doula.channels.slack.SlackChannel",
}


class Services:
    """The running server and the fakes around it."""

    def __init__(self, server: Server, fakes: dict[str, Fake]) -> None:
        self.server, self.fakes = server, fakes
        self.channels = {channel.name(): channel for channel in server.app.ctx.input_channels}

    def idle(self, service: str, seconds: float = 20) -> None:
        """Wait until everything that came in from a service is worked off."""
        end = time.monotonic() + seconds
        while self.channels[service]._inbox._waiting:
            assert time.monotonic() < end, f"{service} hangs"
            time.sleep(0.002)

    def post(self, service: str, hook: Hook, query: str = "") -> Answer:
        client = Client(self.server.port)
        return client.call("POST", f"/{service}{query}", hook.body, prefix="/webhooks", **hook.headers)

    def post_all(self, service: str, hooks: list[Hook]) -> list[int]:
        """Send many requests over one connection, as fast as they are taken, and return the statuses."""
        connection, statuses = HTTPConnection("127.0.0.1", self.server.port, timeout=20), []
        for hook in hooks:
            connection.request("POST", f"/webhooks/{service}", hook.body, hook.headers)
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
        connection.close()
        return statuses

    def get(self, service: str, query: str) -> Answer:
        return Client(self.server.port).call("GET", f"/{service}{query}", prefix="/webhooks")


@contextmanager
def served(door: Door, folder: Path) -> Iterator[Services]:
    """Serve with all services on, each with its fake."""
    fakes = {service: fake() for service, fake in FAKES.items()}
    named: dict[str, Any] = {KINDS[service]: {"api": fake.api} for service, fake in fakes.items()}
    credentials = folder / "credentials.yml"
    credentials.write_text(yaml.safe_dump({"doula.channels.web.WebChannel": {}, **named}))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SECRETS.items():
            patch.setenv(f"DOULA_{name.upper()}", value)
        patch.setattr(application, "CREDENTIALS", credentials)
        settings.cache_clear()
        server = Server(door)
        server.app.ctx.delivery = Delivery(PAUSES)
        with server:
            yield Services(server, fakes)
    settings.cache_clear()
    for fake in fakes.values():
        fake.close()


class MessagingMother:
    """A mother who writes to the assistant through a service."""

    def __init__(self, services: Services, service: str, phone: Phone | None = None) -> None:
        self.services, self.service = services, service
        self.phone = phone or PHONES[service]()
        self.fake = services.fakes[service]

    @property
    def got(self) -> list[Sent]:
        return self.fake.to(self.phone.sender)

    @property
    def conversation(self) -> str:
        sender = f"T0001 {self.phone.person}" if self.service == "slack" else self.phone.sender
        return str(self.services.channels[self.service].conversation_of(sender))

    def sends(self, hook: Hook) -> list[Sent]:
        """Send a request and return what she gets for it."""
        before = len(self.got)
        answer = self.services.post(self.service, hook)
        assert answer.status == 200, answer
        self.services.idle(self.service)
        return self.got[before:]

    def does(self, kind: str, text: str = "hello", **values: Any) -> list[Sent]:
        return self.sends(self.phone.event(kind, text, **values))

    def says(self, text: str) -> list[Sent]:
        return self.does("words", text)

    def chooses(self, title: str) -> list[Sent]:
        """Press the button with this title, or write it where there are no buttons."""
        asked = self.got[-1]
        if title not in asked.buttons:
            return self.says(title)
        return self.does("press", payload=asked.buttons[title], title=title)
