from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from doula.channels.inbox import Inbox
from doula.channels.incoming import Incoming

Work = Callable[[str, Incoming], Awaitable[None]]


def message(text: str, sent: float = 0) -> Incoming:
    return Incoming(text, "a", "a", text, sent=sent)


class Notes:
    """Notes what is worked off, and waits at the messages that hang."""

    def __init__(self, *hanging: str) -> None:
        self.done: list[str] = []
        self.hanging = {text: asyncio.Event() for text in hanging}

    async def work(self, person: str, incoming: Incoming) -> None:
        if incoming.text in self.hanging:
            await self.hanging[incoming.text].wait()
        await asyncio.sleep(0)
        self.done.append(f"{person} {incoming.text}" + (" flood" if incoming.kind == "flood" else ""))


def test_one_who_hangs_keeps_nobody_else_waiting() -> None:
    async def story() -> list[str]:
        notes = Notes("hang")
        inbox = Inbox(notes.work)
        for person, text in (("a", "hang"), ("a", "after"), ("b", "1"), ("b", "2")):
            inbox.put(person, message(text))
        await inbox.drain(0.05)
        return notes.done

    assert asyncio.run(story()) == ["b 1", "b 2"]


def test_what_waits_is_taken_by_the_time_it_was_sent() -> None:
    async def story() -> list[str]:
        notes = Notes()
        inbox = Inbox(notes.work)
        for text, sent in (("third", 3), ("first", 1), ("second", 2)):
            inbox.put("a", message(text, sent))
        await inbox.drain(1)
        return notes.done

    assert asyncio.run(story()) == ["a first", "a second", "a third"]


def test_a_services_own_count_says_what_came_first() -> None:
    async def story() -> list[str]:
        notes = Notes()
        inbox = Inbox(notes.work)
        inbox.put("a", Incoming("1", "a", "a", "pressed", "press", number=12))
        inbox.put("a", Incoming("2", "a", "a", "written", number=11))
        await inbox.drain(1)
        return notes.done

    assert asyncio.run(story()) == ["a written", "a pressed"]


def test_too_much_is_dropped_and_said_once() -> None:
    async def story() -> list[str]:
        notes = Notes()
        inbox = Inbox(notes.work, waiting=3)
        for number in range(50):
            inbox.put("a", message(str(number)))
        await inbox.drain(1)
        return notes.done

    assert asyncio.run(story()) == ["a 0", "a 1", "a 2", "a 3 flood"]


def test_who_left_is_not_answered_any_more() -> None:
    async def story() -> list[str]:
        notes = Notes("hang")
        inbox = Inbox(notes.work)
        for text in ("hang", "1", "2"):
            inbox.put("a", message(text))
        await asyncio.sleep(0)
        inbox.drop("a")
        inbox.drop("nobody")
        notes.hanging["hang"].set()
        await inbox.drain(1)
        return notes.done

    assert asyncio.run(story()) == ["a hang"]


def test_there_is_room_for_so_many_people() -> None:
    async def story() -> list[bool]:
        inbox = Inbox(Notes("hang").work, people=2)
        inbox.put("a", message("hang"))
        return [inbox.has_room(1), inbox.has_room(2)]

    assert asyncio.run(story()) == [True, False]
