"""A conversation in the terminal: buttons are listed, a number presses one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from itertools import count
from typing import Any

from doula.channels.door import Door

STOP = "/stop"
PROMPT = f"Your input ({STOP} to end) -> "


async def talk(door: Door, show: Callable[[str], object]) -> None:
    """Show replies and take what is written or pressed, until /stop or the end of the input."""
    conversation = f"shell:{secrets.token_urlsafe(16)}"
    messages = await door.open(conversation, "shell")
    while True:
        show("\n" + "\n\n".join(lines(messages)) + "\n")
        try:
            text = input(PROMPT)  # noqa: ASYNC250 - nobody else is served here
        except (EOFError, KeyboardInterrupt):
            return
        if text == STOP:
            return
        messages = (await door.receive(conversation, pressed(text, messages), "shell")).messages


def lines(messages: list[dict[str, Any]]) -> list[str]:
    """Return the texts, and the buttons under them with numbers that go on from message to message."""
    numbers = count(1)
    return [
        "\n".join(
            [message["text"], *(f"  {next(numbers)}: {button['title']}" for button in message["buttons"])]
        )
        for message in messages
    ]


def pressed(text: str, messages: list[dict[str, Any]]) -> str:
    """Return the payload of the button that a number stands for, or the text itself."""
    buttons = [button for message in messages for button in message["buttons"]]
    number = int(text) if text.isdecimal() and len(text) < 4 else 0
    return str(buttons[number - 1]["payload"]) if 0 < number <= len(buttons) else text
