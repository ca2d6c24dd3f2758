"""A database that is stopped, frozen, silent, locked or read-only: plain errors, and nobody else waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from actions import content
from doula.channels.door import Door
from doula.knowledge import AwaitedKnowledge, KnowledgeBase, calls
from doula.knowledge.engine import Patience, connect, writing
from doula.server import health
from doula.server.launch import SEEDS, update_knowledge
from doula.server.tracker_store import ConversationStore
from doula.settings import settings
from tests.channels.service import Answer, Client, Server
from tests.services.database import OwnPostgreSQL, becomes

NIGHT = "why do my legs cramp at night"
HELP = "I am bleeding heavily"
SHORT = Patience(connecting=2, lock=0.8, statement=1.2, call=1.5, idle=4)
AT_ONCE = 1.0  # seconds for what waits for no database
SOON = 4.0  # seconds for a turn, which asks a database two things before it gives up, on a busy machine

Fault = Callable[[], AbstractContextManager[None]]


class Site:
    """The assistant that serves with short patience, two mothers, and somebody who watches that it lives."""

    def __init__(self, door: Door) -> None:
        self.server = Server(door)
        self.slowest, self._is_watched = 0.0, True

    def __enter__(self) -> Site:
        self.server.__enter__()
        self.mother, self.other = self.visitor(), self.visitor()
        self._watch = threading.Thread(target=self._look)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_watched = False
        self._watch.join()
        self.server.__exit__()

    def visitor(self) -> Client:
        client = Client(self.server.port)
        client.start()
        return client

    def ready(self) -> int:
        return Client(self.server.port).call("GET", "/health/ready", prefix="").status

    def _look(self) -> None:
        while self._is_watched:
            began = time.monotonic()
            Client(self.server.port).call("GET", "/health/live", prefix="")
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.05)


@contextmanager
def site(door: Door, knowledge: str, conversations: str) -> Iterator[Site]:
    """Serve with these databases and short patience."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOULA_DATABASE_URL", knowledge)
        patch.setenv("DOULA_TRACKER_URL", conversations)
        patch.setattr(calls, "SILENT", 0.4)
        patch.setattr(health, "PATIENCE", 1.5)
        patch.setattr(health, "BELIEVED", 0.5)
        patch.setattr(AwaitedKnowledge.connect.__func__, "__defaults__", (SHORT,))
        settings.cache_clear()
        content.knowledge.cache_clear()
        update_knowledge([SEEDS])
        store = ConversationStore(door.agent.domain, conversations, patience=SHORT)
        patch.setattr(door.agent, "tracker_store", store)
        patch.setattr(door.agent.processor, "tracker_store", store)
        with Site(door) as running:
            yield running
    settings.cache_clear()
    content.knowledge.cache_clear()


@pytest.fixture
def with_knowledge(assistant: Door, own_postgresql: OwnPostgreSQL, tmp_path: Path) -> Iterator[Site]:
    """Serve with the knowledge base in PostgreSQL."""
    own_postgresql.empty()
    with site(assistant, own_postgresql.address, f"sqlite:///{tmp_path}/conversations.db") as running:
        yield running


@pytest.fixture
def with_conversations(assistant: Door, own_postgresql: OwnPostgreSQL, tmp_path: Path) -> Iterator[Site]:
    """Serve with the conversations in PostgreSQL."""
    own_postgresql.empty()
    with site(assistant, f"sqlite:///{tmp_path}/knowledge.db", own_postgresql.address) as running:
        yield running


def timed(ask: Callable[[], Answer]) -> tuple[Answer, float]:
    began = time.monotonic()
    return ask(), time.monotonic() - began


def say(client: Client, text: str) -> tuple[Answer, float]:
    return timed(lambda: client.call("POST", "/messages", {"text": text}))


def outcome(answer: Answer) -> str:
    assert answer.status == 200, answer.raw
    return str(answer.body["messages"][0]["outcome"])


def assert_plain(answer: Answer) -> None:
    assert answer.status == 503, answer.raw
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "5"


def recovers(running: Site) -> None:
    becomes(True, lambda: running.ready() == 200)
    becomes(True, lambda: '"outcome":"answer"' in say(running.mother, NIGHT)[0].raw.decode(), 10)


FAULTS = ("stopped", "frozen", "silent")


@pytest.mark.parametrize("fault", FAULTS)
def test_while_the_knowledge_base_is_away_danger_is_answered(
    with_knowledge: Site, own_postgresql: OwnPostgreSQL, fault: str
) -> None:
    running = with_knowledge
    for _ in range(2):
        recovers(running)
        with getattr(own_postgresql, fault)(), ThreadPoolExecutor(1) as waiting:
            asked = waiting.submit(say, running.mother, NIGHT)
            answer, seconds = say(running.other, HELP)
            assert outcome(answer) == "urgent" and "could not check" not in answer.raw.decode()
            assert seconds < AT_ONCE + 1, "the alarm waits a second for what else she asks, and no longer"
            refused, seconds = asked.result()
            assert outcome(refused) == "urgent" and "went wrong" in refused.raw.decode()
            assert seconds < SOON
            assert running.ready() == 503
    recovers(running)
    assert running.slowest < AT_ONCE, "the event loop stood still"


@pytest.mark.parametrize("fault", FAULTS)
def test_while_conversations_are_away_everybody_is_told_so_plainly(
    with_conversations: Site, own_postgresql: OwnPostgreSQL, fault: str
) -> None:
    running = with_conversations
    for _ in range(2):
        recovers(running)
        with getattr(own_postgresql, fault)(), ThreadPoolExecutor(12) as waiting:
            for answer, seconds in waiting.map(say, [running.mother, running.other] * 6, [NIGHT, HELP] * 6):
                assert_plain(answer)
                assert seconds < SOON
            assert running.ready() == 503
    recovers(running)
    assert running.slowest < AT_ONCE, "the event loop stood still"


@pytest.mark.parametrize("kind", ["with_knowledge", "with_conversations"])
def test_connections_that_went_silent_are_replaced_while_she_waits(
    request: pytest.FixtureRequest, own_postgresql: OwnPostgreSQL, kind: str
) -> None:
    running = request.getfixturevalue(kind)
    recovers(running)
    for _ in range(2):
        with own_postgresql.silent_once():
            answer, seconds = say(running.mother, NIGHT)
            assert outcome(answer) == "answer"
            assert seconds < SOON
    assert running.slowest < AT_ONCE


def feedback_on(client: Client) -> Callable[[], Answer]:
    message = client.history()[0]["id"]
    return lambda: client.call(
        "POST", "/feedback", {"message_id": message, "helpful": False, "comment": "no"}
    )


def test_while_feedback_is_locked_only_who_sends_it_waits(
    with_knowledge: Site, own_postgresql: OwnPostgreSQL
) -> None:
    running, visitors = with_knowledge, [with_knowledge.visitor() for _ in range(8)]
    recovers(running)
    sends = [feedback_on(visitor) for visitor in visitors]
    with own_postgresql.locked("feedback")(), ThreadPoolExecutor(8) as waiting:
        sent = [waiting.submit(timed, send) for send in sends]
        for client, text, wanted in ((running.mother, NIGHT, "answer"), (running.other, HELP, "urgent")):
            answer, seconds = say(client, text)
            assert outcome(answer) == wanted
            assert seconds < AT_ONCE
        for answer, seconds in (each.result() for each in sent):
            assert_plain(answer)
            assert seconds < SOON
    assert sends[0]().status == 204
    assert running.slowest < AT_ONCE


def test_while_gaps_are_locked_she_is_told_what_is_not_covered(
    with_knowledge: Site, own_postgresql: OwnPostgreSQL
) -> None:
    running = with_knowledge
    recovers(running)
    with own_postgresql.locked("gaps")():
        answer, seconds = say(running.mother, "can i rub my calves with shea butter")
    assert outcome(answer) == "not_covered"
    assert seconds < SOON


@pytest.mark.parametrize("table", ["events", "revoked"])
def test_while_conversations_are_locked_turns_are_refused_and_go_on_afterwards(
    with_conversations: Site, own_postgresql: OwnPostgreSQL, table: str
) -> None:
    running = with_conversations
    recovers(running)
    with own_postgresql.locked(table)():
        answer, seconds = say(running.mother, HELP)
        assert_plain(answer)
        assert seconds < SOON
    assert outcome(say(running.mother, HELP)[0]) == "urgent"
    assert running.slowest < AT_ONCE


def test_a_knowledge_base_that_is_read_only_is_not_ready_and_answers(
    with_knowledge: Site, own_postgresql: OwnPostgreSQL
) -> None:
    running = with_knowledge
    recovers(running)
    send = feedback_on(running.mother)
    with own_postgresql.read_only():
        becomes(False, lambda: running.ready() == 200, 5)
        assert_plain(send())
        assert outcome(say(running.mother, NIGHT)[0]) == "answer"
        assert outcome(say(running.other, HELP)[0]) == "urgent"
    recovers(running)
    assert send().status == 204


def test_conversations_that_are_read_only_are_not_ready(
    with_conversations: Site, own_postgresql: OwnPostgreSQL
) -> None:
    running = with_conversations
    recovers(running)
    with own_postgresql.read_only():
        becomes(False, lambda: running.ready() == 200, 5)
        assert_plain(say(running.mother, HELP)[0])
        assert_plain(running.mother.call("DELETE", "/sessions"))
    recovers(running)
    assert running.mother.call("DELETE", "/sessions").status == 204


def test_a_knowledge_base_in_sqlite_that_is_being_written_keeps_nobody_waiting(
    assistant: Door, tmp_path: Path
) -> None:
    address = f"sqlite:///{tmp_path}/knowledge.db"
    with site(assistant, address, f"sqlite:///{tmp_path}/conversations.db") as running:
        recovers(running)
        send = feedback_on(running.mother)
        with writing(connect(address)).begin(), ThreadPoolExecutor(1) as waiting:
            sent = waiting.submit(timed, send)
            for client, text, wanted in ((running.other, NIGHT, "answer"), (running.other, HELP, "urgent")):
                answer, seconds = say(client, text)
                assert outcome(answer) == wanted
                assert seconds < AT_ONCE
            assert running.ready() == 200, "an ingest is no fault"
            answer, seconds = sent.result()
            assert_plain(answer)
            assert seconds < SOON
        assert send().status == 204
        assert running.slowest < AT_ONCE


def test_an_ingest_may_take_longer_than_a_turn(own_postgresql: OwnPostgreSQL) -> None:
    own_postgresql.empty()
    base = KnowledgeBase.connect(own_postgresql.address, SHORT)
    base.migrate()
    with ThreadPoolExecutor(1) as pool:
        with own_postgresql.locked("content")():
            ingest = pool.submit(base.replace_all, [])
            time.sleep(SHORT.statement + 0.5)
            assert not ingest.done()
        ingest.result(10)
    base.close()
