"""What is kept: for how long, how one mother is forgotten, and how all of it is put back."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner, Result
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sqlalchemy import create_engine, text

from doula.articles import Article
from doula.channels import tokens
from doula.channels.telegram import TelegramChannel
from doula.channels.whatsapp_cloud import WhatsAppChannel
from doula.channels.whatsapp_twilio import TwilioChannel
from doula.cli import keeping, main
from doula.knowledge import Asker, KnowledgeBase
from doula.server.tracker_store import ConversationStore
from doula.settings import settings
from tests.conftest import SERVER

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
SECRET = "s" * 40
WORDS = "xylophone"
SHE = Asker("web:her", SECRET)


class Kept:
    """The two databases, as a server would use them."""

    def __init__(self) -> None:
        self.knowledge = KnowledgeBase.connect(settings().database_url)
        self.knowledge.migrate()
        self.conversations = ConversationStore(Domain.empty())

    def says(self, conversation: str, days_ago: float = 0) -> str:
        asyncio.run(self._take(conversation, UserUttered(WORDS), days_ago))
        self.knowledge.add_feedback(conversation, "message", False, WORDS)
        return conversation

    def begins(self, conversation: str, days_ago: float) -> None:
        asyncio.run(self._take(conversation, UserUttered.create_external("greet", [], "web"), days_ago))

    async def _take(self, conversation: str, event: UserUttered, days_ago: float) -> None:
        new = partial(self.conversations.create_tracker, conversation, append_action_listen=False)
        tracker = await self.conversations.retrieve(conversation) or await new()
        event.timestamp = (datetime.now(UTC) - timedelta(days=days_ago)).timestamp()
        tracker.update(event)
        await self.conversations.save(tracker)

    def said(self, conversation: str) -> int:
        return len(asyncio.run(self.conversations.page(conversation)).messages)

    def names(self) -> set[str]:
        return set(asyncio.run(self.conversations.keys()))


def run(*arguments: str, typed: str = "") -> Result:
    settings.cache_clear()
    return CliRunner().invoke(main, arguments, input=typed)


@pytest.fixture(autouse=True)
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DOULA_DATABASE_URL", f"sqlite:///{tmp_path}/var/knowledge.db")
    monkeypatch.setenv("DOULA_TRACKER_URL", f"sqlite:///{tmp_path}/var/conversations.db")
    monkeypatch.setenv("DOULA_SECRET", SECRET)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def kept() -> Kept:
    return Kept()


def test_a_conversation_goes_when_it_has_been_silent_for_too_long(kept: Kept) -> None:
    kept.says("web:old", 366)
    kept.says("web:young", 364)
    kept.says("web:long", 400)
    kept.says("web:long")
    purged = run("purge")
    assert purged.exit_code == 0
    assert purged.output == "deleted: 1 conversations, 0 opinions on answers, 0 questions\n"
    assert kept.names() == {"web:young", "web:long"}
    assert "deleted: 0 conversations" in run("purge").output, "a second time there is nothing"


def test_it_is_said_how_old_is_too_old(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.says("web:old", 30)
    monkeypatch.setenv("DOULA_KEEP_DAYS", "0")
    assert "deleted: 0 conversations" in run("purge").output, "0 keeps for ever"
    assert kept.names() == {"web:old"}
    assert run("purge", "--older-than", "0").exit_code == 2
    assert "deleted: 1 conversations" in run("purge", "--older-than", "29").output


def test_a_conversation_in_which_nothing_was_said_is_kept_for_a_day(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.says("web:used", 2)
    kept.begins("web:yesterday", 0.9)
    kept.begins("web:unused", 2)
    monkeypatch.setenv("DOULA_KEEP_DAYS", "0")
    assert "deleted: 1 conversations" in run("purge").output
    assert kept.names() == {"web:used", "web:yesterday"}


def test_opinions_and_questions_go_by_age_too(kept: Kept) -> None:
    kept.says("web:young")
    kept.knowledge.note_gap(WORDS, "unanswered", 90, SHE)
    with sqlite3.connect(settings().database_url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE feedback SET created_at = '2020-01-01 00:00:00.000000'")
        database.execute("UPDATE gaps SET noted_on = '2020-01-01'")
    assert run("purge").output == "deleted: 0 conversations, 1 opinions on answers, 1 questions\n"


@pytest.mark.parametrize(
    ("person", "conversation"),
    [
        ("telegram:5000001", lambda: TelegramChannel.conversation_of("5000001")),
        ("twilio:+441632960001", lambda: TwilioChannel.conversation_of("whatsapp:+441632960001")),
        ("whatsapp:+441632960001", lambda: WhatsAppChannel.conversation_of("441632960001")),
    ],
)
def test_a_mother_is_forgotten_by_what_people_call_her(kept: Kept, person: str, conversation: object) -> None:
    hers, other = kept.says(conversation()), kept.says("telegram:another")  # type: ignore[operator]
    forgotten = run("forget", typed=person)
    assert (forgotten.exit_code, forgotten.output) == (0, "forgotten\n")
    assert kept.names() == {other}
    assert not asyncio.run(kept.conversations.is_revoked(hers)), "she may write again"
    again = run("forget", typed=person)
    assert (again.exit_code, again.output) == (1, "Error: nothing is kept under this name\n")


def test_a_web_conversation_is_forgotten_by_its_token_also_when_it_is_over(kept: Kept) -> None:
    token = tokens.issue(SECRET, datetime.now(UTC) - timedelta(days=40))
    kept.says(token.conversation)
    assert run("forget", typed=token.text[:-2] + "xx").exit_code == 1
    assert run("forget", typed=f" {token.text}\n").output == "forgotten\n"
    assert kept.names() == set()
    assert asyncio.run(kept.conversations.is_revoked(token.conversation)), "the token is worth nothing"
    with sqlite3.connect(settings().database_url.removeprefix("sqlite:///")) as database:
        assert database.execute("SELECT count(*) FROM feedback").fetchone() == (0,)


def test_whom_to_forget_is_never_on_the_command_line(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    hers = kept.says("web:her")
    assert run("forget", hers).exit_code == 2
    assert run("forget", typed="\n").exit_code == 2
    assert kept.names() == {hers}
    monkeypatch.setattr("sys.stdin", Mock(isatty=lambda: True))
    monkeypatch.setattr("click.prompt", asked := Mock(return_value=hers))
    keeping.forget.callback()  # type: ignore[misc]
    assert asked.call_args.kwargs["hide_input"] is True, "who looks over a shoulder sees nothing"
    assert kept.names() == set()


def test_what_outlived_a_conversation_is_forgotten_too(kept: Kept) -> None:
    hers = "web:her"
    kept.knowledge.note_gap(WORDS, "unanswered", 90, Asker(hers, SECRET))
    assert run("forget", typed=hers).output == "forgotten\n"
    assert run("forget", typed=hers).exit_code == 1
    assert run("purge").output == "deleted: 0 conversations, 0 opinions on answers, 0 questions\n"


def test_what_was_backed_up_is_put_back_while_it_is_in_use(kept: Kept, tmp_path: Path) -> None:
    kept.knowledge.replace_all([Article("cramps", "Cramps", "Cramps", (), ())])
    version, file = kept.knowledge.version(), tmp_path / "doula.tar.gz"
    kept.says("web:first")
    with sqlite3.connect(settings().tracker_url.removeprefix("sqlite:///")) as writer:
        writer.execute("BEGIN")
        writer.execute("SELECT count(*) FROM events")
        assert run("backup", str(file)).output == f"written: {file}\n"
    assert file.stat().st_mode & 0o777 == 0o600
    kept.says("web:second")
    kept.knowledge.replace_all([])
    assert run("restore", str(file)).exit_code == 0
    assert kept.knowledge.version() == version
    assert kept.knowledge.article("cramps")
    assert kept.names() == {"web:first"}
    assert kept.said("web:first") == 1


def test_what_was_deleted_since_does_not_come_back(kept: Kept, tmp_path: Path) -> None:
    file = tmp_path / "doula.tar.gz"
    token = tokens.issue(SECRET)
    for conversation, age in ((token.conversation, 0), ("web:kept", 0), ("web:old", 366)):
        kept.says(conversation, age)
        for _ in range(2):
            kept.knowledge.note_gap(f"{WORDS} {conversation}", "unanswered", 90, Asker(conversation, SECRET))
    run("backup", str(file))
    run("forget", typed=token.text)
    restored = run("restore", str(file))
    assert "deleted: 1 conversations" in restored.output
    assert kept.names() == {"web:kept"}
    assert asyncio.run(kept.conversations.is_revoked(token.conversation))
    written = b"".join(path.read_bytes() for path in (tmp_path / "var").glob("conversations.db*"))
    assert written.count(WORDS.encode()) >= 1
    assert token.conversation.encode() not in written
    with sqlite3.connect(settings().database_url.removeprefix("sqlite:///")) as database:
        questions = {question for (question,) in database.execute("SELECT question FROM gaps")}
    assert questions == {f"{WORDS} web:kept", f"{WORDS} web:old"}


def test_a_backup_holds_nothing_of_what_was_deleted_before(kept: Kept, tmp_path: Path) -> None:
    database = settings().database_url.removeprefix("sqlite:///")
    with sqlite3.connect(database) as writer:  # as a release did that overwrote nothing
        writer.execute("PRAGMA secure_delete = OFF")
        writer.execute("INSERT INTO feedback VALUES ('web:her', 'm', 0, ?, '2026-01-01')", (WORDS,))
        writer.execute("DELETE FROM feedback")
    run("backup", str(tmp_path / "doula.tar.gz"))
    with tarfile.open(tmp_path / "doula.tar.gz") as archive:
        assert WORDS.encode() not in archive.extractfile("knowledge.db").read()  # type: ignore[union-attr]


def test_what_is_put_back_is_its_owners(kept: Kept, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "doula.tar.gz"))
    for file in (tmp_path / "var").iterdir():
        file.chmod(0o644)
    assert run("restore", str(tmp_path / "doula.tar.gz")).exit_code == 0
    assert {oct(file.stat().st_mode & 0o777) for file in (tmp_path / "var").iterdir()} == {"0o600"}


def test_the_secret_is_part_of_a_backup_unless_it_is_set(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "doula.tar.gz"
    monkeypatch.setattr("doula.server.backup.SECRET_FILE", tmp_path / "var" / "secret")
    run("backup", str(file))
    with tarfile.open(file) as archive:
        assert archive.getnames() == ["knowledge.db", "conversations.db"]
    monkeypatch.delenv("DOULA_SECRET")
    (tmp_path / "var" / "secret").write_text("made once")
    run("backup", str(file))
    (tmp_path / "var" / "secret").unlink()
    assert run("restore", str(file)).exit_code == 0
    assert (tmp_path / "var" / "secret").read_text() == "made once"
    assert (tmp_path / "var" / "secret").stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_put_back_changes_nothing(kept: Kept, tmp_path: Path) -> None:
    kept.says("web:first")
    for content in (b"", b"no archive", b"\x1f\x8b" + bytes(100)):
        (tmp_path / "bad").write_bytes(content)
        refused = run("restore", str(tmp_path / "bad"))
        assert refused.exit_code == 1 and "is no whole backup" in refused.output
    assert kept.names() == {"web:first"}


def test_other_databases_have_their_own_tools(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOULA_TRACKER_URL", "postgresql://her:hunter2@127.0.0.1:1/name")
    refused = run("backup", "nowhere.tar.gz")
    assert refused.exit_code == 1 and "DOULA_TRACKER_URL is no SQLite" in refused.output
    assert "hunter2" not in refused.output


@pytest.fixture
def whole_database() -> Iterator[str]:
    """Give the address of a PostgreSQL database of its own, and the address of another, empty one."""
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    name = f"doula_{uuid.uuid4().hex}"
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL: {type(error).__name__}")
    yield str(server.url.set(database=name).render_as_string(hide_password=False))
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is missing")
def test_postgresql_is_backed_up_and_put_back_as_the_documents_say(
    whole_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DOULA_DATABASE_URL", "DOULA_TRACKER_URL"):
        monkeypatch.setenv(name, whole_database)
    settings.cache_clear()
    kept = Kept()
    kept.knowledge.replace_all([Article("cramps", "Cramps", "Cramps", (), ())])
    version = kept.knowledge.version()
    kept.says("web:first")
    dump, put_back = re.findall(r"^ +(pg_(?:dump|restore) .+)$", OPERATING.read_text(), re.MULTILINE)
    subprocess.run(dump, shell=True, check=True, cwd=tmp_path)  # noqa: S602 - as the document says it
    kept.says("web:second")
    kept.knowledge.replace_all([])
    kept.knowledge.close()
    kept.conversations.engine.dispose()
    subprocess.run(put_back, shell=True, check=True, cwd=tmp_path)  # noqa: S602
    assert Kept().names() == {"web:first"}
    assert Kept().knowledge.version() == version
