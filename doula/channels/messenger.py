"""Messenger: a page's inbox. Sizes and fields are from the Messenger Platform, version 25 (2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from doula.channels.delivery import Call
from doula.channels.graph import GraphChannel
from doula.channels.incoming import Arrival, Incoming, at, items_at, number_at, read_json, text_at
from doula.channels.outgoing import Outgoing
from doula.channels.wishes import is_stop

START = "GET_STARTED"  # what the page's Get Started button is to carry


class MessengerChannel(GraphChannel):
    """Lets mothers talk to the assistant in Messenger."""

    needs: ClassVar = ("messenger_token", "messenger_app_secret", "messenger_verify_token")
    longest_text: ClassVar = 2000  # Send API: message.text
    longest_asking: ClassVar = 2000
    most_buttons: ClassVar = 13  # quick replies: how many, title, payload
    longest_title: ClassVar = 20
    longest_payload: ClassVar = 1000

    @classmethod
    def name(cls) -> str:
        """Return the part of the address that stands for this channel."""
        return "messenger"

    def read(self, arrival: Arrival) -> list[Incoming]:
        """Return messages, edits and pressed buttons, the oldest first, without echoes and receipts."""
        body = read_json(arrival.body)
        if text_at(body, "object") != "page":
            return []
        events = (event for entry in items_at(body, "entry") for event in items_at(entry, "messaging"))
        found = (_read(event) for event in events)
        return sorted((one for one in found if one), key=lambda incoming: incoming.sent)

    def call(self, to: str, message: Outgoing) -> Call:
        """Return the call of the Send API, with quick replies for buttons."""
        said: dict[str, Any] = {"text": message.text}
        if message.buttons:
            said["quick_replies"] = [
                {"content_type": "text", "title": button.title, "payload": button.payload}
                for button in message.buttons
            ]
        body = {"recipient": {"id": to}, "messaging_type": "RESPONSE", "message": said}
        return Call(f"{self.api}/me/messages", body, headers=self.headers())


def _read(event: Any) -> Incoming | None:
    sender, sent = text_at(event, "sender", "id"), number_at(event, "timestamp") / 1000
    if not sender or at(event, "message", "is_echo"):
        return None
    if name := text_at(event, "message_edit", "mid"):
        edit = f"{name} {number_at(event, 'message_edit', 'num_edit'):g}"
        return Incoming(edit, sender, sender, text_at(event, "message_edit", "text"), sent=sent)
    if payload := text_at(event, "postback", "payload"):
        name = text_at(event, "postback", "mid") or f"{sender} {sent}"
        return Incoming(name, sender, sender, payload, "start" if payload == START else "press", sent)
    if not (name := text_at(event, "message", "mid")):
        return None
    if payload := text_at(event, "message", "quick_reply", "payload"):
        return Incoming(name, sender, sender, payload, "press", sent)
    unread = next(items_at(event, "message", "attachments"), None) is not None
    text = text_at(event, "message", "text")
    return Incoming(name, sender, sender, text, "stop" if is_stop(text) else "words", sent, unread)
