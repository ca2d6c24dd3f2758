"""The web channel: sessions, messages, history, feedback, deletion."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from doula.channels import problems, tokens
from doula.channels.addresses import asker
from doula.channels.bodies import LONGEST_BODY, Feedback, feedback_in, place_in, said_in
from doula.channels.door import Door
from doula.channels.headers import protect
from doula.channels.limits import Crowd, Limit
from doula.channels.problems import Problem
from doula.channels.transcript import asked_before
from doula.knowledge import Asker, AwaitedKnowledge, KnowledgeBase
from doula.settings import secret, settings

READING_AT_ONCE = 2  # requests that read one conversation

_METHODS = {
    "/sessions": "POST, DELETE",
    "/messages": "GET, POST",
    "/feedback": "POST",
    "/openapi.json": "GET",
}

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class WebChannel(InputChannel):
    """Lets web pages talk to the assistant."""

    def __init__(
        self, per_conversation: int = 60, per_address: int = 3_000, starts_per_address: int = 200
    ) -> None:
        self._per_conversation, self._opinions = (
            Limit(burst=max(1, per_conversation // 2), per_minute=per_conversation) for _ in range(2)
        )
        self._starts = Limit(burst=max(1, starts_per_address // 2), per_minute=starts_per_address)
        self._per_address = Limit(burst=max(1, per_address // 10), per_minute=per_address)
        self._reading = Crowd(READING_AT_ONCE)
        self._door: Door | None = None

    @classmethod
    def name(cls) -> str:
        """Return the part of the address that stands for this channel."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:
        """Make the channel with the limits in credentials.yml, in requests a minute."""
        return cls(**(credentials or {}))

    def blueprint(self, _: object) -> Blueprint:
        """Return the routes; Rasa's own handler is not used, it would answer failures with silence."""
        self._secret, self._origins = secret(), settings().allowed_origins
        self._knowledge = AwaitedKnowledge.connect(settings().database_url)
        self._description = yaml.safe_load(Path(__file__).with_name("openapi.yml").read_text("utf-8"))
        routes = Blueprint("doula_web")
        for method, path, handler in self._calls():
            routes.add_route(partial(self._serve, handler), path, methods=[method], name=f"{method}{path}")
        routes.listener("before_server_start")(self._guard)
        return routes

    async def _guard(self, app: Sanic) -> None:
        app.config.REQUEST_MAX_SIZE = LONGEST_BODY
        app.error_handler.add(Exception, self._answer)

    async def _serve(self, handler: Handler, request: Request) -> HTTPResponse:
        try:
            _keep_to(self._per_address, asker(request))
            return protect(request, await handler(request), self._origins)
        except Exception as error:
            return self._answer(request, error)

    def _answer(self, request: Request, error: Exception) -> HTTPResponse:
        return protect(request, problems.answer(error), self._origins)

    def _calls(self) -> Iterator[tuple[str, str, Handler]]:
        yield "POST", "/sessions", self._start
        yield "DELETE", "/sessions", self._forget
        yield "GET", "/messages", self._history
        yield "POST", "/messages", self._receive
        yield "POST", "/feedback", self._feedback
        yield "GET", "/openapi.json", self._describe
        yield from (("OPTIONS", path, self._preflight) for path in _METHODS)

    async def _start(self, request: Request) -> HTTPResponse:
        _keep_to(self._starts, asker(request))
        token = tokens.issue(self._secret)
        messages = await self._door_of(request).open(token.conversation, self.name())
        body = {"token": token.text, "expires_at": token.expires_at.isoformat(), "messages": messages}
        return json(body, 201)

    async def _receive(self, request: Request) -> HTTPResponse:
        door, conversation = self._door_of(request), await self._conversation_of(request)
        _keep_to(self._per_conversation, conversation)
        said = said_in(request)
        turn = await door.receive(conversation, said.text, self.name(), said.id)
        return json({"messages": turn.messages})

    async def _history(self, request: Request) -> HTTPResponse:
        conversation, before = await self._conversation_of(request), place_in(request)
        with self._reading.join(conversation) as has_room:
            if not has_room:
                raise problems.too_many(1)
            page = await self._door_of(request).history(conversation, before)
        earlier = {} if page.earlier is None else {"earlier": str(page.earlier)}
        return json({"messages": page.messages, **earlier})

    async def _feedback(self, request: Request) -> HTTPResponse:
        conversation, feedback = await self._conversation_of(request), feedback_in(request)
        _keep_to(self._opinions, conversation)
        door = self._door_of(request)
        async with door.alone(conversation):
            await door.require(conversation)
            said = await door.history_until(conversation, feedback.message_id)
        if not said:
            raise Problem(422, "There is no such message in this conversation.")
        if feedback.comment:  # danger in it is answered, whether it can be kept or not
            await door.overhear(conversation, feedback.comment, self.name())
        asked = None if feedback.helpful else asked_before(feedback.message_id, said)
        async with door.alone(conversation):  # so that it is not deleted meanwhile
            await door.require(conversation)
            if await door.conversations.place_of(conversation, feedback.message_id) is None:
                raise Problem(422, "There is no such message in this conversation.")
            she = Asker(conversation, self._secret)
            await self._knowledge.write(partial(_keep, she=she, feedback=feedback, asked=asked))
        return empty()

    async def _forget(self, request: Request) -> HTTPResponse:
        conversation, door = await self._conversation_of(request), self._door_of(request)
        she = Asker(conversation, self._secret)
        async with door.alone(conversation):
            await self._knowledge.write(lambda base: base.forget(she))
            await door.conversations.revoke(conversation)
        return empty()

    async def _describe(self, _: Request) -> HTTPResponse:
        return json(self._description)

    async def _preflight(self, request: Request) -> HTTPResponse:
        path = "/" + request.path.rstrip("/").rsplit("/", 1)[-1]
        return empty(headers={"Allow": f"{_METHODS[path]}, OPTIONS"})

    def _door_of(self, request: Request) -> Door:
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise Problem(503, headers=problems.RETRY_SOON)
        if self._door is None or self._door.agent is not agent:
            self._door = Door(agent)
        return self._door

    async def _conversation_of(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        conversation = tokens.conversation_of(token.strip(), self._secret)
        if scheme.lower() != "bearer" or conversation is None:
            raise problems.unauthorized()
        await self._door_of(request).require(conversation)
        return conversation


def _keep(base: KnowledgeBase, she: Asker, feedback: Feedback, asked: str | None) -> None:
    is_first = base.add_feedback(she.conversation, feedback.message_id, feedback.helpful, feedback.comment)
    if is_first and asked:
        base.note_gap(asked, "unhelpful", settings().gap_days, she)


def _keep_to(limit: Limit, key: str) -> None:
    """Count one act; raises Problem if there were too many."""
    if seconds := limit.wait(key):
        raise problems.too_many(seconds)
