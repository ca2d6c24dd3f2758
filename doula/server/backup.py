"""Everything that cannot be made again, as one file: for SQLite, also while the assistant serves."""

from __future__ import annotations

import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from itertools import chain, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

from doula.knowledge.engine import file_of
from doula.knowledge.files import make_private
from doula.knowledge.gaps import marks
from doula.settings import SECRET_FILE, secret, settings, variable

_DATABASES = {"knowledge.db": "database_url", "conversations.db": "tracker_url"}
_NAMED = {"events": "sender_id", "outbox": "sender_id", "feedback": "conversation"}  # conversations by name
_PATIENCE = 10.0  # seconds for whoever writes


class BackupError(RuntimeError):
    """Nothing was copied; the message says why."""


def back_up(file: Path) -> None:
    """Write both databases, each as it is at one moment, and the secret that signs tokens, into one file."""
    databases = _files()
    with TemporaryDirectory(dir=file.parent) as folder:
        for name, database in databases.items():
            if not database.exists():
                raise BackupError(f"there is no {database}: nothing to back up")
            _write_anew(database, Path(folder, name))
        draft = Path(folder, "draft")
        draft.touch(mode=0o600)
        with tarfile.open(draft, "w:gz") as archive:
            for name in databases:
                archive.add(Path(folder, name), name)
            if settings().secret is None and SECRET_FILE.exists():
                archive.add(SECRET_FILE, SECRET_FILE.name)
        draft.replace(file)


def restore(file: Path) -> None:
    """Put back what a file holds; a conversation that was refused for good since then stays deleted."""
    databases = _files()
    with TemporaryDirectory() as folder:
        _unpack(file, Path(folder))
        refused, key = set(_refused(databases["conversations.db"])), _key(Path(folder))
        for name, database in databases.items():
            _leave_out(Path(folder, name), refused, key)
            _copy(Path(folder, name), database)
        if settings().secret is None and (kept := Path(folder, SECRET_FILE.name)).exists():
            make_private(SECRET_FILE)
            SECRET_FILE.write_bytes(kept.read_bytes())


def _key(folder: Path) -> str:
    """Return the secret with which what was unpacked is marked."""
    kept = Path(folder, SECRET_FILE.name)
    return kept.read_text().strip() if settings().secret is None and kept.exists() else secret()


def _files() -> dict[str, Path]:
    files = {name: file_of(getattr(settings(), field)) for name, field in _DATABASES.items()}
    for name, file in files.items():
        if file is None:
            raise BackupError(
                f"{variable(_DATABASES[name])} is no SQLite: use its own tools, docs/operating.md"
            )
    return {name: file for name, file in files.items() if file}


def _copy(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment over another one, which may be in use."""
    make_private(target)
    with _told(source, target), closing(_opened(source)) as old, closing(_opened(target)) as new:
        old.backup(new)


def _write_anew(source: Path, target: Path) -> None:
    """Write a database as it is at one moment into a new file, without what is left of deleted rows."""
    with _told(source, target), closing(_opened(source)) as old:
        old.execute("VACUUM INTO ?", (str(target),))


@contextmanager
def _told(source: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied to {target}: {error}") from None


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=_PATIENCE)


def _unpack(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file, "r:gz") as archive:
            for name in (*_DATABASES, SECRET_FILE.name):
                if name in archive.getnames() and (content := archive.extractfile(name)):
                    Path(folder, name).write_bytes(content.read())
        for name in _DATABASES:
            with closing(sqlite3.connect(folder / name)) as database:
                if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    raise BackupError(f"{file}: {name} is damaged")
    except (OSError, EOFError, tarfile.TarError, sqlite3.Error) as error:
        raise BackupError(f"{file} is no whole backup: {type(error).__name__}") from None


def _refused(conversations: Path) -> Iterator[str]:
    """Return the marks of conversations that are refused for good, as the database is now."""
    if conversations.exists():
        with closing(sqlite3.connect(conversations, timeout=_PATIENCE)) as database:
            if _has(database, "revoked"):
                yield from (mark for (mark,) in database.execute("SELECT conversation FROM revoked"))


def _leave_out(file: Path, refused: set[str], key: str) -> None:
    """Delete what belongs to conversations that are refused, and go on refusing them."""
    these = [(mark,) for mark in refused]
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA secure_delete = ON")
        database.create_function("mark", 1, lambda name: sha256(name.encode()).hexdigest())
        database.execute("CREATE TEMP TABLE refused (mark TEXT PRIMARY KEY)")
        database.executemany("INSERT INTO refused VALUES (?)", these)
        for table, column in _NAMED.items():
            if _has(database, table):
                database.execute(f"DELETE FROM {table} WHERE mark({column}) IN (SELECT mark FROM refused)")  # noqa: S608
        if _has(database, "revoked"):
            database.executemany("INSERT OR IGNORE INTO revoked VALUES (?)", these)
        if _has(database, "gaps") and "mark" in _columns(database, "gaps"):
            _leave_out_gaps(database, refused, key)


def _leave_out_gaps(database: sqlite3.Connection, refused: set[str], key: str) -> None:
    kept = {mark for (mark,) in database.execute("SELECT mark FROM gaps")}
    days = [day for (day,) in database.execute("SELECT DISTINCT noted_on FROM gaps")]
    hers = (takewhile(kept.__contains__, marks(who, key, day)) for who in refused for day in days)
    database.executemany("DELETE FROM gaps WHERE mark = ?", ((mark,) for mark in chain.from_iterable(hers)))


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in database.execute(f"PRAGMA table_info({table})")}


def _has(database: sqlite3.Connection, table: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return database.execute(query, (table,)).fetchone() is not None
