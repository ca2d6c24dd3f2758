"""The one door for every way in: what a mother sends goes through here, and a reply always comes out."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, get_args

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from doula import metrics
from doula.channels.conversations import Conversations
from doula.channels.sessions import begin
from doula.channels.transcript import (
    CONTENT,
    TITLE,
    Page,
    content_of,
    messages_since,
    outcome_since,
    refusal_id,
    replies_to,
    title_of,
    transcript,
)
from doula.channels.wording import LONGEST_TEXT, Refusal, as_words, clean, is_command
from doula.clinical import ContentError

FAILURE = "utter_fallback_failure"
ALARMING = ("report_danger", "check_danger", "report_loss", "triage_failed")
RESPONSES = (FAILURE, *(f"utter_fallback_{refusal}" for refusal in get_args(Refusal)))

log = logging.getLogger(__name__)


class StoreDownError(Exception):
    """Raised when conversations cannot be read or written now; nothing was answered."""


class RevokedError(Exception):
    """Raised when a conversation was deleted for good."""


@dataclass(frozen=True)
class Turn:
    """One thing a mother sent and everything that came of it."""

    text: str
    intent: dict[str, Any] = field(default_factory=lambda: {"name": None, "confidence": 0.0})
    entities: list[dict[str, Any]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    ms: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the turn as the outside sees it."""
        return asdict(self)


@dataclass(frozen=True)
class _Admitted:
    """What is let in of what she sent: her words, or the payload of a button with this title, or neither."""

    text: str = ""
    title: str | None = None
    refusal: Refusal | None = None


class _Silent(OutputChannel):
    """Sends nothing: replies are read from the conversation's events."""

    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        pass


class Door:
    """Lets mothers talk to a loaded agent."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        _unwrap(agent)
        missing = [name for name in RESPONSES if name not in agent.domain.responses]
        if missing:
            raise ContentError(f"data/*/responses.yml: {', '.join(missing)} missing")

    @property
    def conversations(self) -> Conversations:
        """Return the tracker store."""
        return self.agent.tracker_store  # type: ignore[no-any-return]

    async def open(self, conversation: str, channel: str) -> list[dict[str, Any]]:
        """Start a conversation and return the assistant's greeting."""
        out = _Silent(channel)
        with metrics.turn(channel) as counted:
            async with self._locked(conversation) as tracker:
                tracker.update_with_events(begin(tracker, self._minutes), self.agent.domain)
                tracker.update(UserUttered.create_external("greet", [], channel), self.agent.domain)
                await self._reply(tracker, out)
            counted.outcome = outcome_since(tracker, 0, FAILURE)
        return messages_since(tracker, 0)

    async def receive(self, conversation: str, text: str, channel: str, sent: str | None = None) -> Turn:
        """Take one turn and return what came of it; there is always a message.

        A turn that came before under the same id, `sent`, gets the same reply and is not taken again; raises
        ReusedIdError if it was another.
        """
        began, out = time.perf_counter(), _Silent(channel)
        with metrics.turn(channel) as counted:
            async with self._locked(conversation) as tracker:
                if sent and (held := await self.conversations.turn(conversation, sent)):
                    counted.outcome = "repeated"
                    return Turn(text, messages=replies_to(text, held))
                tracker.update_with_events(begin(tracker, self._minutes), self.agent.domain)
                before, heard = len(tracker.events), {}
                admitted = await self._admit(text, tracker)
                known = {CONTENT: content_of(text), TITLE: admitted.title}
                message = UserMessage(admitted.text, out, conversation, None, channel, sent, known)
                if admitted.refusal:
                    await self._refuse(f"utter_fallback_{admitted.refusal}", message, tracker)
                elif await self._read(message, tracker):
                    await self._reply(tracker, out)
                    heard = _heard(tracker)
            counted.outcome = outcome_since(tracker, before, FAILURE)
        milliseconds = round((time.perf_counter() - began) * 1000, 1)
        return Turn(text, messages=messages_since(tracker, before), ms=milliseconds, **heard)

    async def overhear(self, conversation: str, remark: str, channel: str) -> list[dict[str, Any]]:
        """Answer a remark that asks for no reply, in the conversation, if it tells of danger or a loss."""
        words = as_words(clean(remark))
        if not words or not await self._alarms(words):
            return []
        return (await self.receive(conversation, words, channel)).messages

    async def history(self, conversation: str, before: int | None = None) -> Page:
        """Return the newest part of a conversation, or the newest before a place."""
        return await self.conversations.page(conversation, before)

    async def history_until(self, conversation: str, message_id: str) -> list[dict[str, Any]]:
        """Return what was said up to a message of the assistant, nothing if there is no such message."""
        place = await self.conversations.place_of(conversation, message_id)
        return [] if place is None else (await self.history(conversation, place + 1)).messages

    async def latest(self, conversation: str) -> list[dict[str, Any]]:
        """Return what was said last, both sides, oldest first."""
        tracker = await self.agent.tracker_store.retrieve(conversation)
        return transcript(tracker.events) if tracker else []

    async def forget(self, conversation: str) -> None:
        """Delete everything of a conversation and refuse it from now on."""
        async with self.alone(conversation):
            await self.conversations.revoke(conversation)

    async def require(self, conversation: str) -> None:
        """Raise RevokedError unless a conversation may go on."""
        if await self.conversations.is_revoked(conversation):
            raise RevokedError

    @asynccontextmanager
    async def alone(self, conversation: str) -> AsyncIterator[None]:
        """Keep all others out of a conversation; raises StoreDownError when nobody can be kept out."""
        try:
            async with AsyncExitStack() as stack:
                with metrics.timed("lock"), metrics.WAITING.track_inprogress():
                    lock = self.agent.lock_store.lock(conversation, wait_time_in_seconds=0.05)
                    await stack.enter_async_context(lock)
                yield
        except LockError as error:
            raise StoreDownError from error

    @asynccontextmanager
    async def _locked(self, conversation: str) -> AsyncIterator[DialogueStateTracker]:
        processor = self.agent.processor
        async with self.alone(conversation):
            with metrics.timed("store"):
                await self.require(conversation)
                tracker = await processor.get_tracker(conversation)
            yield tracker
            with metrics.timed("store"):
                await processor.save_tracker(tracker)

    async def _alarms(self, words: str) -> bool:
        try:
            return (await self.agent.parse_message(words))["intent"]["name"] in ALARMING
        except Exception:
            log.exception("A remark could not be read")
            return True

    async def _admit(self, text: str, tracker: DialogueStateTracker) -> _Admitted:
        """Let in a payload that is exactly one of ours; all else is words, and Rasa sees no command in it."""
        if len(text) > LONGEST_TEXT:
            return _Admitted(refusal="too_long")
        if text.startswith("/") and (title := await self._title_of(text, tracker)) is not None:
            return _Admitted(text, title)
        said = clean(text)
        words = as_words(said)
        if not words:
            return _Admitted(refusal="empty")
        if is_command(said, self.agent.domain.intents):
            return _Admitted(refusal="not_offered")
        return _Admitted(words)

    async def _title_of(self, payload: str, tracker: DialogueStateTracker) -> str | None:
        offered_lately = title_of(payload, tracker.events)
        if offered_lately is not None:
            return offered_lately
        return await self.conversations.title_of(tracker.sender_id, payload)

    @property
    def _minutes(self) -> float:
        return float(self.agent.domain.session_config.session_expiration_time)

    async def _read(self, message: UserMessage, tracker: DialogueStateTracker) -> bool:
        try:
            with metrics.timed("understanding"):
                await self.agent.processor._handle_message_with_tracker(message, tracker)
        except Exception:
            log.exception("A message could not be read")
            await self._refuse(FAILURE, message, tracker)
            return False
        return True

    async def _reply(self, tracker: DialogueStateTracker, out: OutputChannel) -> None:
        processor, before = self.agent.processor, len(tracker.events)
        try:
            with metrics.timed("answer"):
                tracker = await processor.run_action_extract_slots(out, tracker)
                await processor._run_prediction_loop(out, tracker)
        except Exception:
            log.exception("A turn broke off")
        if not messages_since(tracker, before):
            log.error("A turn ended without a message")
            await self._say(FAILURE, tracker, out)
        if tracker.latest_action_name != ACTION_LISTEN_NAME:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))

    async def _refuse(self, response: str, message: UserMessage, tracker: DialogueStateTracker) -> None:
        """Say that a message is not taken; sent again, it is known by what is said here."""
        name = refusal_id(tracker.sender_id, message.message_id)
        known = {"id": name, CONTENT: message.metadata[CONTENT]}
        await self._say(response, tracker, message.output_channel, known)

    async def _say(
        self,
        response: str,
        tracker: DialogueStateTracker,
        out: OutputChannel,
        known: dict[str, Any] | None = None,
    ) -> None:
        said = await self.agent.nlg.generate(response, tracker, out.name())
        data = {"buttons": said.get("buttons", [])}
        outcome = "urgent" if response == FAILURE else "not_covered"
        about = {"outcome": outcome, "utter_action": response, **(known or {})}
        tracker.update(BotUttered(said["text"], data, about))


def _unwrap(agent: Agent) -> None:
    """Take away the wrapper with which Rasa answers a store's failure by starting a new conversation."""
    if isinstance(agent.tracker_store, FailSafeTrackerStore):
        agent.tracker_store = agent.processor.tracker_store = agent.tracker_store._tracker_store


def _heard(tracker: DialogueStateTracker) -> dict[str, Any]:
    parsed = tracker.latest_message.parse_data or {}
    intent = parsed.get("intent") or {}
    return {
        "intent": {"name": intent.get("name"), "confidence": intent.get("confidence", 0.0)},
        "entities": parsed.get("entities") or [],
        "slots": {name: value for name, value in tracker.current_slot_values().items() if value is not None},
    }
