"""Several assistants behind the proxy of deploy/: nobody notices while they are replaced."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator

import pytest
from redis import Redis
from redis.exceptions import RedisError

from deploy.processes import Topology
from tests.channels.service import Client
from tests.operating.process import free_port, request

REDIS = os.environ.get("DOULA_TEST_REDIS", "redis://127.0.0.1:6379/9")


@pytest.fixture(scope="module")
def redis() -> str:
    try:
        Redis.from_url(REDIS, socket_connect_timeout=2).ping()
    except RedisError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no Redis at {REDIS}")
    return REDIS


@pytest.fixture
def topology(postgresql: str, redis: str) -> Iterator[Topology]:
    if not shutil.which("haproxy") and not os.environ.get("CI"):
        pytest.skip("haproxy is missing")
    stores = {"DOULA_DATABASE_URL": postgresql, "DOULA_TRACKER_URL": postgresql, "DOULA_REDIS_URL": redis}
    with Topology(2, free_port(), {**stores, "DOULA_SECRET": "s" * 40}) as running:
        yield running


def test_what_is_inside_stays_inside_and_nobody_notices_a_new_release(topology: Topology) -> None:
    client, statuses, done = Client(topology.port), list[int](), threading.Event()
    for path in ("/metrics", "//metrics", "/./metrics", "/%6detrics", "/widget/../metrics", "/health/ready"):
        assert client.call("GET", path, prefix="").status == 404, path
    with socket.create_connection(("127.0.0.1", topology.port), timeout=10) as large:
        large.sendall(request("POST", "/webhooks/web/messages", b" " * 1_100_000)[0])
        assert large.recv(100).startswith(b"HTTP/1.1 413")
    assert client.call("GET", "/health/live", prefix="").headers["x-request-id"]
    client.start()

    def talk() -> None:
        while not done.is_set():
            statuses.append(client.call("POST", "/messages", {"text": "hello"}).status)
            done.wait(0.1)

    talking = threading.Thread(target=talk)
    talking.start()
    for number in range(2):
        topology.restart(number)
    done.set()
    talking.join()
    assert len(statuses) > 20
    assert set(statuses) <= {200, 429}, statuses
    said = client.history()
    assert [each["from"] for each in said].count("user") == statuses.count(200)
