from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from doula.articles import Article
from doula.encoder import encoder
from doula.knowledge import KnowledgeBase, KnowledgeError
from doula.knowledge.engine import connect

CRAMPS = Article("cramps", "Cramps", "Cramps", (), ())
THEIRS = "FROM pg_stat_activity WHERE application_name = :name AND pid <> pg_backend_pid()"


@pytest.fixture
def named(postgresql: str) -> str:
    """Give an address whose connections can be told from all others."""
    return f"{postgresql}&application_name={postgresql.rsplit('%3D')[-1][:60]}"


@pytest.fixture
def knowledge(named: str) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.connect(named)
    base.migrate()
    base.replace_all([CRAMPS])
    yield base
    base.close()


def cut(named: str) -> None:
    """End all connections of a name, as a restart of the server would."""
    engine = create_engine(named)
    with engine.begin() as server:
        server.execute(text(f"SELECT pg_terminate_backend(pid) {THEIRS}"), {"name": named.rsplit("=")[-1]})
    engine.dispose()


def test_a_connection_lost_between_questions_is_not_noticed(named: str, knowledge: KnowledgeBase) -> None:
    assert knowledge.article("cramps") == CRAMPS
    cut(named)
    assert knowledge.article("cramps") == CRAMPS
    assert knowledge.ready()


def test_a_connection_lost_in_the_middle_of_a_question_is_not_noticed(named: str) -> None:
    engine = connect(named)
    knowledge = KnowledgeBase(engine)
    knowledge.migrate()
    knowledge.replace_all([CRAMPS])
    losses = iter([True])

    def lose(*arguments: Any) -> None:
        if "search.words" in arguments[2] and next(losses, False):
            cut(named)

    event.listen(engine, "before_cursor_execute", lose)
    assert knowledge.find("cramps", encoder().encode(["cramps"])[0]).slugs == ("cramps",)
    assert next(losses, None) is None, "the connection was not lost"
    event.remove(engine, "before_cursor_execute", lose)
    knowledge.close()


def test_a_connection_lost_in_the_middle_of_an_ingest_leaves_the_old_state(named: str) -> None:
    engine = connect(named)
    knowledge = KnowledgeBase(engine)
    knowledge.migrate()
    knowledge.replace_all([CRAMPS])
    event.listen(engine, "before_cursor_execute", lose := lambda *a: "INSERT" in a[2] and cut(named))
    with pytest.raises(KnowledgeError, match="does not answer"):
        knowledge.replace_all([Article("other", "Other", "Other", (), ())])
    event.remove(engine, "before_cursor_execute", lose)
    assert [known.slug for known in knowledge.articles()] == ["cramps"]
    knowledge.close()


def test_a_server_that_is_gone_is_said_within_seconds() -> None:
    knowledge = KnowledgeBase.connect("postgresql://her:hunter2@127.0.0.1:1/name")
    start = time.monotonic()
    assert not knowledge.ready()
    with pytest.raises(KnowledgeError, match="does not answer") as error:
        knowledge.article("cramps")
    assert "hunter2" not in str(error.value)
    assert time.monotonic() - start < 5


def test_many_askers_share_few_connections(named: str) -> None:
    engine = connect(named)

    def ask(_: int) -> int:
        with engine.begin() as connection:
            query = text(f"SELECT count(*) {THEIRS}")
            return int(connection.execute(query, {"name": named.rsplit("=")[-1]}).scalar_one())

    with ThreadPoolExecutor(30) as pool:
        others = list(pool.map(ask, range(120)))
    engine.dispose()
    assert 1 < 1 + max(others) <= 10
