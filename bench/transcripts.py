"""Whether a conversation is kept as it was held: nothing lost, nothing twice, nothing of somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Message = Mapping[str, Any]


def faults(held: Sequence[Message], kept: Sequence[Message]) -> list[str]:
    """Return how the transcript differs from what was said, in sentences that quote nothing."""
    said, written = [_trace(each) for each in held], [_trace(each) for each in kept]
    pairs = enumerate(zip(said, written, strict=False))
    found = [f"message {place} is another one" for place, (one, other) in pairs if one != other]
    if len(said) != len(written):
        found.append(f"{len(said)} messages were said and {len(written)} are kept")
    return found


def shared(conversations: Iterable[Sequence[Message]]) -> set[str]:
    """Return the ids of the assistant's messages that stand in more than one place."""
    seen: set[str] = set()
    return {
        each
        for conversation in conversations
        for each in _ids(conversation)
        if each in seen or seen.add(each)
    }


def _ids(conversation: Sequence[Message]) -> Iterator[str]:
    return (str(message["id"]) for message in conversation if message["from"] == "assistant")


def _trace(message: Message) -> tuple[str, str, str]:
    return message["from"], str(message["id"]), message["text"]
