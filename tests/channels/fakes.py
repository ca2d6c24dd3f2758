"""Fakes of the services: real HTTP servers that take only what the documentation says they take."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from tests.channels.phones import SECRETS


@dataclass(frozen=True)
class Sent:
    """A message that a service was given for a person."""

    to: str
    text: str
    buttons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mood:
    """How a service answers once: with which status (0: not at all), headers and body, after how long."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200

    def handle_error(self, *_: Any) -> None:
        """Say nothing when a client has gone."""


class Fake:
    """A service that keeps what it was sent, and what was wrong with it."""

    service: ClassVar[str]
    base: ClassVar[str] = ""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.wrong: list[str] = []
        self.calls = 0
        self.paths: set[str] = set()
        self.moods: deque[Mood] = deque()
        self.mood: Mood | None = None
        self.awake = threading.Event()  # until it is set, calls in a mood without a status hang
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{self.base}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def to(self, person: str) -> list[Sent]:
        return [sent for sent in self.sent if sent.to == person]

    def take(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Mood:
        """Return the answer to a call, and keep it if it is right."""
        self.calls += 1
        self.paths.add(path)
        mood = self.moods.popleft() if self.moods else self.mood
        if mood:
            time.sleep(mood.after)
            if mood.status:
                return mood
            self.awake.wait(60)
        try:
            assert method == "POST", method
            return Mood(200, self.check(path.removeprefix(self.base), headers, body))
        except (AssertionError, KeyError, ValueError, TypeError) as error:
            self.wrong.append(
                f"{type(error).__name__}: {error} in {path} {body.decode(errors='replace')[:500]}"
            )
            return Mood(400, {"error": {"code": 100, "message": "wrong"}, "ok": False})

    def check(self, path: str, headers: dict[str, str], body: bytes) -> Any:
        raise NotImplementedError

    def json(self, headers: dict[str, str], body: bytes) -> Any:
        assert headers["content-type"].split(";")[0] == "application/json"
        return json.loads(body)

    def keep(self, sent: Sent, longest: int) -> None:
        assert sent.text.strip() and len(sent.text.encode("utf-16-le")) // 2 <= longest, len(sent.text)
        self.sent.append(sent)

    def _handler(fake) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                mood = fake.take(self.command, self.path, headers, body)
                told = json.dumps(mood.body).encode()
                self.send_response(mood.status)
                for name, value in {"Content-Type": "application/json", **mood.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


class FakeTelegram(Fake):
    service = "telegram"

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def check(self, path: str, headers: dict[str, str], body: bytes) -> Any:
        match = re.fullmatch(r"/bot([^/]+)/(sendMessage|answerCallbackQuery)", path)
        assert match and match[1] == SECRETS["telegram_token"], path
        told = self.json(headers, body)
        if match[2] == "answerCallbackQuery":
            assert told.keys() == {"callback_query_id"} and told["callback_query_id"]
            self.heard.append(told["callback_query_id"])
            return {"ok": True, "result": True}
        assert isinstance(told["chat_id"], int) and "parse_mode" not in told
        assert told.keys() <= {"chat_id", "text", "link_preview_options", "reply_markup"}
        rows = told.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
        buttons = {button["text"]: button["callback_data"] for row in rows for button in row}
        assert all(title and 1 <= len(data.encode()) <= 64 for title, data in buttons.items()), buttons
        self.keep(Sent(str(told["chat_id"]), told["text"], buttons), 4096)
        return {"ok": True, "result": {"message_id": len(self.sent), "text": told["text"]}}


class FakeTwilio(Fake):
    service = "twilio"
    base = "/2010-04-01"

    def check(self, path: str, headers: dict[str, str], body: bytes) -> Any:
        account, token = SECRETS["twilio_account"], SECRETS["twilio_token"]
        assert path == f"/Accounts/{account}/Messages.json", path
        login = base64.b64encode(f"{account}:{token}".encode()).decode()
        assert headers["authorization"] == f"Basic {login}"
        assert headers["content-type"].split(";")[0] == "application/x-www-form-urlencoded"
        form = dict(parse_qsl(body.decode(), strict_parsing=True))
        assert form.keys() == {"From", "To", "Body"}
        assert form["From"] == f"whatsapp:{SECRETS['twilio_number']}"
        assert re.fullmatch(r"whatsapp:\+\d{6,15}", form["To"]), form["To"]
        self.keep(Sent(form["To"], form["Body"]), 1600)
        return {"sid": f"SM{len(self.sent)}", "status": "queued", "error_code": None}


class FakeWhatsApp(Fake):
    service = "whatsapp"
    base = "/v25.0"

    def check(self, path: str, headers: dict[str, str], body: bytes) -> Any:
        assert path == f"/{SECRETS['whatsapp_number']}/messages", path
        assert headers["authorization"] == f"Bearer {SECRETS['whatsapp_token']}"
        told = self.json(headers, body)
        assert told["messaging_product"] == "whatsapp" and told["recipient_type"] == "individual"
        assert isinstance(told["to"], str) and told["to"]
        if told["type"] == "text":
            assert told["text"].keys() == {"preview_url", "body"}
            self.keep(Sent(told["to"], told["text"]["body"]), 4096)
        else:
            assert told["type"] == "interactive"
            self.keep(
                Sent(told["to"], told["interactive"]["body"]["text"], self._asked(told["interactive"])), 1024
            )
        return {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{len(self.sent)}"}]}

    def _asked(self, asked: dict[str, Any]) -> dict[str, str]:
        if asked["type"] == "button":
            replies = [button["reply"] for button in asked["action"]["buttons"]]
            assert all(button["type"] == "reply" for button in asked["action"]["buttons"])
            most, title, name = 3, 20, 256
        else:
            assert asked["type"] == "list" and 1 <= len(asked["action"]["button"]) <= 20
            replies = [row for section in asked["action"]["sections"] for row in section["rows"]]
            most, title, name = 10, 24, 200
        assert 1 <= len(replies) <= most
        assert all(1 <= len(r["title"]) <= title and 1 <= len(r["id"]) <= name for r in replies), replies
        assert len({reply["id"] for reply in replies}) == len({r["title"] for r in replies}) == len(replies)
        return {reply["title"]: reply["id"] for reply in replies}


class FakeMessenger(Fake):
    service = "messenger"
    base = "/v25.0"

    def check(self, path: str, headers: dict[str, str], body: bytes) -> Any:
        assert path == "/me/messages", path
        assert headers["authorization"] == f"Bearer {SECRETS['messenger_token']}"
        told = self.json(headers, body)
        assert told.keys() == {"recipient", "messaging_type", "message"}
        assert told["messaging_type"] == "RESPONSE" and told["recipient"].keys() == {"id"}
        replies = told["message"].get("quick_replies", [])
        assert len(replies) <= 13
        for reply in replies:
            assert reply["content_type"] == "text" and 1 <= len(reply["title"]) <= 20, reply
            assert 1 <= len(reply["payload"]) <= 1000
        buttons = {reply["title"]: reply["payload"] for reply in replies}
        self.keep(Sent(told["recipient"]["id"], told["message"]["text"], buttons), 2000)
        return {"recipient_id": told["recipient"]["id"], "message_id": f"m_{len(self.sent)}"}


class FakeSlack(Fake):
    service = "slack"
    base = "/api"

    def check(self, path: str, headers: dict[str, str], body: bytes) -> Any:
        assert path == "/chat.postMessage", path
        assert headers["authorization"] == f"Bearer {SECRETS['slack_token']}"
        told = self.json(headers, body)
        assert told.keys() <= {"channel", "text", "mrkdwn", "unfurl_links", "unfurl_media", "blocks"}
        assert told["mrkdwn"] is False and told["channel"].startswith("D")
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", told["text"])
        buttons: dict[str, str] = {}
        if "blocks" in told:
            section, actions = told["blocks"]
            assert section["type"] == "section" and section["text"]["type"] == "plain_text"
            assert len(section["text"]["text"]) <= 3000
            assert actions["type"] == "actions" and 1 <= len(actions["elements"]) <= 25
            assert len({element["action_id"] for element in actions["elements"]}) == len(actions["elements"])
            for element in actions["elements"]:
                assert element["type"] == "button" and element["text"]["type"] == "plain_text"
                assert 1 <= len(element["text"]["text"]) <= 75 and len(element["value"]) <= 2000
            buttons = {element["text"]["text"]: element["value"] for element in actions["elements"]}
        self.keep(Sent(told["channel"], told["text"], buttons), 4000)
        return {"ok": True, "channel": told["channel"], "ts": "1.2"}


FAKES: dict[str, type[Fake]] = {
    fake.service: fake for fake in (FakeTelegram, FakeTwilio, FakeWhatsApp, FakeMessenger, FakeSlack)
}
