"""A real server on a free port, and a client that speaks plain HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from doula.channels.door import Door


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
        """Return the whole conversation, part by part from its end."""
        part = self.call("GET", "/messages").body
        said = part["messages"]
        while earlier := part.get("earlier"):
            part = self.call("GET", f"/messages?before={earlier}").body
            said = part["messages"] + said
        return said


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
        self._loop.run_until_complete(self._serving.before_stop())
        self._loop.run_until_complete(self._serving.after_stop())
        self._loop.close()

    async def _start(self) -> None:
        server = await self.app.create_server(sock=self._socket, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.after_start()
        self._serving = server
        self._ready.set()
