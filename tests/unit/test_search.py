from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from doula.articles import Article, Passage, Section
from doula.encoder import encoder
from doula.knowledge import Asker, KnowledgeBase, KnowledgeError
from doula.knowledge.engine import connect
from doula.knowledge.migrations import undo


def article(slug: str, title: str, *sentences: str, topics: frozenset[str] = frozenset()) -> Article:
    source = "\n\n".join([title, *sentences])
    starts = [source.index(sentence) for sentence in sentences]
    passages = tuple(Passage(s, s + len(t), t, 0) for s, t in zip(starts, sentences, strict=True))
    return Article(slug, title, source, (Section(title, 0, len(source)),), passages, topics=topics)


SHE = Asker("web:her", "k" * 40)
CRAMPS = article("cramps", "Cramps in the calf", "Stretch your foot.", "The quilt is thin.")
SICKNESS = article("sickness", "Feeling sick in the morning", "Ginger tea may help.", "Eat a dry biscuit.")
PILES = article("haemorrhoids", "Haemorrhoids", "They itch and bleed.", topics=frozenset({"piles"}))


@pytest.fixture(params=["sqlite", "postgresql", "pgvector"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/knowledge.db"
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def knowledge(address: str) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.connect(address)
    base.migrate()
    base.replace_all([CRAMPS, SICKNESS, PILES])
    yield base
    base.close()


def found(knowledge: KnowledgeBase, asked: str) -> list[str]:
    return list(knowledge.find(asked, encoder().encode([asked])[0]).slugs)


def test_the_article_that_shares_a_rare_word_comes_first(knowledge: KnowledgeBase) -> None:
    assert found(knowledge, "is my quilt the reason")[0] == "cramps"


def test_other_endings_of_a_word_are_found(knowledge: KnowledgeBase) -> None:
    assert found(knowledge, "gingers")[0] == "sickness"


def test_the_meaning_is_found_where_no_word_is_shared(knowledge: KnowledgeBase) -> None:
    assert found(knowledge, "nausea when I wake up")[0] == "sickness"


def test_an_article_is_found_by_the_topic_that_its_title_names(knowledge: KnowledgeBase) -> None:
    assert found(knowledge, "piles")[0] == "haemorrhoids"


def test_a_removed_article_is_not_found_and_a_changed_one_by_its_new_words(knowledge: KnowledgeBase) -> None:
    assert "haemorrhoids" in found(knowledge, "itching piles")
    knowledge.replace_all([CRAMPS, article("sickness", "Feeling sick", "Rest with peppermint.")])
    assert "haemorrhoids" not in found(knowledge, "itching piles")
    assert found(knowledge, "peppermint")[0] == "sickness"


def test_another_process_sees_a_change_at_once(knowledge: KnowledgeBase, address: str) -> None:
    other = KnowledgeBase.connect(address)
    assert found(other, "dry biscuit")[0] == "sickness"
    knowledge.replace_all([PILES])
    assert found(other, "dry biscuit") == ["haemorrhoids"]
    other.close()


@pytest.mark.parametrize(
    "asked", ["", "?!", "' OR 1=1 --", '") OR *', "the : & | !", "🦶", "x" * 4000, "NEAR(a b)"]
)
def test_nothing_that_she_writes_breaks_the_search(knowledge: KnowledgeBase, asked: str) -> None:
    assert len(found(knowledge, asked)) == 3


def test_a_slug_may_hold_any_character(knowledge: KnowledgeBase) -> None:
    odd = article('week 2.5 "a" – 汉字', "Sleep", "Lie on your side.")
    knowledge.replace_all([odd])
    assert found(knowledge, "sleeping side")[0] == odd.slug
    knowledge.replace_all([CRAMPS])
    assert found(knowledge, "sleeping side") == ["cramps"]


def test_an_empty_base_finds_nothing(knowledge: KnowledgeBase) -> None:
    knowledge.replace_all([])
    assert found(knowledge, "cramps") == []


def test_an_article_comes_with_the_meanings_of_its_title_and_passages(knowledge: KnowledgeBase) -> None:
    kept = knowledge.encoded("cramps")
    expected = encoder().encode([CRAMPS.title, *(passage.text for passage in CRAMPS.passages)])
    assert kept.article == CRAMPS
    assert abs(kept.vectors - expected).max() < 0.001
    assert knowledge.encoded("nothing") is None


def test_what_is_exported_can_be_imported_and_found_again(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    knowledge.mark_reviewed("cramps", "A. Midwife")
    knowledge.add_feedback("she", "m1", False, "no 🦶")
    knowledge.note_gap("is flying safe", "unanswered", 90, SHE)
    before = knowledge.articles()
    knowledge.export(tmp_path / "all.gz")
    knowledge.replace_all([])
    knowledge.restore(tmp_path / "all.gz")
    assert knowledge.articles() == before and knowledge.article("cramps") == CRAMPS
    assert (
        found(knowledge, "quilt")[0] == "cramps"
        and found(knowledge, "nausea when I wake up")[0] == "sickness"
    )
    assert [gap.question for gap in knowledge.gaps(90)] == ["is flying safe"]
    knowledge.note_gap("is flying bad", "unanswered", 90, SHE)


def test_what_one_kind_of_database_exports_another_imports(
    knowledge: KnowledgeBase, tmp_path: Path, postgresql: str
) -> None:
    knowledge.export(tmp_path / "all.gz")
    other = KnowledgeBase.connect(postgresql)
    other.migrate()
    other.restore(tmp_path / "all.gz")
    assert other.version() == knowledge.version() and other.article("sickness") == SICKNESS
    other.close()


def test_a_file_that_is_not_whole_changes_nothing(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    knowledge.export(tmp_path / "all.gz")
    (tmp_path / "half.gz").write_bytes((tmp_path / "all.gz").read_bytes()[:-40])
    (tmp_path / "other").write_text("no export")
    before = knowledge.version()
    for name in ("half.gz", "other", "absent"):
        with pytest.raises(KnowledgeError, match="is no whole export"):
            knowledge.restore(tmp_path / name)
    assert knowledge.version() == before and found(knowledge, "quilt")[0] == "cramps"


def test_pgvector_searches_where_it_is_and_takes_in_what_was_there_before(pgvector: str) -> None:
    base = KnowledgeBase.connect(pgvector)
    base.migrate()
    base.replace_all([CRAMPS, SICKNESS])
    engine = connect(pgvector)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM nearest")).scalar() == 6
        connection.execute(text("DROP TABLE nearest"))
    assert base.searches_in_process() and found(base, "nausea when I wake up")[0] == "sickness"
    base.migrate()
    assert not base.searches_in_process() and found(base, "nausea when I wake up")[0] == "sickness"
    base.close()
    undo(engine)
    engine.dispose()


def test_an_article_whose_title_names_a_topic_is_found_among_many_that_are_nearer(
    knowledge: KnowledgeBase,
) -> None:
    others = [
        article(f"walk{i}", f"Walking {i}", "Walk long and slowly.", "Rest on a bench.") for i in range(30)
    ]
    knowledge.replace_all([PILES, *others])
    asked = "I walk long and slowly and rest on a bench"
    vector = encoder().encode([asked])[0]
    assert "haemorrhoids" not in knowledge.find(asked, vector).slugs
    assert "haemorrhoids" in knowledge.find(asked, vector, {"piles"}).slugs


def statements(address: str) -> list[tuple[str, Any]]:
    """Return what one search says to the database when it has searched for the same words before."""
    engine = connect(address)
    base, said = KnowledgeBase(engine), []
    question = "what helps with cramps", encoder().encode(["what helps with cramps"])[0], {"piles"}
    base.find(*question)
    event.listen(engine, "before_cursor_execute", lambda *call: said.append(call[2:4]))
    base.find(*question)
    return [(statement, values) for statement, values in said if statement != "BEGIN"]


def test_a_search_asks_the_database_few_things(knowledge: KnowledgeBase, address: str) -> None:
    assert len(statements(address)) == (2 if knowledge.searches_in_process() else 3)


@pytest.mark.parametrize("address", ["postgresql", "pgvector"], indirect=True)
def test_a_search_in_postgresql_uses_its_indexes(knowledge: KnowledgeBase, address: str) -> None:
    plans = ""
    with connect(address).begin() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))  # else few rows are read without
        connection.execute(text("SET LOCAL enable_sort = off"))
        for statement, values in statements(address)[1:]:
            plans += "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
    assert "search_words" in plans
    assert ("nearest_vector" in plans) != knowledge.searches_in_process()
