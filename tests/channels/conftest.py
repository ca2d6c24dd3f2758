"""A tiny assistant behind a real server on a free port, and a client that speaks plain HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from doula.channels.door import Door
from doula.knowledge import KnowledgeBase
from doula.server import logs
from doula.settings import settings

TINY = Path(__file__).parent / "tiny"
NIGHT = "why do my legs cramp at night"
NIGHT_BUTTON = '/inform{"timing": "night"}'


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    logs.configure()


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from rasa.model_training import train

    out = str(tmp_path_factory.mktemp("tiny"))
    trained = train(str(TINY / "domain.yml"), str(TINY / "config.yml"), str(TINY / "data"), out)
    return Path(trained.model)


@pytest.fixture
def store(tmp_path: Path) -> Any:
    from doula.server.tracker_store import ConversationStore

    return ConversationStore(host=f"sqlite:///{tmp_path}/conversations.db")


@pytest.fixture
def tiny_door(tiny_model: Path, store: Any, monkeypatch: pytest.MonkeyPatch) -> Door:
    from doula.server.actions import InProcessActions
    from doula.server.assistant import load_assistant

    if str(TINY) not in sys.path:
        monkeypatch.syspath_prepend(TINY)
    return load_assistant(tiny_model, store, InProcessActions("tiny_actions"))


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


class Client:
    """One visitor of the web channel."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.token: str | None = None

    def call(
        self, method: str, path: str, body: Any = None, *, prefix: str = "/webhooks/web", **headers: str
    ) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, prefix + path, body, sent)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def start(self) -> Answer:
        started = self.call("POST", "/sessions")
        self.token = started.body["token"]
        return started

    def says(self, text: str) -> list[dict[str, Any]]:
        return self.call("POST", "/messages", {"text": text}).body["messages"]

    def presses(self, payload: str) -> list[dict[str, Any]]:
        return self.call("POST", "/messages", {"payload": payload}).body["messages"]

    def history(self) -> list[dict[str, Any]]:
        return self.call("GET", "/messages").body["messages"]


class Server:
    """The application on a port of its own, in a thread."""

    def __init__(self, door: Door) -> None:
        from sanic import Sanic

        from doula.server.application import application

        Sanic.test_mode = True
        self.app = application(door, f"doula_{id(door)}")
        self._loop = asyncio.new_event_loop()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._loop.run_forever()
        self._loop.close()

    async def _start(self) -> None:
        server = await self.app.create_server(sock=self._socket, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.after_start()
        self._ready.set()


@pytest.fixture
def web_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DOULA_DATABASE_URL", f"sqlite:///{tmp_path}/knowledge.db")
    monkeypatch.setenv("DOULA_SECRET", "s" * 40)
    monkeypatch.setenv("DOULA_ALLOWED_ORIGINS", "https://clinic.example")
    settings.cache_clear()
    KnowledgeBase.connect(settings().database_url).migrate()
    yield
    settings.cache_clear()


@pytest.fixture
def server(tiny_door: Door, web_settings: None) -> Iterator[Server]:
    with Server(tiny_door) as running:
        yield running


@pytest.fixture
def visitor(server: Server) -> Client:
    return Client(server.port)


@pytest.fixture
def client(visitor: Client) -> Client:
    visitor.start()
    return visitor
