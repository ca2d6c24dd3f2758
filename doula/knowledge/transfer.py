"""The whole knowledge base as one file: a line for each row, for keeping it and taking it elsewhere."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Date, DateTime, LargeBinary, Table, delete, insert, select
from sqlalchemy.engine import Connection

from doula.knowledge import meanings, words
from doula.knowledge.engine import KnowledgeError
from doula.knowledge.rows import load
from doula.knowledge.tables import articles, gaps, metadata

_FORMAT = {"doula": "knowledge base", "format": 2}
_MANY = 500  # rows at a time


def write(connection: Connection, file: Path) -> None:
    """Write every row of every table; a file that is there is replaced when the new one is whole."""
    draft = file.with_name(f"{file.name}.draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with gzip.open(draft, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(_FORMAT) + "\n")
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
                lines.write(json.dumps([table.name, _plain(dict(row))], ensure_ascii=False) + "\n")
    draft.replace(file)


def read(connection: Connection, file: Path) -> None:
    """Hold exactly what was written; raises KnowledgeError where the file is not whole or not ours."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            if json.loads(next(lines)) != _FORMAT:
                raise KnowledgeError(f"{file} was written by another release")
            _clear(connection)
            for name, rows in groupby(map(json.loads, lines), key=lambda line: str(line[0])):
                _insert(connection, metadata.tables[name], (row for _, row in rows))
    except (EOFError, KeyError, OSError, StopIteration, TypeError, ValueError) as error:
        raise KnowledgeError(
            f"{file} is no whole export of a knowledge base: {type(error).__name__}"
        ) from None
    _make_findable(connection)


def _clear(connection: Connection) -> None:
    words.remove(connection, connection.execute(select(articles.c.slug)).scalars().all())
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))


def _insert(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    some: list[dict[str, Any]] = []
    for row in rows:
        given = (c for c in table.c if c is not gaps.c.id and c.name in row)  # an older release had fewer
        some.append({c.name: _value(c.type, row[c.name]) for c in given})
        if len(some) == _MANY:
            connection.execute(insert(table), some)
            some.clear()
    if some:
        connection.execute(insert(table), some)


def _make_findable(connection: Connection) -> None:
    for slug in connection.execute(select(articles.c.slug)).scalars().all():
        if article := load(connection, slug):
            words.insert(connection, [article])
    meanings.index(connection)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _as_json(value) for name, value in row.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
