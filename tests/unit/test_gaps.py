from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select

from doula.knowledge import Asker, KnowledgeBase, tables
from doula.knowledge.engine import connect
from doula.knowledge.gaps import note, noted

TODAY = date(2026, 11, 25)
KEY = "k" * 40
SHE = Asker("web:her", KEY)
ANOTHER = Asker("web:another", KEY)


@pytest.fixture
def knowledge(address: str) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.connect(address)
    base.migrate()
    yield base
    base.close()


def test_questions_of_one_meaning_are_counted_together_and_the_most_asked_comes_first(
    knowledge: KnowledgeBase,
) -> None:
    knowledge.note_gap("may I dye my hair", "unanswered", 90, SHE)
    knowledge.note_gap("is flying safe for me", "clarified", 90, SHE)
    knowledge.note_gap("Is it safe for me to fly?", "unhelpful", 90, SHE)
    first, second = knowledge.gaps(90)
    assert (first.question, first.asked, first.clarified, first.unhelpful) == (
        "is flying safe for me",
        2,
        1,
        1,
    )
    assert (second.question, second.unanswered) == ("may I dye my hair", 1)


def rows(address: str) -> list[Any]:
    engine = connect(address)
    with engine.begin() as connection:
        found = list(connection.execute(select(tables.gaps).order_by(tables.gaps.c.id)))
    engine.dispose()
    return found


def test_nothing_says_who_asked_or_at_what_hour(knowledge: KnowledgeBase, address: str) -> None:
    assert {column.name for column in tables.gaps.c} == {"id", "question", "kind", "noted_on", "mark"}
    engine = connect(address)
    assert str(inspect(engine).get_columns("gaps")[3]["type"]) == "DATE"
    engine.dispose()
    knowledge.note_gap("is flying safe", "unanswered", 90, SHE)
    [kept] = rows(address)
    guesses = {mark for key in ("", "key", "K" * 40) for mark in Asker(SHE.conversation, key).marks(TODAY)}
    assert SHE.conversation not in str(kept) and len(kept.mark) == 64 and kept.mark not in guesses


def test_no_two_questions_show_that_one_mother_asked_them(knowledge: KnowledgeBase, address: str) -> None:
    for question in ("is flying safe", "is flying safe", "may I dye my hair"):
        knowledge.note_gap(question, "unanswered", 90, SHE)
    assert len({row.mark for row in rows(address)}) == 3


def test_a_mothers_questions_are_deleted_with_her_conversation_and_no_others(
    knowledge: KnowledgeBase, address: str
) -> None:
    engine = connect(address)
    with engine.begin() as connection:
        for day in (TODAY - timedelta(days=89), TODAY - timedelta(days=1), TODAY):
            note(connection, "hers", "unanswered", day, 90, SHE)
            note(connection, "another's", "unanswered", day, 90, ANOTHER)
        connection.execute(tables.gaps.insert().values(question="old", kind="clarified", noted_on=TODAY))
    engine.dispose()
    assert knowledge.forget(Asker(SHE.conversation, "of another assistant")) == 0
    assert knowledge.forget(SHE) == 3
    assert sorted(row.question for row in rows(address)) == ["another's"] * 3 + ["old"]
    assert knowledge.forget(SHE) == 0


def test_one_conversation_fills_no_list_in_a_day(knowledge: KnowledgeBase, address: str) -> None:
    for number in range(25):
        knowledge.note_gap(f"is {number} safe", "unhelpful", 90, SHE)
    knowledge.note_gap("is flying safe", "unhelpful", 90, ANOTHER)
    assert len(rows(address)) == 21
    assert knowledge.forget(SHE) == 20


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("write to ann@example.org please", "write to … please"),
        ("my number is +44 20 7946 0958", "my number is …"),
        ("I am 28 weeks", "I am 28 weeks"),
        ("see https://example.org/me now", "see … now"),
        ("my name is quokkafernc and I bleed", "my name is … and I bleed"),
        ("My name's Jane Mary Doe, is 38.5 a fever?", "My name's …, is 38.5 a fever?"),
        ("Hi, call me\nAnn. Is 130/85 fine in week 28?", "Hi, call me …. Is 130/85 fine in week 28?"),
        ("I was born 12/03/1990 or 1990-03-12", "I was born … or …"),
        ("what is the name of that, 2 to 4 litres?", "what is the name of that, 2 to 4 litres?"),
        ("a" * 1000, "a" * 300),
        ("two\nlines \0 and a half \ud800 pair", "two lines and a half pair"),
    ],
)
def test_what_names_someone_is_not_kept(knowledge: KnowledgeBase, said: str, kept: str) -> None:
    knowledge.note_gap(said, "unanswered", 90, SHE)
    assert knowledge.gaps(90)[0].question == kept


def test_a_setting_of_no_days_keeps_nothing(knowledge: KnowledgeBase) -> None:
    knowledge.note_gap("is flying safe", "unanswered", 0, SHE)
    assert knowledge.gaps(90) == []


def test_old_questions_are_dropped_when_a_new_one_comes(knowledge: KnowledgeBase, address: str) -> None:
    engine = connect(address)
    with engine.begin() as connection:
        note(connection, "old", "unanswered", TODAY - timedelta(days=91), 90, SHE)
        note(connection, "kept", "unanswered", TODAY - timedelta(days=90), 90, SHE)
        note(connection, "new", "unanswered", TODAY, 90, SHE)
        assert [each.question for each in noted(connection, TODAY, 90)] == ["kept", "new"]
        assert len(connection.execute(select(tables.gaps)).all()) == 2
    engine.dispose()
