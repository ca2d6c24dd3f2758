"""WhatsApp through Meta's Cloud API. Sizes and fields are from its reference, version 25 (2026)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from doula.channels.delivery import Call
from doula.channels.graph import GraphChannel
from doula.channels.incoming import Arrival, Incoming, Kind, at, items_at, number_at, read_json, text_at
from doula.channels.messaging import fit
from doula.channels.outgoing import Outgoing
from doula.channels.wishes import is_stop
from doula.messages import Button

_PRESSES = (("interactive", "button_reply", "id"), ("interactive", "list_reply", "id"))
_WORDS = (
    ("text", "body"),
    ("button", "text"),
    *((kind, "caption") for kind in ("image", "video", "document")),
)
_SILENT = ("reaction", "system", "revoke", "request_welcome")


class WhatsAppChannel(GraphChannel):
    """Lets mothers talk to the assistant in WhatsApp."""

    needs: ClassVar = ("whatsapp_token", "whatsapp_number", "whatsapp_app_secret", "whatsapp_verify_token")
    longest_body: ClassVar = 3 * 1024 * 1024  # "Webhooks": payloads can be up to 3 MB
    longest_text: ClassVar = 4096  # text messages: body
    longest_asking: ClassVar = 1024  # interactive reply buttons: body; lists may have more

    @classmethod
    def name(cls) -> str:
        """Return the part of the address that stands for this channel."""
        return "whatsapp"

    @classmethod
    def sender_of(cls, person: str) -> str:
        """Return how Meta names the owner of a telephone number."""
        return person.removeprefix("+")

    def read(self, arrival: Arrival) -> list[Incoming]:
        """Return the messages of all changes, the oldest first; news of what we sent is passed over."""
        changes = (
            at(change, "value")
            for entry in items_at(read_json(arrival.body), "entry")
            for change in items_at(entry, "changes")
            if text_at(change, "field") == "messages"
        )
        ours = (v for v in changes if text_at(v, "metadata", "phone_number_id") == self._number)
        found = (_read(message) for value in ours for message in items_at(value, "messages"))
        return sorted((one for one in found if one), key=lambda incoming: incoming.sent)

    def call(self, to: str, message: Outgoing) -> Call:
        """Return the call that sends a text, with up to three buttons or a list of up to ten."""
        body: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": to}
        if message.buttons:
            body |= {"type": "interactive", "interactive": _asking(message)}
        else:
            body |= {"type": "text", "text": {"preview_url": False, "body": message.text}}
        return Call(f"{self.api}/{self._number}/messages", body, headers=self.headers())

    def fits(self, buttons: Sequence[Button]) -> bool:
        """Tell whether these can be buttons or a list."""
        return _are_buttons(buttons) or fit(buttons, 10, 24, 200)  # interactive lists: rows, title, id

    @property
    def _number(self) -> str:
        return self.secrets["whatsapp_number"]


def _read(message: Any) -> Incoming | None:
    name, sender, kind = (text_at(message, field) for field in ("id", "from", "type"))
    if not name or not sender or kind in _SILENT:
        return None
    said = at(message, "edit", "message") if kind == "edit" else message
    sent = number_at(message, "timestamp")
    if payload := _first(said, _PRESSES):
        return Incoming(name, sender, sender, payload, "press", sent)
    words = _first(said, _WORDS)
    wish: Kind = "stop" if is_stop(words) else "words"
    return Incoming(name, sender, sender, words, wish, sent, text_at(said, "type") not in ("text", "button"))


def _first(message: Any, paths: Sequence[tuple[str, ...]]) -> str:
    return next((text for path in paths if (text := text_at(message, *path))), "")


def _asking(message: Outgoing) -> dict[str, Any]:
    body = {"text": message.text}
    if _are_buttons(message.buttons):
        replies = [{"type": "reply", "reply": _labelled(button)} for button in message.buttons]
        return {"type": "button", "body": body, "action": {"buttons": replies}}
    rows = [_labelled(button) for button in message.buttons]
    return {"type": "list", "body": body, "action": {"button": message.label, "sections": [{"rows": rows}]}}


def _are_buttons(buttons: Sequence[Button]) -> bool:
    return fit(buttons, 3, 20, 256)  # interactive reply buttons: how many, title, id


def _labelled(button: Button) -> dict[str, str]:
    return {"id": button.payload, "title": button.title}
