"""WhatsApp through Twilio. Sizes and fields are from Twilio's Programmable Messaging, 2025."""

from __future__ import annotations

from base64 import b64encode
from typing import ClassVar
from urllib.parse import parse_qsl

from sanic.response import HTTPResponse, text
from twilio.request_validator import RequestValidator

from doula.channels.delivery import Call
from doula.channels.incoming import Arrival, Incoming, Kind
from doula.channels.messaging import MessagingChannel
from doula.channels.outgoing import Outgoing
from doula.channels.pieces import unmarked
from doula.channels.wishes import is_stop

_RECEIVED = ("", "received")  # other states are news of what we sent
_WHATSAPP = "whatsapp:"


class TwilioChannel(MessagingChannel):
    """Lets mothers talk to the assistant in WhatsApp, through Twilio; buttons would need templates there."""

    needs: ClassVar = ("public_url", "twilio_account", "twilio_token", "twilio_number")
    api: ClassVar = "https://api.twilio.com/2010-04-01"
    longest_body: ClassVar = 64 * 1024  # Body: each of its characters escaped as twelve, three times over
    longest_text: ClassVar = 1600  # Messages resource: Body
    longest_asking: ClassVar = 1600

    @classmethod
    def name(cls) -> str:
        """Return the part of the address that stands for this channel."""
        return "twilio"

    @classmethod
    def sender_of(cls, person: str) -> str:
        """Return how Twilio names the owner of a telephone number."""
        return f"{_WHATSAPP}{person.removeprefix(_WHATSAPP)}"

    def is_genuine(self, arrival: Arrival) -> bool:
        """Check X-Twilio-Signature over the public address and all fields."""
        given = arrival.headers.get("x-twilio-signature", "")
        validator = RequestValidator(self.secrets["twilio_token"])
        return bool(validator.validate(arrival.url, _fields(arrival), given))

    def read(self, arrival: Arrival) -> list[Incoming]:
        """Return the message; a pressed button of a template is its words."""
        fields = _fields(arrival)
        name, sender = fields.get("MessageSid", ""), fields.get("From", "")
        if not name or not sender.startswith(_WHATSAPP) or fields.get("MessageStatus", "") not in _RECEIVED:
            return []
        words = fields.get("Body", "")
        unread = fields.get("NumMedia", "0") not in ("", "0") or "Latitude" in fields
        return [Incoming(name, sender, sender, words, _kind(fields), unread=unread)]

    def call(self, to: str, message: Outgoing) -> Call:
        """Return the call that makes a message."""
        account, token = self.secrets["twilio_account"], self.secrets["twilio_token"]
        form = {"From": f"{_WHATSAPP}{self.secrets['twilio_number']}", "To": to, "Body": message.text}
        login = b64encode(f"{account}:{token}".encode()).decode()
        return Call(
            f"{self.api}/Accounts/{account}/Messages.json",
            form=form,
            headers={"Authorization": f"Basic {login}"},
        )

    def plain(self, said: str) -> str:
        """Return a text that WhatsApp shows as it is."""
        return unmarked(said)

    def received(self) -> HTTPResponse:
        """Answer with TwiML that says nothing: replies are sent by calls."""
        return text("<Response/>", content_type="text/xml")


def _fields(arrival: Arrival) -> dict[str, str]:
    return dict(parse_qsl(arrival.body.decode(errors="replace"), keep_blank_values=True))


def _kind(fields: dict[str, str]) -> Kind:
    """Return what is wanted; to a STOP that Twilio itself answers nothing more may be sent."""
    if fields.get("OptOutType") == "STOP":
        return "left"
    return "stop" if is_stop(fields.get("Body", "")) else "words"
