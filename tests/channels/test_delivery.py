from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from doula import metrics
from doula.channels import delivery
from doula.channels.delivery import Answer, Call, Delivery, judge
from tests.channels.fakes import FakeMessenger, Mood


@pytest.fixture
def fake() -> Iterator[FakeMessenger]:
    service = FakeMessenger()
    yield service
    service.close()


def make(url: str, pauses: tuple[float, ...] = (0.01, 0.01)) -> bool:
    async def story() -> bool:
        client = Delivery(pauses)
        try:
            return await client.make(Call(url, {"a": 1}), judge, "messenger")
        finally:
            await client.close()

    return asyncio.run(story())


@pytest.mark.parametrize(
    ("status", "headers", "what", "after"),
    [
        (200, {}, "taken", 0),
        (201, {}, "taken", 0),
        (302, {}, "later", 0),
        (400, {}, "refused", 0),
        (403, {}, "refused", 0),
        (429, {"retry-after": "7"}, "later", 7),
        (503, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, "later", 0),
        (503, {"retry-after": "nan"}, "later", 0),
        (500, {"retry-after": "-3"}, "later", 0),
        (0, {}, "later", 0),
    ],
)
def test_an_answer_is_judged_by_its_status_and_its_hint(
    status: int, headers: dict[str, str], what: str, after: float
) -> None:
    verdict = judge(Answer(status, headers, {}))
    assert (verdict.what, verdict.after) == (what, after)


@pytest.mark.parametrize("body", [None, "ok", [], 7, True])
def test_a_body_that_no_service_sends_is_no_sign_that_a_message_was_taken(body: Any) -> None:
    assert judge(Answer(200, {}, body)).what == "later"


def test_nobody_there_is_tried_again_and_then_given_up(caplog: pytest.LogCaptureFixture) -> None:
    assert not make("http://127.0.0.1:1/")
    assert "messenger: gave up sending a message: 0" in caplog.text


def test_a_hint_is_waited_for(fake: FakeMessenger) -> None:
    fake.moods.extend([Mood(429, headers={"Retry-After": "0.4"}), Mood(200, {})])
    began = time.monotonic()
    assert make(fake.api)
    assert time.monotonic() - began >= 0.4


def test_silence_is_not_waited_for_for_ever(fake: FakeMessenger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "_TIMEOUT", delivery.aiohttp.ClientTimeout(total=0.1))
    fake.mood = Mood(0)
    began = time.monotonic()
    assert not make(fake.api)
    assert time.monotonic() - began < 5 and fake.calls == 3
    fake.awake.set()


def test_a_redirect_is_not_followed_with_our_secrets(fake: FakeMessenger) -> None:
    fake.mood = Mood(307, headers={"Location": f"{fake.api}/elsewhere"})
    assert not make(fake.api)
    assert fake.paths == {"/v25.0"} and fake.calls == 3


def test_an_endless_answer_is_not_read_to_its_end(fake: FakeMessenger) -> None:
    fake.mood = Mood(200, "a" * 2_000_000)
    assert not make(fake.api)


def test_giving_up_is_counted(fake: FakeMessenger) -> None:
    given_up = metrics.GIVEN_UP.labels("messenger")
    before = given_up._value.get()
    fake.mood = Mood(302, headers={"Location": "/"})
    assert not make(fake.api)
    assert given_up._value.get() == before + 1
