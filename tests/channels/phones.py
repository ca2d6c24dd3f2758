"""Mothers' phones: what each service would send to us for what she does, signed as the service signs it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

import yaml

PUBLIC = "https://bot.clinic.example"
SECRETS = {
    "public_url": PUBLIC,
    "telegram_token": "42:AAH-token",
    "telegram_secret": "telegram-secret-0123456789",
    "twilio_account": "AC00000000000000000000000000000001",
    "twilio_token": "twilio-token",
    "twilio_number": "+441632960000",
    "whatsapp_token": "EAAwhatsapp",
    "whatsapp_number": "106540352242922",
    "whatsapp_app_secret": "whatsapp-app-secret",
    "whatsapp_verify_token": "whatsapp-verify-0123456789",
    "messenger_token": "EAAmessenger",
    "messenger_app_secret": "messenger-app-secret",
    "messenger_verify_token": "messenger-verify-0123456789",
    "slack_token": "xoxb-slack",
    "slack_signing_secret": "slack-signing-secret",
}
_NUMBERS = count(1)


@dataclass(frozen=True)
class Hook:
    """A request that a service makes to our webhook."""

    body: bytes
    headers: dict[str, str]


@cache
def payloads(service: str) -> dict[str, Any]:
    """Return the recorded shapes of a service's events by what they are."""
    return yaml.safe_load(Path(__file__).with_name("payloads").joinpath(f"{service}.yml").read_text("utf-8"))


def fill(tree: Any, values: dict[str, Any]) -> Any:
    """Put values in the place of their $names."""
    if isinstance(tree, dict):
        return {key: fill(value, values) for key, value in tree.items()}
    if isinstance(tree, list):
        return [fill(value, values) for value in tree]
    if not isinstance(tree, str) or "$" not in tree:
        return tree
    name, *_ = [name for name in values if f"${name}" in tree] or [""]
    return values[name] if tree == f"${name}" else tree.replace(f"${name}", str(values[name]))


class Phone:
    """A person with an account at a service."""

    service: ClassVar[str]
    person: Any

    def __init__(self, person: int | None = None) -> None:
        self.person = self.account(person or next(_NUMBERS))

    @staticmethod
    def account(number: int) -> Any:
        return str(number)

    @property
    def sender(self) -> str:
        """Return how the service calls her when it speaks to us."""
        return str(self.person)

    def event(self, kind: str, text: str = "hello", at: float | None = None, **values: Any) -> Hook:
        """Return the request for something that she does."""
        number, now = next(_NUMBERS), time.time() if at is None else at
        values = {
            "person": self.person,
            "text": text,
            "id": f"id.{number}",
            "number": 10_000 + number,
            "now": int(now),
            "time": f"{int(now)}",
            "milliseconds": int(now * 1000),
            "room": f"D{self.person}",
            "album": f"{self.person}",
            **values,
        }
        return self.hook(fill(payloads(self.service)[kind], values), now)

    def hook(self, event: dict[str, Any], now: float | None = None) -> Hook:
        return self.sign(json.dumps(event["payload"]).encode(), now=now)

    def sign(self, body: bytes, kind: str = "application/json", now: float | None = None) -> Hook:
        return Hook(body, {"Content-Type": kind, **self.signature(body, now or time.time())})

    def signature(self, body: bytes, now: float) -> dict[str, str]:
        raise NotImplementedError


class TelegramPhone(Phone):
    service = "telegram"

    @staticmethod
    def account(number: int) -> int:
        return 5_000_000 + number

    def signature(self, body: bytes, now: float) -> dict[str, str]:
        return {"X-Telegram-Bot-Api-Secret-Token": SECRETS["telegram_secret"]}


class TwilioPhone(Phone):
    service = "twilio"

    @staticmethod
    def account(number: int) -> str:
        return f"+4416329{number:06}"

    @property
    def sender(self) -> str:
        return f"whatsapp:{self.person}"

    def hook(self, event: dict[str, Any], now: float | None = None) -> Hook:
        body = urlencode(event["payload"], errors="replace").encode()
        return self.form(body, event["payload"])

    def form(self, body: bytes, fields: dict[str, str], address: str = f"{PUBLIC}/webhooks/twilio") -> Hook:
        signed = address + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        digest = hmac.new(
            SECRETS["twilio_token"].encode(), signed.encode(errors="replace"), hashlib.sha1
        ).digest()
        headers = {"X-Twilio-Signature": base64.b64encode(digest).decode()}
        return Hook(body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def sign(self, body: bytes, kind: str = "", now: float | None = None) -> Hook:
        return self.form(body, dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True)))


class GraphPhone(Phone):
    def signature(self, body: bytes, now: float) -> dict[str, str]:
        key = SECRETS[f"{self.service}_app_secret"].encode()
        return {"X-Hub-Signature-256": f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"}


class WhatsAppPhone(GraphPhone):
    service = "whatsapp"

    @staticmethod
    def account(number: int) -> str:
        return f"44163296{number:06}"


class MessengerPhone(GraphPhone):
    service = "messenger"

    @staticmethod
    def account(number: int) -> str:
        return f"2470000{number}"


class SlackPhone(Phone):
    service = "slack"

    @staticmethod
    def account(number: int) -> str:
        return f"U{number:08}"

    @property
    def sender(self) -> str:
        return f"D{self.person}"

    def hook(self, event: dict[str, Any], now: float | None = None) -> Hook:
        if "form" not in event:
            return super().hook(event, now)
        body = urlencode({"payload": json.dumps(event["form"]["payload"])}).encode()
        return self.sign(body, "application/x-www-form-urlencoded", now)

    def signature(self, body: bytes, now: float) -> dict[str, str]:
        stamp = str(int(now))
        signed = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(SECRETS["slack_signing_secret"].encode(), signed, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


PHONES: dict[str, type[Phone]] = {
    phone.service: phone for phone in (TelegramPhone, TwilioPhone, WhatsAppPhone, MessengerPhone, SlackPhone)
}


def recorded() -> Iterator[tuple[str, str]]:
    """List every recorded event: its service and its name."""
    for service in PHONES:
        yield from ((service, kind) for kind in payloads(service))
