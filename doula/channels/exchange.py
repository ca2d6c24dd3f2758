"""One message from a messaging service: through the door, and what comes of it sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from doula.channels.choices import chosen
from doula.channels.delivery import Call, Delivery
from doula.channels.door import FAILURE, Door, Turn
from doula.channels.incoming import Incoming
from doula.channels.outgoing import Outgoing, open_list, outgoing
from doula.channels.wording import clean
from doula.messages import Responses

if TYPE_CHECKING:
    from doula.channels.messaging import MessagingChannel

TURNS_AT_ONCE = 2  # of a channel: others, and mothers on the web page, are not made to wait
LONGEST_CHOICE = 80  # characters of what may be the answer to a list
STOP = "stop"  # what she would write to end a check-in
URGENT = ("urgent", "check_urgent")

log = logging.getLogger(__name__)


class Exchange:
    """Answers what people sent; something always comes out."""

    def __init__(self, channel: MessagingChannel, door: Door, delivery: Delivery) -> None:
        self._channel, self.door, self._delivery = channel, door, delivery
        self._responses = Responses(door.agent.domain.responses)
        self._turns = asyncio.Semaphore(TURNS_AT_ONCE)

    async def serve(self, conversation: str, incoming: Incoming) -> None:
        """Answer one message; raises nothing, and logs no words."""
        try:
            async with self._turns:
                replies = await self._replies(conversation, incoming)
            for call in self._calls(incoming, replies):
                if not await self._make(call):
                    break  # what follows would stand without what it follows
            if incoming.kind == "press" and (heard := self._channel.pressed(incoming)):
                await self._make(heard)
        except Exception:
            log.exception("%s: a reply could not be sent", self._channel.name())

    async def _replies(self, conversation: str, incoming: Incoming) -> list[Outgoing]:
        try:
            return [*await self._reply(conversation, incoming)]
        except Exception:
            log.exception("%s: a message could not be answered", self._channel.name())
            return [self._say(FAILURE)]

    async def _reply(self, conversation: str, incoming: Incoming) -> list[Outgoing]:
        if incoming.kind == "flood":
            return [self._say("utter_messaging_too_many")]
        if incoming.kind == "start":
            return outgoing(await self._start(conversation, incoming.text), self._responses)
        if incoming.kind == "stop":
            return await self._stop(conversation)
        if incoming.unread and not clean(incoming.text):
            return [self._say("utter_messaging_text_only")]
        text = incoming.text if incoming.kind == "press" else await self._meant(conversation, incoming.text)
        turn = await self.door.receive(conversation, text, self._channel.name())
        return [*outgoing(turn.messages, self._responses), *self._remarks(turn, incoming)]

    async def _start(self, conversation: str, word: str) -> list[dict[str, Any]]:
        """Greet her, unless the word that she starts with tells of danger."""
        heard = await self.door.overhear(conversation, word, self._channel.name())
        return heard or await self.door.open(conversation, self._channel.name())

    async def _meant(self, conversation: str, text: str) -> str:
        """Return the payload that an answer to an open list of numbered lines means, or the text as it is."""
        if len(text) > LONGEST_CHOICE:
            return text
        buttons = open_list(await self.door.latest(conversation))
        choice = None if self._channel.fits(buttons) else chosen(text, buttons)
        return choice.payload if choice else text

    async def _stop(self, conversation: str) -> list[Outgoing]:
        """End what is going on and say so, unless stopping leaves a danger sign that must be spoken of."""
        turn = await self.door.receive(conversation, STOP, self._channel.name())
        urgent = [message for message in turn.messages if message["outcome"] in URGENT]
        return outgoing(urgent, self._responses) or [self._say("utter_messaging_stopped")]

    def _remarks(self, turn: Turn, incoming: Incoming) -> Iterator[Outgoing]:
        """Say what the chat itself calls for; nothing stands beside an urgent message."""
        if turn.slots.get("forgotten"):
            yield self._say("utter_messaging_forgotten")
        if incoming.unread and not any(message["outcome"] in URGENT for message in turn.messages):
            yield self._say("utter_messaging_text_only")

    def _calls(self, incoming: Incoming, replies: list[Outgoing]) -> Iterator[Call]:
        for reply in replies:
            for piece in self._channel.pieces(reply, self._responses):
                yield self._channel.call(incoming.to, piece)

    def _say(self, response: str) -> Outgoing:
        return Outgoing(self._responses.text(response))

    async def _make(self, call: Call) -> bool:
        return await self._delivery.make(call, self._channel.judge, self._channel.name())
