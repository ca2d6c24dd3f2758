"""What all messaging services have in common: check, answer at once, work after, send patiently."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse, text

from doula import metrics
from doula.channels import delivery, request_ids
from doula.channels.choices import numbered
from doula.channels.delivery import Answer, Call, Delivery, Verdict
from doula.channels.door import Door, StoreDownError
from doula.channels.exchange import Exchange
from doula.channels.inbox import Inbox
from doula.channels.incoming import Arrival, Incoming
from doula.channels.outgoing import Outgoing
from doula.channels.pieces import split
from doula.channels.receipts import KEPT, ClaimedError, Receipts, mark
from doula.messages import Button, Responses
from doula.settings import secret, settings, value_of, variable

LAST_WORDS = 8.0  # seconds to answer what is waiting when the process is told to stop

Handler = Callable[[Sanic, Arrival], Awaitable[HTTPResponse]]

log = logging.getLogger(__name__)


class MessagingChannel(InputChannel):
    """Lets mothers talk to the assistant through a messaging service; a file for each says how it speaks."""

    needs: ClassVar[tuple[str, ...]]  # settings, all of them or the channel stays off
    api: ClassVar[str]  # where calls go
    longest_body: ClassVar[int] = 1_000_000  # bytes of a request
    proof_is_in_head: ClassVar[bool] = False  # then nothing of a forged body is read
    longest_text: ClassVar[int]  # of a message, in UTF-16 units
    longest_asking: ClassVar[int]  # of a message with buttons
    most_buttons: ClassVar[int] = 0  # more of them become numbered lines
    longest_title: ClassVar[int] = 0  # of a button
    longest_payload: ClassVar[int] = 0  # of a button, in bytes

    def __init__(self, secrets: Mapping[str, str], api: str | None = None, per_person: int = 60) -> None:
        self.secrets, self._per_minute = secrets, per_person
        self.api = api or type(self).api  # type: ignore[misc]

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> MessagingChannel:
        """Make the channel with the secrets in the environment and what credentials.yml says beside."""
        return cls({need: value_of(need) or "" for need in cls.needs}, **(credentials or {}))

    @classmethod
    def missing(cls) -> list[str]:
        """Return the variables that are not set and keep the channel off."""
        return [variable(need) for need in cls.needs if not value_of(need)]

    @classmethod
    def is_wanted(cls) -> bool:
        """Tell whether a secret of this channel's own is set."""
        return any(value_of(need) for need in cls.needs if need != "public_url")

    @classmethod
    def address(cls, server: str) -> str:
        """Return the address to give to the service; `server` serves unless DOULA_PUBLIC_URL is set."""
        return f"{settings().public_url or server}/webhooks/{cls.name()}"

    @abstractmethod
    def is_genuine(self, arrival: Arrival) -> bool:
        """Tell whether a request is the service's."""

    @abstractmethod
    def read(self, arrival: Arrival) -> list[Incoming]:
        """Return what people sent in a genuine request; raises ValueError."""

    @abstractmethod
    def call(self, to: str, message: Outgoing) -> Call:
        """Return the call that sends a message which fits."""

    def challenge(self, arrival: Arrival) -> str | None:  # noqa: ARG002 - for those who need it
        """Return the answer to a service that asks whether this address is ours, None to anything else."""
        return None

    def pressed(self, incoming: Incoming) -> Call | None:  # noqa: ARG002 - for those who need it
        """Return the call that tells the service that a button was heard, where it wants one."""
        return None

    def judge(self, answer: Answer) -> Verdict:
        """Return what the service's answer to a call means."""
        return delivery.judge(answer)

    def received(self) -> HTTPResponse:
        """Return the answer to a genuine request."""
        return text("")

    def plain(self, said: str) -> str:
        """Return a text without what the service would take for markup."""
        return said

    def fits(self, buttons: Sequence[Button]) -> bool:
        """Tell whether the service can show these as buttons of its own."""
        return fit(buttons, self.most_buttons, self.longest_title, self.longest_payload)

    def pieces(self, message: Outgoing, responses: Responses) -> Iterator[Outgoing]:
        """List the messages that fit: text in pieces, buttons below the last or as numbered lines."""
        said, buttons = message.text, message.buttons
        if buttons and not self.fits(buttons):
            said = f"{said}\n\n{responses.text('utter_messaging_numbers')}\n{numbered(buttons)}"
            buttons = ()
        *first, last = split(self.plain(said), self.longest_asking if buttons else self.longest_text)
        yield from map(Outgoing, first)
        yield Outgoing(last, buttons, responses.text("utter_messaging_choose"))

    @classmethod
    def conversation_of(cls, sender: str) -> str:
        """Return the name of a person's conversation; no other channel has such names."""
        return f"{cls.name()}:{mark(secret(), cls.name(), sender)[:32]}"

    @classmethod
    def sender_of(cls, person: str) -> str:
        """Return how the service names somebody whom people name by a number or an id."""
        return person

    def blueprint(self, _: object) -> Blueprint:
        """Return the routes, none while the channel is off."""
        routes = Blueprint(f"doula_{self.name()}")
        if missing := self.missing():
            if self.is_wanted():
                log.error("%s stays off: %s is not set", self.name(), ", ".join(missing))
            return routes
        for method, handle in (("GET", self._meet), ("POST", self._receive)):
            routes.add_route(partial(self._answer, handle), "/", methods=[method], stream=True, name=method)
        routes.listener("before_server_start")(self._open)
        routes.listener("after_server_stop")(self._finish)
        return routes

    async def _open(self, app: Sanic) -> None:
        app.ctx.delivery = getattr(app.ctx, "delivery", None) or Delivery()
        self._exchange: Exchange | None = None
        self._inbox = Inbox(self._work, self._per_minute)
        metrics.INBOX.labels(self.name()).set_function(self._inbox.waiting)
        self._order = asyncio.Lock()

    async def _work(self, person: str, incoming: Incoming) -> None:
        request_ids.current.set(incoming.request)
        if self._exchange:
            await self._exchange.serve(person, incoming)

    async def _finish(self, app: Sanic) -> None:
        """Answer what is waiting, all channels in the same few seconds; nothing more comes in."""
        app.ctx.last_words = getattr(app.ctx, "last_words", None) or time.monotonic() + LAST_WORDS
        await self._inbox.drain(max(0.0, app.ctx.last_words - time.monotonic()))
        await app.ctx.delivery.close()  # for all; a channel that still sends opens it again

    async def _answer(self, handle: Handler, request: Request) -> HTTPResponse:
        try:
            return await handle(request.app, await self._arrival(request))
        except PayloadTooLarge:
            return text("", 413)
        except ValueError:
            return text("", 400)
        except (StoreDownError, ClaimedError):
            return text("", 503)  # the service sends it again

    async def _meet(self, _: Sanic, arrival: Arrival) -> HTTPResponse:
        answer = self.challenge(arrival)
        return text("", 403) if answer is None else text(answer)

    async def _receive(self, app: Sanic, arrival: Arrival) -> HTTPResponse:
        if not self.is_genuine(arrival):
            return text("", 403)
        if (answer := self.challenge(arrival)) is not None:
            return text(answer)
        return await self._take(app, self.read(arrival))

    async def _arrival(self, request: Request) -> Arrival:
        query = f"?{request.query_string}" if request.query_string else ""
        headers = {name.lower(): value for name, value in request.headers.items()}
        arguments = {name: request.args.get(name) for name in request.args}
        head = Arrival(f"{self.address('')}{query}", headers, arguments, b"")
        if request.method == "GET" or (self.proof_is_in_head and not self.is_genuine(head)):
            return head
        return replace(head, body=await self._body(request))

    async def _body(self, request: Request) -> bytes:
        stream: Any = request.stream
        stream.request_max_size = self.longest_body
        await request.receive_body()  # type: ignore[no-untyped-call]
        return bytes(request.body)

    async def _take(self, app: Sanic, sent: Sequence[Incoming]) -> HTTPResponse:
        """Let what is new wait for its turn, in the order in which requests came."""
        recent = [incoming for incoming in sent if not incoming.sent or incoming.sent > time.time() - KEPT]
        exchange = self._exchange_of(app)
        if exchange is None or not self._inbox.has_room(len({incoming.sender for incoming in recent})):
            return text("", 503)
        receipts: Receipts = exchange.door.agent.tracker_store
        marks = {mark(secret(), self.name(), incoming.id): incoming for incoming in reversed(recent)}
        if marks:
            await self._admit(marks, receipts)
        return self.received()

    async def _admit(self, marks: dict[str, Incoming], receipts: Receipts) -> None:
        """Let what is new wait for its turn; from then on it is answered, and its claim is confirmed."""
        async with self._order:
            new = await receipts.claim(marks)
            for name, incoming in reversed(marks.items()):
                if name in new:
                    self._put(incoming)
            if new:
                await self._confirm(new, receipts)

    async def _confirm(self, marks: Collection[str], receipts: Receipts) -> None:
        """Confirm claims; if that fails, what is waiting is answered all the same and need not come again."""
        try:
            await receipts.confirm(marks)
        except StoreDownError:
            log.exception("%s: what came in is answered, and again if it should come again", self.name())

    def _put(self, incoming: Incoming) -> None:
        person = self.conversation_of(incoming.sender)
        if incoming.kind == "left":
            self._inbox.drop(person)
        else:
            self._inbox.put(person, replace(incoming, request=request_ids.current.get()))

    def _exchange_of(self, app: Sanic) -> Exchange | None:
        agent = getattr(app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return None
        if self._exchange is None or self._exchange.door.agent is not agent:
            self._exchange = Exchange(self, Door(agent), app.ctx.delivery)
        return self._exchange


def fit(buttons: Sequence[Button], most: int, longest_title: int, longest_payload: int) -> bool:
    """Tell whether buttons keep to a service's limits: how many, their titles, their payloads in bytes."""
    return len(buttons) <= most and all(
        len(button.title) <= longest_title and len(button.payload.encode()) <= longest_payload
        for button in buttons
    )


def same(given: str, wanted: str) -> bool:
    """Compare a secret in constant time; an empty one is nobody's."""
    return bool(wanted) and hmac.compare_digest(given.encode(errors="replace"), wanted.encode())
