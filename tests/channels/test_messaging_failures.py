"""Restarts, stores that are down, services that never answer, channels that are half set up."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from doula.channels.door import Door, StoreDownError
from doula.channels.receipts import TERM, ClaimedError
from doula.channels.telegram import TelegramChannel
from doula.cli import main
from doula.server.conversation_database import IN_MEMORY
from doula.server.tracker_store import ConversationStore
from doula.settings import settings
from tests.channels.fakes import Mood
from tests.channels.messaging import MessagingMother, Services, served
from tests.channels.phones import PHONES, SECRETS
from tests.channels.service import Client

NIGHT = "why do my legs cramp at night"


def keep_in(door: Door, address: str, patch: pytest.MonkeyPatch) -> None:
    """Keep the assistant's conversations in a database, as a new process would find them."""
    store = ConversationStore(door.agent.domain, address)
    patch.setattr(door.agent, "tracker_store", store)
    patch.setattr(door.agent.processor, "tracker_store", store)


def test_a_repeat_is_dropped_after_a_restart_and_a_list_stays_open(
    assistant: Door, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = PHONES["twilio"]()
    hook = phone.event("words", NIGHT)
    keep_in(assistant, address, monkeypatch)
    with served(assistant, tmp_path) as before:
        assert MessagingMother(before, "twilio", phone).sends(hook)
    keep_in(assistant, address, monkeypatch)
    with served(assistant, tmp_path) as after:
        mother = MessagingMother(after, "twilio", phone)
        assert mother.sends(hook) == []
        assert "Which of these" in mother.says("4")[-1].text


def take(store: ConversationStore, *marks: str) -> set[str]:
    """Claim messages and confirm that they will be answered."""
    new = asyncio.run(store.claim(marks))
    asyncio.run(store.confirm(new))
    return new


def later(seconds: float, patch: pytest.MonkeyPatch) -> None:
    """Let so much time go by for whoever claims."""
    now = time.time()
    patch.setattr("doula.server.tracker_store.time.time", lambda: now + seconds)


def test_a_message_is_new_to_one_process_only(address: str) -> None:
    first, second = ConversationStore(host=address), ConversationStore(host=address)
    assert take(first, "a", "b") == {"a", "b"}
    assert take(second, "b", "c") == {"c"}
    assert take(ConversationStore(host=IN_MEMORY), "a") == {"a"}


def test_a_message_is_forgotten_after_some_days(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ConversationStore(host=address)
    take(store, "a")
    later(9 * 24 * 3600, monkeypatch)
    assert take(store, "a") == {"a"}


@pytest.mark.parametrize("seconds", [TERM + 1, -5 * 3600])
def test_a_claim_that_its_process_did_not_live_to_confirm_ends(
    address: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, other = ConversationStore(host=address), ConversationStore(host=address)
    asyncio.run(killed.claim(["a", "b"]))
    with pytest.raises(ClaimedError):
        asyncio.run(other.claim(["b", "c"]))
    later(seconds, monkeypatch)
    assert take(other, "b", "c") == {"b", "c"}
    later(2 * TERM, monkeypatch)
    assert take(other, "b", "c") == set()


def test_of_a_batch_all_are_claimed_or_none(address: str) -> None:
    store = ConversationStore(host=address)

    def fail(*arguments: Any) -> None:
        if "INSERT INTO received" in arguments[2] and "c" in str(arguments[3]):
            raise OperationalError(arguments[2], {}, Exception("killed"))

    sa.event.listen(store.engine, "before_cursor_execute", fail)
    with pytest.raises(StoreDownError):
        asyncio.run(store.claim(["a", "b", "c"]))
    sa.event.remove(store.engine, "before_cursor_execute", fail)
    assert take(store, "a", "b", "c") == {"a", "b", "c"}


def test_processes_that_claim_at_the_same_moment_answer_once(address: str) -> None:
    stores = [ConversationStore(host=address) for _ in range(4)]

    def claim(store: ConversationStore) -> set[str]:
        try:
            return take(store, "a", "b")
        except ClaimedError:
            return set()

    with ThreadPoolExecutor() as pool:
        claimed = list(pool.map(claim, stores * 4))
    assert [each for each in claimed if each] == [{"a", "b"}]


def test_a_table_of_an_older_release_is_extended_and_its_messages_stay_answered(address: str) -> None:
    engine = ConversationStore(host=address).engine
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE received DROP COLUMN until"))
        connection.execute(
            sa.text("INSERT INTO received (mark, at) VALUES ('a', :now)"), {"now": time.time()}
        )
    assert take(ConversationStore(host=address), "a", "b") == {"b"}


@pytest.mark.parametrize("service", PHONES)
def test_what_was_claimed_too_late_is_answered_once_when_it_comes_again(
    service: str, assistant: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{tmp_path}/conversations.db"
    keep_in(assistant, address, monkeypatch)
    monkeypatch.setattr("doula.server.tracker_store.TERM", 0.6)
    with served(assistant, tmp_path) as running:
        mother = MessagingMother(running, service)
        hook = mother.phone.event("words", "I am bleeding heavily")
        with closing(sqlite3.connect(tmp_path / "conversations.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with monkeypatch.context() as impatient:
                impatient.setattr(assistant.conversations._database._threads, "_patience", 0.2)
                assert running.post(service, hook).status == 503
            other.execute("ROLLBACK")  # the thread may still claim it though nobody waits any more
        while (answer := running.post(service, hook)).status == 503:
            time.sleep(0.1)
        assert answer.status == 200 and running.post(service, hook).status == 200
        running.idle(service)
        (alarm,) = mother.got
        assert "emergency" in alarm.text.lower()


def test_what_waits_is_answered_even_if_it_cannot_be_confirmed(
    services: Services, assistant: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother = MessagingMother(services, "whatsapp")

    async def fail(*_: object) -> None:
        raise StoreDownError

    with monkeypatch.context() as broken:
        broken.setattr(assistant.agent.tracker_store, "confirm", fail, raising=False)
        assert mother.says(NIGHT)


def test_a_store_that_is_down_makes_the_service_send_it_again(
    services: Services, assistant: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother = MessagingMother(services, "whatsapp")
    hook = mother.phone.event("words", NIGHT)

    async def fail(*_: object) -> set[str]:
        raise StoreDownError

    with monkeypatch.context() as broken:
        broken.setattr(assistant.agent.tracker_store, "claim", fail, raising=False)
        assert services.post("whatsapp", hook).status == 503
    assert mother.sends(hook)


def test_a_message_that_cannot_be_answered_gets_a_safe_sentence(
    services: Services, assistant: Door, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    async def fail(*_: object) -> None:
        raise StoreDownError("calf")

    mother = MessagingMother(services, "slack")
    with monkeypatch.context() as broken:
        broken.setattr(Door, "receive", fail)
        (said,) = mother.says(NIGHT)
    assert "went wrong on my side" in said.text and "emergency number" in said.text
    assert mother.says(NIGHT)


def test_a_service_is_answered_at_once_however_long_a_turn_takes(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = Door.receive

    async def slowly(*arguments: Any) -> Any:
        await asyncio.sleep(1.5)
        return await receive(*arguments)

    mother = MessagingMother(services, "slack")
    with monkeypatch.context() as slow:
        slow.setattr(Door, "receive", slowly)
        began = time.monotonic()
        assert services.post("slack", mother.phone.event("words", NIGHT)).status == 200
        assert time.monotonic() - began < 1.2
        assert mother.got == []
        services.idle("slack")
    assert mother.got


def test_a_model_that_is_not_ready_makes_the_service_send_it_again(
    services: Services, assistant: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother = MessagingMother(services, "messenger")
    hook = mother.phone.event("words", NIGHT)
    with monkeypatch.context() as broken:
        broken.setattr(type(assistant.agent), "is_ready", lambda _: False)
        assert services.post("messenger", hook).status == 503
    assert mother.sends(hook)


def test_what_is_waiting_is_answered_before_the_process_ends(assistant: Door, tmp_path: Path) -> None:
    with served(assistant, tmp_path) as running:
        mother = MessagingMother(running, "telegram")
        mother.fake.moods.extend([Mood(200, {"ok": True}, after=0.3)])
        for text in ("hello", NIGHT):
            assert running.post("telegram", mother.phone.event("words", text)).status == 200
    assert "calcium" in " ".join(sent.text for sent in mother.got)


def web_turns(services: Services) -> list[float]:
    """Return how many milliseconds each turn of a conversation on the web page takes."""
    client, spent = Client(services.server.port), []
    client.start()
    for _ in range(15):
        began = time.perf_counter()
        client.says("hello")
        spent.append((time.perf_counter() - began) * 1000)
    return spent


def test_a_service_that_never_answers_does_not_slow_the_web_channel(services: Services) -> None:
    fake, alone, beside = services.fakes["telegram"], [], []
    for _ in range(4):
        alone += web_turns(services)
        fake.mood, calls = Mood(0), fake.calls
        fake.awake.clear()
        for _ in range(20):
            assert services.post("telegram", PHONES["telegram"]().event("words", "hello")).status == 200
        while fake.calls < calls + 20:
            time.sleep(0.01)
        beside += web_turns(services)
        assert len(services.channels["telegram"]._inbox._waiting) == 20, "the sends do not hang"
        fake.mood = None
        fake.awake.set()
        services.idle("telegram")
    before, during = (statistics.quantiles(spent, n=20)[-1] for spent in (alone, beside))
    assert during < 3 * before, f"p95 {before:.0f} ms alone, {during:.0f} ms while 20 sends hang"


def test_one_mother_whose_message_hangs_keeps_no_other_waiting(services: Services) -> None:
    fake = services.fakes["messenger"]
    fake.moods.extend([Mood(200, {}, after=1.5)])
    slow, other = MessagingMother(services, "messenger"), MessagingMother(services, "messenger")
    assert services.post("messenger", slow.phone.event("words", NIGHT)).status == 200
    while fake.moods:
        time.sleep(0.01)
    began = time.monotonic()
    assert services.post("messenger", other.phone.event("words", NIGHT)).status == 200
    while not other.got:
        time.sleep(0.01)
    assert time.monotonic() - began < 1.2
    services.idle("messenger")


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_them(*names: str) -> None:
        for name in SECRETS:
            monkeypatch.delenv(f"DOULA_{name.upper()}", raising=False)
        for name in names:
            monkeypatch.setenv(f"DOULA_{name.upper()}", SECRETS[name])
        settings.cache_clear()

    yield set_them
    settings.cache_clear()


def test_a_channel_without_secrets_stays_off_quietly(variables: Any, caplog: Any) -> None:
    variables()
    assert list(TelegramChannel.from_credentials({}).blueprint(None)._future_routes) == []
    assert caplog.text == ""


def test_a_channel_with_half_its_secrets_stays_off_and_says_what_is_missing(
    variables: Any, caplog: Any
) -> None:
    variables("telegram_token")
    assert list(TelegramChannel.from_credentials({}).blueprint(None)._future_routes) == []
    assert "telegram stays off: DOULA_TELEGRAM_SECRET is not set" in caplog.text
    assert SECRETS["telegram_token"] not in caplog.text


def test_channels_are_listed_with_their_addresses_and_what_is_missing(variables: Any) -> None:
    variables("public_url", "slack_token", "slack_signing_secret", "telegram_token")
    shown = CliRunner().invoke(main, ["channels"]).output
    assert "slack      on   https://bot.clinic.example/webhooks/slack" in shown
    assert "telegram   off  DOULA_TELEGRAM_SECRET not set" in shown
    assert "messenger  off  DOULA_MESSENGER_TOKEN, DOULA_MESSENGER_APP_SECRET" in shown
    assert "web        on   " in shown
    assert not any(SECRETS[name] in shown for name in ("slack_token", "telegram_token"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "nowhere"),
        ("TELEGRAM_SECRET", "short"),
        ("TWILIO_NUMBER", "0163"),
        ("SLACK_TOKEN", "a b"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named_and_not_shown(
    variables: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    variables()
    monkeypatch.setenv(f"DOULA_{name}", value)
    shown = CliRunner().invoke(main, ["channels"]).output
    assert f"DOULA_{name} is wrong" in shown and value not in shown
