"""Telegram: a bot in private chats. Sizes and fields are from the Bot API, version 9 (2025)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar

from doula.channels import delivery
from doula.channels.delivery import Answer, Call, Verdict
from doula.channels.incoming import Arrival, Incoming, Kind, at, number_at, read_json, text_at
from doula.channels.messaging import MessagingChannel, same
from doula.channels.outgoing import Outgoing

_TEXT = ("text", "caption")
_LEFT = ("kicked", "left")
_START = re.compile(r"/start(?: ([A-Za-z0-9_-]{1,64}))?")  # with the word of a link ("Deep Linking")


class TelegramChannel(MessagingChannel):
    """Lets mothers talk to the assistant in Telegram."""

    needs: ClassVar = ("telegram_token", "telegram_secret")
    api: ClassVar = "https://api.telegram.org"
    proof_is_in_head: ClassVar = True
    longest_text: ClassVar = 4096  # sendMessage
    longest_asking: ClassVar = 4096
    most_buttons: ClassVar = 20  # InlineKeyboardMarkup has no limit; more than this is no choice
    longest_title: ClassVar = 64
    longest_payload: ClassVar = 64  # InlineKeyboardButton: callback_data

    @classmethod
    def name(cls) -> str:
        """Return the part of the address that stands for this channel."""
        return "telegram"

    def is_genuine(self, arrival: Arrival) -> bool:
        """Compare the token that was given to setWebhook."""
        given = arrival.headers.get("x-telegram-bot-api-secret-token", "")
        return same(given, self.secrets["telegram_secret"])

    def read(self, arrival: Arrival) -> list[Incoming]:
        """Return the message, edited message, pressed button or farewell of an update."""
        update = read_json(arrival.body)
        number = at(update, "update_id")
        if not isinstance(number, int):
            return []
        return [replace(incoming, number=number) for incoming in _read(update, str(number))]

    def call(self, to: str, message: Outgoing) -> Call:
        """Return the call of sendMessage; without parse_mode no sign is markup."""
        body: dict[str, Any] = {
            "chat_id": int(to),
            "text": message.text,
            "link_preview_options": {"is_disabled": True},
        }
        if message.buttons:
            rows = [[{"text": b.title, "callback_data": b.payload}] for b in message.buttons]
            body["reply_markup"] = {"inline_keyboard": rows}
        return self._method("sendMessage", body)

    def pressed(self, incoming: Incoming) -> Call:
        """Return the call that ends the waiting sign on the button."""
        return self._method("answerCallbackQuery", {"callback_query_id": incoming.id.partition(" ")[2]})

    def judge(self, answer: Answer) -> Verdict:
        """Return what an answer means; the hint is in its parameters."""
        return delivery.judge(answer, after=number_at(answer.body, "parameters", "retry_after"))

    def _method(self, name: str, body: dict[str, Any]) -> Call:
        return Call(f"{self.api}/bot{self.secrets['telegram_token']}/{name}", body)


def _read(update: Any, name: str) -> list[Incoming]:
    if (query := at(update, "callback_query")) is not None:
        name = f"{name} {text_at(query, 'id')}"
        return _written(name, at(query, "message"), text_at(query, "data"), "press")
    if text_at(update, "my_chat_member", "new_chat_member", "status") in _LEFT:
        return _written(name, at(update, "my_chat_member"), "", "left")
    message = at(update, "message") or at(update, "edited_message")
    words = next((text for field in _TEXT if (text := text_at(message, field))), "")
    if start := _START.fullmatch(words):
        return _written(name, message, start[1] or "", "start")
    if words == "/stop":
        return _written(name, message, "", "stop")
    return _written(_album(message, words) or name, message, words, "words")


def _written(name: str, message: Any, text: str, kind: Kind) -> list[Incoming]:
    """Return what a person wrote in a private chat; what is said in groups is not for us."""
    chat = at(message, "chat", "id")
    if text_at(message, "chat", "type") != "private" or not isinstance(chat, int):
        return []
    if at(message, "from", "is_bot") is True and kind == "words":
        return []
    unread = kind == "words" and not text_at(message, "text")
    return [Incoming(name, str(chat), str(chat), text, kind, unread=unread)]


def _album(message: Any, words: str) -> str:
    """Return the name of the album of a picture without a caption: an album is told of once."""
    group = text_at(message, "media_group_id")
    return f"album {group}" if group and not words else ""
