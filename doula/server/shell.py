"""The Rasa shell, with the assistant in this process."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from typing import Any

from rasa.core.channels import console

from doula.channels.door import Door

STOP = "/stop"


async def talk(door: Door) -> None:
    """Show replies and take what is written or chosen, until /stop or the end of the input."""
    conversation = f"shell:{secrets.token_urlsafe(16)}"
    messages = await door.open(conversation, "shell")
    while True:
        text = await _ask(messages)
        if text is None or text == STOP:
            return
        messages = (await door.receive(conversation, text, "shell")).messages


async def _ask(messages: list[dict[str, Any]]) -> str | None:
    shown = [_for_console(message) for message in messages]
    if sys.stdin.isatty():
        for message in shown[:-1]:
            console._print_bot_output(message)
        return await console._get_user_input(shown[-1])  # type: ignore[no-any-return]
    for message in shown:
        console._print_bot_output(message)
    return next(_lines(), None)


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        yield line.rstrip("\n")


def _for_console(message: dict[str, Any]) -> dict[str, Any]:
    """Return the parts that Rasa's console shows; it takes empty buttons for a choice."""
    return {"text": message["text"]} | ({"buttons": message["buttons"]} if message["buttons"] else {})
