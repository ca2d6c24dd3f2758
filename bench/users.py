"""Made-up users: one speaks to doula's web channel, one to Rasa's REST channel."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Protocol

from aiohttp import ClientResponseError, ClientSession

Messages = list[dict[str, Any]]


class User(Protocol):
    """One person with one conversation at a time."""

    async def begin(self) -> Messages:
        """Begin a new conversation and return what greets her."""

    async def say(self, text: str) -> Messages:
        """Say something and return the replies; raises aiohttp.ClientError when there is none."""


class WebUser:
    """Speaks to doula: a token for each conversation, an id for each message."""

    def __init__(self, session: ClientSession, server: str) -> None:
        self._session, self._server = session, f"{server}/webhooks/web"
        self._token: dict[str, str] = {}
        self.held: Messages = []

    async def begin(self) -> Messages:
        """Ask for a token."""
        self.held = []
        started = await self._call("POST", "/sessions")
        self._token = {"Authorization": f"Bearer {started['token']}"}
        return self._hear(started["messages"])

    async def say(self, text: str) -> Messages:
        """Post a message."""
        sent = secrets.token_hex(16)
        self.held.append({"from": "user", "id": sent, "text": text})
        replied = await self._call("POST", "/messages", {"text": text, "id": sent})
        return self._hear(replied["messages"])

    async def transcript(self) -> Messages:
        """Return the conversation as the server keeps it, read part by part from its end."""
        part = await self._call("GET", "/messages")
        kept: Messages = part["messages"]
        while earlier := part.get("earlier"):
            part = await self._call("GET", f"/messages?before={earlier}")
            kept = part["messages"] + kept
        return kept

    def _hear(self, messages: Messages) -> Messages:
        self.held += [{**message, "from": "assistant"} for message in messages]
        return messages

    async def _call(self, method: str, path: str, body: Any = None) -> Any:
        async with self._session.request(
            method, self._server + path, json=body, headers=self._token
        ) as answer:
            answer.raise_for_status()
            return await answer.json()


class RestUser:
    """Speaks to Rasa's REST channel: a sender for each conversation, no token."""

    def __init__(self, session: ClientSession, server: str) -> None:
        self._session, self._address = session, f"{server}/webhooks/rest/webhook"
        self._sender = ""

    async def begin(self) -> Messages:
        """Choose a new sender; nobody greets her."""
        self._sender = secrets.token_hex(16)
        return []

    async def say(self, text: str) -> Messages:
        """Post a message; no reply, which is how this channel says that it failed, is an error."""
        async with self._session.post(
            self._address, json={"sender": self._sender, "message": text}
        ) as answer:
            answer.raise_for_status()
            messages: Messages = await answer.json()
        if not messages:
            raise ClientResponseError(answer.request_info, (), message="no reply")
        return messages


MakeUser = Callable[[ClientSession, str], User]
