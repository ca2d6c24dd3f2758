"""Slack: direct messages to an app. Sizes and fields are from Slack's developer documentation, 2025."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import parse_qs

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, PlainTextObject, SectionBlock
from slack_sdk.signature import SignatureVerifier

from doula.channels import delivery
from doula.channels.delivery import Answer, Call, Verdict
from doula.channels.incoming import Arrival, Incoming, at, items_at, number_at, read_json, text_at
from doula.channels.messaging import MessagingChannel
from doula.channels.outgoing import Outgoing

# "Formatting text": these three and no more
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LATER = (
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
)
_WRITTEN = ("", "file_share", "thread_broadcast")


class SlackChannel(MessagingChannel):
    """Lets mothers talk to the assistant in Slack."""

    needs: ClassVar = ("slack_token", "slack_signing_secret")
    api: ClassVar = "https://slack.com/api"
    longest_text: ClassVar = 4000  # chat.postMessage: best no longer
    longest_asking: ClassVar = 3000  # section block: text
    most_buttons: ClassVar = 25  # actions block: elements
    longest_title: ClassVar = 75  # button element: text, value
    longest_payload: ClassVar = 2000

    @classmethod
    def name(cls) -> str:
        """Return the part of the address that stands for this channel."""
        return "slack"

    def is_genuine(self, arrival: Arrival) -> bool:
        """Check X-Slack-Signature over the time, at most five minutes ago, and the body."""
        verifier = SignatureVerifier(self.secrets["slack_signing_secret"])
        try:
            return verifier.is_valid_request(arrival.body, dict(arrival.headers))
        except (TypeError, ValueError):  # of a time that is none, of signs that no signature has
            return False

    def challenge(self, arrival: Arrival) -> str | None:
        """Return the challenge of a request that asks for it; it is signed like all others."""
        if not _is_json(arrival) or not self.is_genuine(arrival):
            return None
        body = read_json(arrival.body)
        return text_at(body, "challenge") if text_at(body, "type") == "url_verification" else None

    def read(self, arrival: Arrival) -> list[Incoming]:
        """Return the direct message, its edit, or the pressed button."""
        if not _is_json(arrival):
            return _presses(read_json(_form(arrival).get("payload", ["null"])[0]))
        body = read_json(arrival.body)
        event, name = at(body, "event"), text_at(body, "event_id")
        if not name or text_at(event, "type") != "message" or text_at(event, "channel_type") != "im":
            return []
        return _written(name, text_at(body, "team_id"), event)

    def call(self, to: str, message: Outgoing) -> Call:
        """Return the call of chat.postMessage, with blocks if there are buttons."""
        body: dict[str, Any] = {"channel": to, "text": message.text.translate(_ESCAPES), "mrkdwn": False}
        body |= {"unfurl_links": False, "unfurl_media": False}
        if message.buttons:
            body["blocks"] = [block.to_dict() for block in _blocks(message)]
        headers = {"Authorization": f"Bearer {self.secrets['slack_token']}"}
        return Call(f"{self.api}/chat.postMessage", body, headers=headers)

    def judge(self, answer: Answer) -> Verdict:
        """Return what an answer means: Slack also refuses with status 200."""
        error = text_at(answer.body, "error")
        if answer.status == 200 and at(answer.body, "ok") is not True:
            return delivery.judge(answer, 400 if error and error not in _LATER else 429, code=error)
        return delivery.judge(answer, code=error)


def _written(name: str, team: str, event: Any) -> list[Incoming]:
    edited = text_at(event, "subtype") == "message_changed"
    message = at(event, "message") if edited else event
    user, channel, text = text_at(message, "user"), text_at(event, "channel"), text_at(message, "text")
    if not user or not channel or at(message, "bot_id") or text_at(message, "subtype") not in _WRITTEN:
        return []
    if edited and text == text_at(event, "previous_message", "text"):  # only a preview came to it
        return []
    unread = next(items_at(message, "files"), None) is not None
    sent = number_at(event, "ts")
    return [Incoming(name, f"{team} {user}", channel, _unescaped(text), sent=sent, unread=unread)]


def _presses(body: Any) -> list[Incoming]:
    user, channel = text_at(body, "user", "id"), text_at(body, "channel", "id")
    if text_at(body, "type") != "block_actions" or not user or not channel.startswith("D"):
        return []
    sender = f"{text_at(body, 'team', 'id')} {user}"
    return [
        Incoming(
            f"{sender} {text_at(action, 'action_id')} {text_at(action, 'action_ts')}",
            sender,
            channel,
            text_at(action, "value"),
            "press",
            number_at(action, "action_ts"),
        )
        for action in items_at(body, "actions")
        if text_at(action, "value")
    ]


def _blocks(message: Outgoing) -> tuple[SectionBlock, ActionsBlock]:
    buttons = [
        ButtonElement(
            text=PlainTextObject(text=button.title), action_id=f"choice-{number}", value=button.payload
        )
        for number, button in enumerate(message.buttons)
    ]
    return SectionBlock(text=PlainTextObject(text=message.text, emoji=False)), ActionsBlock(elements=buttons)


def _unescaped(text: str) -> str:
    """Return what she wrote: Slack escapes three signs."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _is_json(arrival: Arrival) -> bool:
    return arrival.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _form(arrival: Arrival) -> dict[str, list[str]]:
    return parse_qs(arrival.body.decode(errors="replace"))
