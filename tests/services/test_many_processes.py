"""Several processes serve the same mothers: any of them any turn, also when one is killed in the middle."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis

from bench.many_processes import processes, throw
from doula.server.lock_store import LEASE
from tests.channels.service import Answer, Client
from tests.services.conftest import Redis
from tests.services.proxy import Proxy

NIGHT = "why do my legs cramp at night"


@dataclass
class Fleet:
    """Processes that share PostgreSQL and Redis, and the wires to these."""

    running: list[tuple[int, Any]]
    postgresql: Proxy
    redis: Proxy
    server: Redis

    def locks(self) -> list[str]:
        """Return what Redis holds while a turn is going on."""
        return list(redis.Redis(port=self.server.port).scan_iter("doula:lock:*"))

    @property
    def ports(self) -> list[int]:
        return [port for port, process in self.running if process.poll() is None]


@pytest.fixture(scope="module")
def fleet(
    redis_server: Redis, postgresql_for_all: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fleet]:
    folder: Path = tmp_path_factory.mktemp("fleet")
    wires = Proxy(5432), Proxy(redis_server.port)
    environment = {
        "DOULA_DATABASE_URL": f"sqlite:///{folder}/knowledge.db",
        "DOULA_TRACKER_URL": postgresql_for_all.replace(":5432", f":{wires[0].port}"),
        "DOULA_REDIS_URL": f"redis://127.0.0.1:{wires[1].port}/0",
        "DOULA_SECRET": "f" * 40,
    }
    with processes(3, environment) as running:
        yield Fleet(running, *wires, redis_server)
    for wire in wires:
        wire.cut()


def begun(fleet: Fleet) -> Client:
    client = Client(fleet.ports[0])
    client.start()
    return client


def send(client: Client, port: int, text: str, sent: str) -> Answer:
    other = Client(port)
    other.token = client.token
    return other.call("POST", "/messages", {"text": text, "id": sent})


def send_until_answered(client: Client, port: int, text: str, sent: str) -> Answer:
    """Send a message as her page does: again under its id until it is answered."""
    deadline = time.monotonic() + 20
    while (answer := send(client, port, text, sent)).status != 200:
        assert answer.status == 503 and time.monotonic() < deadline
        time.sleep(0.3)
    return answer


def hers(client: Client) -> list[str]:
    return [said["text"] for said in client.history() if said["from"] == "user"]


def test_turns_thrown_at_random_keep_their_order_and_transcripts(fleet: Fleet) -> None:
    outcome = asyncio.run(throw(fleet.ports, conversations=30, turns=300))
    assert outcome.wrong == []
    assert len(outcome.milliseconds) == 300
    assert outcome.again == 0


def test_the_same_message_sent_to_all_at_once_is_taken_once(fleet: Fleet) -> None:
    client = begun(fleet)
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda port: send(client, port, NIGHT, "m1"), fleet.ports * 2))
    assert [answer.status for answer in answers] == [200] * len(answers)
    assert all(answer.body == answers[0].body for answer in answers)
    assert hers(client) == [NIGHT]


def test_any_process_shows_takes_feedback_and_deletes(fleet: Fleet) -> None:
    client = begun(fleet)
    first, second, third = fleet.ports
    reply = send(client, first, NIGHT, "m1").body["messages"][0]
    client.port = second
    assert client.history()[-1]["from"] == "assistant"
    assert client.call("POST", "/feedback", {"message_id": reply["id"], "helpful": True}).status == 204
    client.port = third
    assert client.call("DELETE", "/sessions").status == 204
    client.port = first
    assert client.call("GET", "/messages").status == 401


def test_redis_that_is_cut_is_said_and_found_again(fleet: Fleet) -> None:
    client = begun(fleet)
    fleet.redis.cut()
    answer = send(client, fleet.ports[0], NIGHT, "m1")
    assert answer.status == 503 and answer.headers["retry-after"]
    fleet.redis.mend()
    assert send_until_answered(client, fleet.ports[0], NIGHT, "m1").body["messages"]
    assert hers(client) == [NIGHT]


def test_postgresql_that_is_cut_is_said_and_found_again(fleet: Fleet) -> None:
    client = begun(fleet)
    client.says("hello")
    fleet.postgresql.cut()
    assert send(client, fleet.ports[0], NIGHT, "m1").status == 503
    fleet.postgresql.mend()
    assert send_until_answered(client, fleet.ports[0], NIGHT, "m1").body["messages"]
    assert hers(client) == ["hello", NIGHT]


def test_a_process_killed_in_the_middle_of_a_turn_loses_and_doubles_nothing(fleet: Fleet) -> None:
    client, (port, victim), other = begun(fleet), fleet.running[0], fleet.ports[1]
    fleet.postgresql.delay = 0.2  # the turn lasts until it is killed
    with ThreadPoolExecutor() as pool:
        turn = pool.submit(send, client, port, NIGHT, "m1")
        while not fleet.locks():
            time.sleep(0.02)
        victim.send_signal(signal.SIGKILL)
        assert turn.exception(10), "it was answered before it was killed"
    fleet.postgresql.delay = 0
    began = time.monotonic()
    assert send_until_answered(client, other, NIGHT, "m1").body["messages"]
    assert time.monotonic() - began < LEASE + 3
    client.port = other
    assert hers(client) == [NIGHT]
