from __future__ import annotations

from collections.abc import Iterator

import pytest

from doula.articles import Article, Passage, Section
from doula.encoder import encoder
from doula.knowledge import KnowledgeBase


def article(slug: str, title: str, *sentences: str, topics: frozenset[str] = frozenset()) -> Article:
    source = "\n\n".join([title, *sentences])
    starts = [source.index(sentence) for sentence in sentences]
    passages = tuple(Passage(s, s + len(t), t, 0) for s, t in zip(starts, sentences, strict=True))
    return Article(slug, title, source, (Section(title, 0, len(source)),), passages, topics=topics)


CRAMPS = article("cramps", "Cramps in the calf", "Stretch your foot.", "The quilt is thin.")
SICKNESS = article("sickness", "Feeling sick in the morning", "Ginger tea may help.", "Eat a dry biscuit.")
PILES = article("haemorrhoids", "Haemorrhoids", "They itch and bleed.", topics=frozenset({"piles"}))


@pytest.fixture
def knowledge(address: str) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.connect(address)
    base.migrate()
    base.replace_all([CRAMPS, SICKNESS, PILES])
    yield base
    base.close()


def found(knowledge: KnowledgeBase, asked: str) -> list[str]:
    return [each.slug for each in knowledge.find(asked, encoder().encode([asked])[0])]


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
