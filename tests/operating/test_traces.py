"""What a mother deletes is gone: her words stand in no byte of any file that the assistant keeps."""

from __future__ import annotations

import random
import re
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from doula.knowledge import Asker, KnowledgeBase
from tests.channels.service import Client
from tests.conftest import SERVER
from tests.operating.process import Assistant, environment, settle

WORD = re.compile(rb"wombat\d{6}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = settle(tmp_path_factory.mktemp("traces"))
    (folder / "var").mkdir()
    (folder / "var").chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def serving(folder: Path) -> Iterator[Assistant]:
    with Assistant(folder) as running:
        yield running


def kept(folder: Path, word: str) -> list[str]:
    """Return the files that hold a word; what is only linked there is not the assistant's."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.name for path in files if word.encode() in path.read_bytes())


def speaks(client: Client, word: str) -> None:
    """Leave a word in a question that no article answers, in one that did not help, and in a comment."""
    assert client.says(f"what helps with heartburn after {word} pie?")[0]["outcome"] == "not_covered"
    [answer, *_] = client.says(f"why do my legs cramp at night, my name is Jane {word}")
    thought = {"message_id": answer["id"], "helpful": False, "comment": f"no help for {word}"}
    assert client.call("POST", "/feedback", thought).status == 204


def page_deletes(client: Client, _: Path) -> None:
    assert client.call("DELETE", "/sessions").status == 204


def she_asks_to_be_forgotten(client: Client, _: Path) -> None:
    assert client.says("delete my data")[0]["outcome"] == "done"


def operator_forgets(client: Client, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "doula", "forget"],
        cwd=folder,
        env=environment(),
        input=client.token,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "forgotten\n", done.stderr


@pytest.mark.parametrize("delete", [page_deletes, she_asks_to_be_forgotten, operator_forgets])
def test_nothing_is_left_of_what_was_deleted(
    serving: Assistant, folder: Path, delete: Callable[[Client, Path], None]
) -> None:
    she, other = serving.client(), serving.client()
    hers, others = (f"wombat{secrets.randbelow(10**6):06}" for _ in range(2))
    for client, word in ((she, hers), (other, others)):
        client.start()
        speaks(client, word)
    assert kept(folder, hers), "nothing was kept, so nothing is tried"
    delete(she, folder)
    assert kept(folder, hers) == []
    databases = " ".join(kept(folder, others))
    assert "knowledge.db" in databases and "conversations.db" in databases
    with closing(sqlite3.connect(folder / "var" / "knowledge.db")) as database:
        questions = [question for (question,) in database.execute("SELECT question FROM gaps")]
    assert sum(others in question for question in questions) == 2, "others' questions stay for the authors"


def test_only_the_owner_may_read_what_is_kept_and_a_folder_of_others_is_named(
    serving: Assistant, folder: Path
) -> None:
    assert "var is open to others on this machine: chmod go-rwx var" in serving.written
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in (folder / "var").iterdir()}
    assert {"knowledge.db", "conversations.db", "knowledge.db-wal", "secret"} <= modes.keys()
    assert set(modes.values()) == {"0o600"}


def test_no_row_of_postgresql_is_left(tmp_path: Path, postgresql: str) -> None:
    folder = settle(tmp_path)
    stores = {"DOULA_DATABASE_URL": postgresql, "DOULA_TRACKER_URL": postgresql}
    with Assistant(folder, **stores) as serving:
        she = serving.client()
        she.start()
        speaks(she, "wombat")
        page_deletes(she, folder)
    engine, schema = create_engine(SERVER), postgresql.rsplit("%3D")[-1]
    with engine.begin() as connection:
        for table in ("gaps", "feedback", "events", "outbox"):
            rows = connection.execute(text(f"SELECT * FROM {schema}.{table}")).all()  # noqa: S608 - ours
            assert "wombat" not in str(rows), table
    engine.dispose()


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.connect(f"sqlite:///{tmp_path}/var/knowledge.db")
    base.migrate()
    yield base
    base.close()


def words_in(folder: Path) -> set[str]:
    return {word.decode() for file in folder.iterdir() for word in WORD.findall(file.read_bytes())}


def test_a_purge_takes_the_copies_that_sqlite_leaves_when_it_moves_rows(
    knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    chance, alive = random.Random(4), []  # noqa: S311 - no secret
    with closing(sqlite3.connect(tmp_path / "var" / "knowledge.db", isolation_level=None)) as database:
        database.execute("PRAGMA secure_delete = ON")
        for number in range(4_000):
            alive.append(f"wombat{number:06}")
            row = (str(chance.random()), alive[-1], alive[-1] * chance.randrange(1, 150))
            database.execute("INSERT INTO feedback VALUES (?, ?, 1, ?, '2026-01-01')", row)
            if chance.random() < 0.9:
                gone = alive.pop(chance.randrange(len(alive)))
                database.execute("DELETE FROM feedback WHERE message_id = ?", (gone,))
    knowledge.rewrite()
    assert words_in(tmp_path / "var") == set(alive)


def test_a_reader_keeps_what_was_deleted_until_the_next_purge_and_that_is_said(
    knowledge: KnowledgeBase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    knowledge.add_feedback("web:her", "m1", False, "wombat000001")
    with closing(sqlite3.connect(tmp_path / "var" / "knowledge.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM feedback").fetchone()
        assert knowledge.forget(Asker("web:her", "key")) == 1
        assert "somebody reads" in caplog.text
    knowledge.rewrite()
    assert words_in(tmp_path / "var") == set()


def test_a_database_that_is_large_is_not_rewritten_and_that_is_said(
    knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("doula.knowledge.traces._LARGEST", 1)
    knowledge.rewrite()
    assert "too large to be rewritten" in caplog.text


def test_a_database_in_use_is_rewritten_another_time(
    knowledge: KnowledgeBase,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("doula.knowledge.traces._PATIENCE", 10)
    with closing(sqlite3.connect(tmp_path / "var" / "knowledge.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        knowledge.rewrite()
    assert "will be with the next purge" in caplog.text
