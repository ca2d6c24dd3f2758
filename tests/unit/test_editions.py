from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from doula.articles import Article, parse
from doula.knowledge import KnowledgeBase
from doula.messages import cite

CRAMPS = parse("cramps.txt", "Cramps\n\nStretch your foot.\n")
CHANGED = parse("cramps.txt", "Cramps\n\nStretch your foot gently.\n")


@pytest.fixture
def knowledge(address: str) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.connect(address)
    base.migrate()
    base.replace_all([CRAMPS])
    yield base
    base.close()


def cited(article: Article) -> str:
    return cite(article, article.passages[0]).id


def test_a_citation_is_found_by_its_id(knowledge: KnowledgeBase) -> None:
    quote = knowledge.quote(cited(CRAMPS))
    assert (quote.article, quote.title, quote.text) == ("cramps", "Cramps", "Stretch your foot.")
    assert quote.text == CRAMPS.source[quote.start : quote.end]


def test_what_was_cited_yesterday_is_found_when_its_text_has_changed_or_gone(
    knowledge: KnowledgeBase,
) -> None:
    knowledge.replace_all([CHANGED])
    assert knowledge.quote(cited(CRAMPS)).text == "Stretch your foot."
    assert knowledge.quote(cited(CHANGED)).text == "Stretch your foot gently."
    knowledge.replace_all([])
    knowledge.replace_all([CRAMPS])
    knowledge.replace_all([])
    assert knowledge.quote(cited(CRAMPS)).text == "Stretch your foot."
    assert knowledge.quote(cited(CHANGED)).text == "Stretch your foot gently."


def test_other_labels_of_the_same_text_make_no_edition(knowledge: KnowledgeBase) -> None:
    knowledge.replace_all([replace(CRAMPS, topics=frozenset({"leg cramps"}))])
    assert knowledge.quote(cited(CRAMPS)).text == "Stretch your foot."


@pytest.mark.parametrize("citation", ["", "cramps", f"{'0' * 16}:0-5", "%:0-5", "' OR 1=1"])
def test_what_was_never_cited_is_not_found(knowledge: KnowledgeBase, citation: str) -> None:
    assert knowledge.quote(citation) is None


def test_places_outside_the_text_are_not_found(knowledge: KnowledgeBase) -> None:
    assert knowledge.quote(f"{CRAMPS.edition}:5-99999") is None
    assert knowledge.quote(f"{CRAMPS.edition}:7-7") is None
