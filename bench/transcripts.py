"""Whether a conversation is kept as it was held: nothing lost, nothing twice, nothing of somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Message = Mapping[str, Any]


def faults(held: Sequence[Message], kept: Sequence[Message]) -> list[str]:
    """Return what differs between what was said as it was said and the transcript, as sentences without words."""
    said, written = [_trace(each) for each in held], [_trace(each) for each in kept]
    found = [f"message {place} is another one" for place, pair in enumerate(zip(said, written)) if len({*pair}) > 1]
    if len(said) != len(written):
        found.append(f"{len(said)} messages were said and {len(written)} are kept")
    return found


def shared(conversations: Iterable[Sequence[Message]]) -> set[str]:
    """Return the ids of the assistant's messages that stand in more than one place."""
    seen: set[str] = set()
    return {each for conversation in conversations for each in _ids(conversation) if each in seen or seen.add(each)}


def _ids(conversation: Sequence[Message]) -> Iterator[str]:
    return (str(message["id"]) for message in conversation if message["from"] == "assistant")


def _trace(message: Message) -> tuple[str, str, str]:
    return message["from"], str(message["id"]), message["text"]
