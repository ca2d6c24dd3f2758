from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import inspect, select

from doula.knowledge import KnowledgeBase, tables
from doula.knowledge.engine import connect
from doula.knowledge.gaps import note, noted

TODAY = date(2026, 11, 25)


@pytest.fixture
def knowledge(address: str) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.connect(address)
    base.migrate()
    yield base
    base.close()


def test_questions_of_one_meaning_are_counted_together_and_the_most_asked_comes_first(
    knowledge: KnowledgeBase,
) -> None:
    knowledge.note_gap("may I dye my hair", "unanswered", 90)
    knowledge.note_gap("is flying safe for me", "clarified", 90)
    knowledge.note_gap("Is it safe for me to fly?", "unhelpful", 90)
    first, second = knowledge.gaps(90)
    assert (first.question, first.asked, first.clarified, first.unhelpful) == (
        "is flying safe for me",
        2,
        1,
        1,
    )
    assert (second.question, second.unanswered) == ("may I dye my hair", 1)


def test_nothing_says_who_asked_or_at_what_hour(knowledge: KnowledgeBase, address: str) -> None:
    assert {column.name for column in tables.gaps.c} == {"id", "question", "kind", "noted_on"}
    engine = connect(address)
    assert str(inspect(engine).get_columns("gaps")[3]["type"]) == "DATE"
    engine.dispose()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("write to ann@example.org please", "write to … please"),
        ("my number is +44 20 7946 0958", "my number is …"),
        ("I am 28 weeks", "I am 28 weeks"),
        ("see https://example.org/me now", "see … now"),
        ("a" * 1000, "a" * 300),
        ("two\nlines \0 and a half \ud800 pair", "two lines and a half pair"),
    ],
)
def test_what_names_someone_is_not_kept(knowledge: KnowledgeBase, said: str, kept: str) -> None:
    knowledge.note_gap(said, "unanswered", 90)
    assert knowledge.gaps(90)[0].question == kept


def test_a_setting_of_no_days_keeps_nothing(knowledge: KnowledgeBase) -> None:
    knowledge.note_gap("is flying safe", "unanswered", 0)
    assert knowledge.gaps(90) == []


def test_old_questions_are_dropped_when_a_new_one_comes(knowledge: KnowledgeBase, address: str) -> None:
    engine = connect(address)
    with engine.begin() as connection:
        note(connection, "old", "unanswered", TODAY - timedelta(days=91), 90)
        note(connection, "kept", "unanswered", TODAY - timedelta(days=90), 90)
        note(connection, "new", "unanswered", TODAY, 90)
        assert [each.question for each in noted(connection, TODAY, 90)] == ["kept", "new"]
        assert len(connection.execute(select(tables.gaps)).all()) == 2
    engine.dispose()
