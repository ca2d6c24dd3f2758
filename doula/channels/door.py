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
from doula.channels.transcript import is_offered, messages_since, outcome_since, replies_to, transcript
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

        A turn that came before under the same id, `sent`, gets the same reply and is not taken again.
        """
        began, out = time.perf_counter(), _Silent(channel)
        with metrics.turn(channel) as counted:
            async with self._locked(conversation) as tracker:
                if sent and (replies := replies_to(sent, await self.conversations.turn(conversation, sent))):
                    counted.outcome = "repeated"
                    return Turn(text, messages=replies)
                tracker.update_with_events(begin(tracker, self._minutes), self.agent.domain)
                before, heard = len(tracker.events), {}
                words, refusal = await self._admit(text, tracker)
                message = UserMessage(words, out, conversation, input_channel=channel, message_id=sent)
                if refusal:
                    await self._say(f"utter_fallback_{refusal}", tracker, out)
                elif await self._read(message, tracker):
                    await self._reply(tracker, out)
                    heard = _heard(tracker)
            counted.outcome = outcome_since(tracker, before, FAILURE)
        milliseconds = round((time.perf_counter() - began) * 1000, 1)
        return Turn(text, messages=messages_since(tracker, before), ms=milliseconds, **heard)

    async def overhear(self, conversation: str, remark: str, channel: str) -> None:
        """Answer a remark that asks for no reply, in the conversation, if it tells of danger or a loss."""
        words = as_words(remark)
        if words and await self._alarms(words):
            await self.receive(conversation, words, channel)

    async def history(self, conversation: str) -> list[dict[str, Any]]:
        """Return the whole conversation, both sides, oldest first."""
        return transcript(await self.conversations.said(conversation))

    async def latest(self, conversation: str) -> list[dict[str, Any]]:
        """Return what was said last, both sides, oldest first."""
        tracker = await self.agent.tracker_store.retrieve(conversation)
        return transcript(tracker.events) if tracker else []

    async def forget(self, conversation: str) -> None:
        """Delete everything of a conversation and refuse it from now on."""
        async with self._alone(conversation):
            await self.conversations.revoke(conversation)

    async def admits(self, conversation: str) -> bool:
        """Tell whether a conversation may go on."""
        return not await self.conversations.is_revoked(conversation)

    @asynccontextmanager
    async def _locked(self, conversation: str) -> AsyncIterator[DialogueStateTracker]:
        processor = self.agent.processor
        try:
            async with self._alone(conversation):
                with metrics.timed("store"):
                    if not await self.admits(conversation):
                        raise RevokedError
                    tracker = await processor.get_tracker(conversation)
                yield tracker
                with metrics.timed("store"):
                    await processor.save_tracker(tracker)
        except LockError as error:
            raise StoreDownError from error

    @asynccontextmanager
    async def _alone(self, conversation: str) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            with metrics.timed("lock"), metrics.WAITING.track_inprogress():
                lock = self.agent.lock_store.lock(conversation, wait_time_in_seconds=0.05)
                await stack.enter_async_context(lock)
            yield

    async def _alarms(self, words: str) -> bool:
        try:
            return (await self.agent.parse_message(words))["intent"]["name"] in ALARMING
        except Exception:
            log.exception("A remark could not be read")
            return True

    async def _admit(self, text: str, tracker: DialogueStateTracker) -> tuple[str, Refusal | None]:
        if len(text) > LONGEST_TEXT:
            return "", "too_long"
        words = clean(text)
        if not words.startswith("/"):
            return words, None if words else "empty"
        if await self._is_offered(words, tracker):
            return words, None
        if is_command(words, self.agent.domain.intents):
            return "", "not_offered"
        words = as_words(words)
        return words, None if words else "empty"

    async def _is_offered(self, payload: str, tracker: DialogueStateTracker) -> bool:
        offered_lately = is_offered(payload, tracker.events)
        return offered_lately or await self.conversations.has_offered(tracker.sender_id, payload)

    @property
    def _minutes(self) -> float:
        return float(self.agent.domain.session_config.session_expiration_time)

    async def _read(self, message: UserMessage, tracker: DialogueStateTracker) -> bool:
        try:
            with metrics.timed("understanding"):
                await self.agent.processor._handle_message_with_tracker(message, tracker)
        except Exception:
            log.exception("A message could not be read")
            await self._say(FAILURE, tracker, message.output_channel)
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

    async def _say(self, response: str, tracker: DialogueStateTracker, out: OutputChannel) -> None:
        said = await self.agent.nlg.generate(response, tracker, out.name())
        data = {"buttons": said.get("buttons", [])}
        outcome = "urgent" if response == FAILURE else "not_covered"
        tracker.update(BotUttered(said["text"], data, {"outcome": outcome, "utter_action": response}))


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
