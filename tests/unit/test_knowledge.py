from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from doula.articles import Article, ArticleError, Passage, RelatedTitle, Section
from doula.knowledge import Asker, Changes, KnowledgeBase, KnowledgeError, tables
from doula.knowledge.engine import connect
from doula.observations import Observation

NIGHT = Observation("timing", "night", start=3, end=8)
NOT_COLD = Observation("temperature", "cold_room", denied=True)


def article(slug: str, text: str = "Cramps come at night.", *aspects: str) -> Article:
    """Make an article with a title, one section and one passage about the aspects."""
    source = f"About {slug}\r\n\r\n{text}"
    start = len(source) - len(text)
    passage = Passage(start, len(source), text, 0, 1, frozenset(aspects), frozenset({NIGHT, NOT_COLD}))
    related = (RelatedTitle(f"Beside {slug}", "Some wo..", "next"), RelatedTitle("Shared", "", "recommended"))
    title = f"About {slug}"
    sections = (Section(title, 0, len(source)),)
    return Article(slug, title, source, sections, (passage,), related, frozenset({"leg cramps"}))


@pytest.fixture
def knowledge(address: str) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.connect(address)
    base.migrate()
    yield base
    base.close()


@pytest.fixture
def other(address: str, knowledge: KnowledgeBase) -> Iterator[KnowledgeBase]:
    """Stand for another process at the same database."""
    base = KnowledgeBase.connect(address)
    yield base
    base.close()


def slugs(knowledge: KnowledgeBase) -> list[str]:
    return [known.slug for known in knowledge.articles()]


def comments(address: str) -> list[tuple[str, bool, str | None]]:
    engine = connect(address)
    with engine.begin() as connection:
        kept = tables.feedback.c
        rows = connection.execute(select(kept.message_id, kept.helpful, kept.comment)).all()
    engine.dispose()
    return sorted(tuple(row) for row in rows)


def test_an_article_comes_out_as_it_went_in(knowledge: KnowledgeBase) -> None:
    given = article("cramps", "Füße hoch 🦶 und\u2028warm.", "cause", "relief")
    knowledge.replace_all([given])
    assert knowledge.article("cramps") == given
    conditions = knowledge.article("cramps").passages[0].conditions
    assert {(o.start, o.end) for o in conditions if o == NIGHT} == {(3, 8)}


def test_an_article_without_parts_comes_out_as_it_went_in(knowledge: KnowledgeBase) -> None:
    given = Article("bare", "Bare", "Bare", (), ())
    knowledge.replace_all([given])
    assert knowledge.article("bare") == given


def test_passages_keep_their_order(knowledge: KnowledgeBase) -> None:
    source = "T " + "x" * 50
    passages = tuple(Passage(i, i + 1, source[i : i + 1], 0) for i in range(2, 40))
    given = Article("long", "T", source, (Section("T", 0, len(source)),), passages)
    knowledge.replace_all([given])
    assert knowledge.article("long") == given


def test_what_is_not_there_is_none(knowledge: KnowledgeBase) -> None:
    assert knowledge.article("cramps") is None
    assert knowledge.articles() == ()


def test_a_first_ingest_adds(knowledge: KnowledgeBase) -> None:
    changes = knowledge.replace_all([article("b"), article("a")])
    assert changes == Changes(added=("a", "b"))
    assert str(changes) == "2 added: a, b\n0 unchanged"


def test_the_same_ingest_again_changes_nothing(knowledge: KnowledgeBase) -> None:
    knowledge.replace_all([article("a")])
    before, version = knowledge.articles(), knowledge.version()
    assert knowledge.replace_all([article("a")]) == Changes(unchanged=("a",))
    assert (knowledge.articles(), knowledge.version()) == (before, version)


def test_an_ingest_adds_updates_removes_and_leaves_alone(knowledge: KnowledgeBase) -> None:
    knowledge.replace_all([article("a"), article("b"), article("c")])
    changes = knowledge.replace_all([article("b", "New words."), article("c"), article("d")])
    assert changes == Changes(added=("d",), updated=("b",), removed=("a",), unchanged=("c",))
    assert slugs(knowledge) == ["b", "c", "d"]
    assert knowledge.article("b").passages[0].text == "New words."


def test_removing_an_article_removes_its_parts(knowledge: KnowledgeBase, address: str) -> None:
    knowledge.replace_all([article("a", "Text.", "cause")])
    knowledge.replace_all([])
    engine = connect(address)
    with engine.begin() as connection:
        left = [
            table.name for table in tables.metadata.sorted_tables if connection.execute(select(table)).all()
        ]
    engine.dispose()
    assert left == ["content", "editions"]  # what was cited of it can still be shown


def test_changed_labels_of_unchanged_text_update_the_article(knowledge: KnowledgeBase) -> None:
    knowledge.replace_all([article("a", "Text.", "cause")])
    assert knowledge.replace_all([article("a", "Text.", "relief")]).updated == ("a",)
    assert knowledge.article("a").passages[0].aspects == {"relief"}


def test_two_articles_of_one_name_change_nothing(knowledge: KnowledgeBase) -> None:
    knowledge.replace_all([article("a")])
    with pytest.raises(ArticleError, match="two articles have the name b"):
        knowledge.replace_all([article("b"), article("b", "Other.")])
    assert slugs(knowledge) == ["a"]


def test_another_process_sees_an_ingest_at_its_next_question(
    knowledge: KnowledgeBase, other: KnowledgeBase
) -> None:
    other.replace_all([article("a", "Old.")])
    assert knowledge.article("a").passages[0].text == "Old."
    other.replace_all([article("a", "New.")])
    assert knowledge.article("a").passages[0].text == "New."


def test_an_article_is_read_once_until_the_content_changes(knowledge: KnowledgeBase) -> None:
    knowledge.replace_all([article("a")])
    first = knowledge.article("a")
    assert knowledge.article("a") is first
    knowledge.replace_all([article("a"), article("b")])
    assert knowledge.article("a") == first


def test_nobody_reviewed_a_new_article(knowledge: KnowledgeBase) -> None:
    knowledge.replace_all([article("a")])
    [known] = knowledge.articles()
    assert (known.title, known.reviewed_at, known.reviewed_by) == ("About a", None, None)
    assert abs(datetime.now(UTC) - known.ingested_at) < timedelta(minutes=1)


def test_a_review_outlives_new_labels_but_not_new_text(knowledge: KnowledgeBase) -> None:
    knowledge.replace_all([article("a", "Text.", "cause")])
    knowledge.mark_reviewed("a", "Midwife Ada")
    knowledge.replace_all([article("a", "Text.", "relief")])
    [known] = knowledge.articles()
    assert known.reviewed_by == "Midwife Ada"
    assert abs(datetime.now(UTC) - known.reviewed_at) < timedelta(minutes=1)
    knowledge.replace_all([article("a", "Other text.", "relief")])
    assert [known.reviewed_by for known in knowledge.articles()] == [None]


def test_what_is_not_there_cannot_be_reviewed(knowledge: KnowledgeBase) -> None:
    with pytest.raises(KeyError, match="nothing"):
        knowledge.mark_reviewed("nothing", "Midwife Ada")


def test_related_titles_are_those_we_do_not_have_each_once(knowledge: KnowledgeBase) -> None:
    mine = replace(article("a"), related=(RelatedTitle("About b", "", "next"), *article("a").related))
    knowledge.replace_all([article("b"), mine])
    assert [related.title for related in knowledge.related_titles()] == ["Beside a", "Shared", "Beside b"]


def test_a_failure_in_the_middle_leaves_the_old_state(knowledge: KnowledgeBase) -> None:
    knowledge.replace_all([article("a", "Old."), article("b")])
    before, version = knowledge.articles(), knowledge.version()
    bad = replace(article("z"), passages=(replace(article("z").passages[0], section=7),))
    with pytest.raises(KnowledgeError):
        knowledge.replace_all([article("a", "New."), article("c"), bad])
    assert (knowledge.articles(), knowledge.version()) == (before, version)
    assert knowledge.article("a").passages[0].text == "Old."


def test_an_interrupted_ingest_leaves_the_old_state(
    knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge.replace_all([article("a", "Old.")])

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("doula.knowledge.changes._insert_parts", interrupt)
    with pytest.raises(KeyboardInterrupt):
        knowledge.replace_all([article("a", "New.")])
    assert knowledge.article("a").passages[0].text == "Old."


KILLED = """
import sys, time
from doula.knowledge import changes
from test_knowledge import KnowledgeBase, article
insert, done = changes._insert_parts, []

def insert_one_then_hang(connection, one):
    if done:
        print("in the middle", flush=True)
        time.sleep(60)
    done.append(insert(connection, one))

changes._insert_parts = insert_one_then_hang
KnowledgeBase.connect(sys.argv[1]).replace_all([article("a", "New."), article("c")])
"""


def test_a_killed_ingest_leaves_the_old_state_and_the_next_one_works(
    knowledge: KnowledgeBase, address: str
) -> None:
    knowledge.replace_all([article("a", "Old."), article("b")])
    process = subprocess.Popen(  # noqa: S603 - runs the lines above
        [sys.executable, "-c", KILLED, address],
        env={**os.environ, "PYTHONPATH": f"{Path(__file__).parent}:{Path.cwd()}"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "in the middle\n"
    assert knowledge.article("a").passages[0].text == "Old."  # readers go on while it runs
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert slugs(knowledge) == ["a", "b"]
    assert knowledge.article("a").passages[0].text == "Old."
    assert knowledge.replace_all([article("c")]) == Changes(added=("c",), removed=("a", "b"))


def test_concurrent_ingests_end_in_the_state_of_one_of_them(address: str, knowledge: KnowledgeBase) -> None:
    sets = [[article(f"{who}{i}", f"Words of {who}.") for i in range(5)] for who in "xyz"]

    def ingest(articles: list[Article]) -> None:
        base = KnowledgeBase.connect(address)
        for _ in range(5):
            base.replace_all([*articles, article("shared", articles[0].slug)])
        base.close()

    with ThreadPoolExecutor(len(sets)) as pool:
        list(pool.map(ingest, sets))
    winner = slugs(knowledge)[1][0] if slugs(knowledge)[0] == "shared" else slugs(knowledge)[-1][0]
    assert slugs(knowledge) == sorted(["shared", *(f"{winner}{i}" for i in range(5))])
    assert knowledge.article("shared").passages[0].text == f"{winner}0"


def test_readers_never_see_half_an_article(address: str, knowledge: KnowledgeBase) -> None:
    old, new = article("a", "Old.", "cause"), article("a", "New and longer.", "relief", "diet")
    knowledge.replace_all([old])
    stop, seen = threading.Event(), []

    def read() -> None:
        base = KnowledgeBase.connect(address)
        while not stop.is_set():
            base._loaded.cache_clear()
            seen.append(base.article("a"))
        base.close()

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(15):
        knowledge.replace_all([new])
        knowledge.replace_all([old])
    stop.set()
    reader.join()
    assert set(seen) <= {old, new}
    assert {old, new} <= set(seen)


def test_many_threads_ask_one_knowledge_base_at_once(knowledge: KnowledgeBase) -> None:
    given = article("a")
    knowledge.replace_all([given])
    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(knowledge.article, ["a"] * 200)) == [given] * 200


def test_feedback_is_kept_without_more_than_she_gave(knowledge: KnowledgeBase, address: str) -> None:
    knowledge.add_feedback("she", "m1", True)
    knowledge.add_feedback("she", "m2", False, "Not my question.")
    assert comments(address) == [("m1", True, None), ("m2", False, "Not my question.")]


def test_a_second_thought_replaces_the_first(knowledge: KnowledgeBase, address: str) -> None:
    knowledge.add_feedback("she", "m1", False, "No.")
    knowledge.add_feedback("she", "m1", True)
    assert comments(address) == [("m1", True, None)]


def test_pressing_twice_at_once_keeps_one_thought(knowledge: KnowledgeBase, address: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: knowledge.add_feedback("she", "m1", True), range(8)))
    assert comments(address) == [("m1", True, None)]


def test_forgetting_a_conversation_forgets_its_feedback_only(knowledge: KnowledgeBase, address: str) -> None:
    knowledge.add_feedback("she", "m1", True)
    knowledge.add_feedback("another", "m2", False)
    assert knowledge.forget(Asker("she", "key")) == 1
    assert comments(address) == [("m2", False, None)]


@pytest.mark.parametrize("comment", ["'; DROP TABLE feedback; --", "a\0b", "half \ud83d pair", "%s :name 🤱"])
def test_no_comment_breaks_the_database(knowledge: KnowledgeBase, address: str, comment: str) -> None:
    knowledge.add_feedback("she", "m1", True, comment)
    [(_, _, kept)] = comments(address)
    assert kept == comment.replace("\0", "").replace("\ud83d", "")


def test_it_is_ready_only_with_its_tables(address: str) -> None:
    base = KnowledgeBase.connect(address)
    assert not base.ready()
    with pytest.raises(KnowledgeError, match="does not answer"):
        base.article("a")
    base.migrate()
    assert base.ready()
    base.close()


def test_connecting_opens_nothing(tmp_path: Path) -> None:
    KnowledgeBase.connect(f"sqlite:///{tmp_path}/var/knowledge.db")
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_the_database_is_for_its_owner_only(tmp_path: Path) -> None:
    base = KnowledgeBase.connect(f"sqlite:///{tmp_path}/deep/var/knowledge.db")
    base.migrate()
    base.close()
    assert (tmp_path / "deep/var").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    base = KnowledgeBase.connect(f"sqlite:///{tmp_path}/var/knowledge.db")
    with pytest.raises(KnowledgeError, match="does not answer"):
        base.migrate()
    assert not base.ready()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("knowledge.db", "must read like sqlite:///folder/file"),
        ("sqlite://", "must read like sqlite:///folder/file"),
        ("postgresql://her:hunter2@host:port/name", "must read like sqlite:///folder/file"),
        ("postgres://her:hunter2@host/name", "driver that is not installed"),
        ("oracle://her:hunter2@host/name", "driver that is not installed"),
    ],
)
def test_an_address_that_is_none_is_said_without_its_password(address: str, words: str) -> None:
    with pytest.raises(KnowledgeError, match=words) as error:
        KnowledgeBase.connect(address)
    assert "hunter2" not in str(error.value)
