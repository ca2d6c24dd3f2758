"""Forgetting one mother when she asks the people who run the assistant, not the assistant itself."""

from __future__ import annotations

from collections.abc import Iterator

from doula.channels import tokens
from doula.channels.web import WebChannel
from doula.knowledge import Asker, KnowledgeBase
from doula.server.application import messaging_channels
from doula.server.tracker_store import ConversationStore
from doula.settings import secret


async def forget(name: str, conversations: ConversationStore, knowledge: KnowledgeBase) -> bool:
    """Delete all that is kept under a name, and tell whether there was anything."""
    return any([await _forget(each, conversations, knowledge) for each in _meant(name)])


async def _forget(conversation: str, conversations: ConversationStore, knowledge: KnowledgeBase) -> bool:
    said = bool((await conversations.page(conversation, most=1)).messages)
    if said:
        await _delete(conversation, conversations)
    return bool(knowledge.forget(Asker(conversation, secret()))) or said


async def _delete(conversation: str, conversations: ConversationStore) -> None:
    if conversation.startswith(f"{WebChannel.name()}:"):
        await conversations.revoke(conversation)  # a token may be anywhere
    else:
        await conversations.delete(conversation)  # she may write again, and starts anew


def _meant(name: str) -> Iterator[str]:
    """Return what a name may stand for: a conversation, a web token, or a person as a service names her."""
    yield name
    if conversation := tokens.conversation_of(name, secret(), also_ended=True):
        yield conversation
    service, _, person = name.partition(":")
    kinds = (kind for kind in messaging_channels() if kind.name() == service)
    yield from (kind.conversation_of(kind.sender_of(person)) for kind in kinds)
