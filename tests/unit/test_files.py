"""What mothers write lies in files that only their owner may read, whatever the umask, wherever they lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from doula.knowledge import KnowledgeBase
from doula.knowledge.engine import connect
from doula.knowledge.files import make_private, open_to_others


@pytest.fixture(autouse=True)
def wide_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def write(file: Path) -> None:
    """Open a database, and leave it open, so that all its files are there."""
    connection = connect(f"sqlite:///{file}").connect()
    connection.execute(text("CREATE TABLE IF NOT EXISTS words (word TEXT)"))
    connection.commit()
    connection.detach()
    files = {each.name: mode(each) for each in file.parent.iterdir()}
    assert files == {f"{file.name}{ending}": "0o600" for ending in ("", "-wal", "-shm")}
    connection.close()


def test_a_new_database_and_its_folder_are_the_owners(tmp_path: Path) -> None:
    write(tmp_path / "new" / "knowledge.db")
    assert mode(tmp_path / "new") == "0o700"


def test_a_database_in_a_folder_of_others_is_the_owners(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o777)
    write(folder / "knowledge.db")
    assert mode(folder) == "0o777", "what is not ours is not closed to others"


def test_files_that_were_open_to_others_are_closed(tmp_path: Path) -> None:
    file = tmp_path / "var" / "knowledge.db"
    file.parent.mkdir()
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).touch(mode=0o644)
    write(file)


def test_a_link_to_a_database_closes_the_database(tmp_path: Path) -> None:
    file = tmp_path / "disk" / "knowledge.db"
    file.parent.mkdir()
    file.touch(mode=0o666)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "knowledge.db").symlink_to(file)
    make_private(tmp_path / "var" / "knowledge.db")
    assert mode(file) == "0o600"


def test_what_stays_open_to_others_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    (folder / "knowledge.db").touch(mode=0o640)
    assert list(open_to_others(folder / "knowledge.db")) == [
        f"{folder} is open to others on this machine: chmod go-rwx {folder}",
        f"{folder}/knowledge.db is open to others on this machine: chmod go-rwx {folder}/knowledge.db",
    ]
    folder.chmod(0o700)
    make_private(folder / "knowledge.db")
    assert list(open_to_others(folder / "knowledge.db")) == []


def test_an_export_is_the_owners(tmp_path: Path) -> None:
    knowledge = KnowledgeBase.connect(f"sqlite:///{tmp_path}/var/knowledge.db")
    knowledge.migrate()
    (tmp_path / "all.gz").touch(mode=0o644)
    knowledge.export(tmp_path / "all.gz")
    assert mode(tmp_path / "all.gz") == "0o600"
    knowledge.close()
