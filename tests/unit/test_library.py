"""Which of many articles a question is about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from doula.articles import parse
from doula.library import IndexedArticle, choose, index
from doula.question import Question
from doula.subject import Asked, subject_of
from doula.topics import Named, Topics, read_topics

TOPICS: Topics = read_topics(
    {
        "complaints": {
            "cramps": {"wordings": ["cramp*", "calf ~ locks"]},
            "infections": {"wordings": ["infection*", "flu", "measles", "cough"], "several": True},
        },
        "details": {"kelp": {"wordings": ["kelp"]}},
    }
)
SIZE = 384


def toward(likeness: float, other: int = 1) -> NDArray[np.float32]:
    """Return a vector of that likeness to the first axis."""
    vector = np.zeros(SIZE, dtype=np.float32)
    vector[0], vector[other] = likeness, np.sqrt(1 - likeness**2)
    return vector


def article(slug: str, text: str, title: float, passage: float) -> IndexedArticle:
    """Return an article whose title and only passage are that like the questions below."""
    return index(parse(f"{slug}.txt", text), TOPICS, np.stack([toward(title), toward(passage)]))


def question(text: str, *topics: tuple[str, str]) -> Question:
    named = tuple(Named(topic, words, complaint=topic != "kelp") for topic, words in topics)
    return Question("ask_about", {"ask_about": 1.0}, named, toward(1.0), text=text)


def chosen(asked: Question, *library: IndexedArticle, current: str | None = None) -> str | None:
    subject = subject_of(Asked(asked.text, asked.intent, asked.topics), TOPICS)
    found = choose(library, asked, subject, TOPICS, current)
    return found.article.slug if found else None


CRAMPS = article("cramps", "Cramps in the calf\n\nStretch your foot.\n", 0.2, 0.3)
FLU = article("flu", "Flu\n\nRest and drink.\n", 0.2, 0.4)
FLU_NEAR = article("flu", "Flu\n\nRest and drink.\n", 0.4, 0.6)


def test_an_article_whose_title_names_the_complaint_answers_in_whatever_words() -> None:
    assert chosen(question("my calf locks", ("cramps", "calf locks")), FLU_NEAR, CRAMPS) == "cramps"


def test_a_title_that_names_one_of_several_things_does_not_answer_for_another() -> None:
    assert chosen(question("a jab for measles", ("infections", "measles")), FLU) is None
    assert chosen(question("what helps with flu", ("infections", "flu")), FLU) == "flu"


def test_it_answers_for_another_word_that_means_the_same_and_for_its_own_button() -> None:
    assert chosen(question("the grippe, an infection", ("infections", "infection")), FLU_NEAR) == "flu"
    assert chosen(question("/ask_about", ("infections", "infections")), FLU) == "flu"


def test_a_passage_nearby_by_chance_is_no_answer_without_a_title_nearby() -> None:
    by_chance = article("gas", "Gas\n\nIt may happen at any hour.\n", 0.1, 0.6)
    assert chosen(question("always at that hour"), by_chance) is None
    assert chosen(question("always at that hour"), by_chance, current="gas") == "gas"
    assert (
        chosen(question("always at that hour"), article("gas", "Gas\n\nIt may happen.\n", 0.3, 0.6)) == "gas"
    )


def test_the_nearest_article_answers_and_of_equals_the_one_that_search_found_first() -> None:
    first = article("one", "Cramps\n\nRest.\n", 0.5, 0.5)
    asked = question("cramps", ("cramps", "cramps"))
    assert chosen(asked, first, article("two", "Cramps again\n\nRest.\n", 0.5, 0.5)) == "one"
    assert chosen(asked, first, article("two", "Cramps again\n\nRest.\n", 0.1, 0.6)) == "two"


def test_where_nothing_is_named_the_nearest_title_tells() -> None:
    by_title = article("one", "Legs\n\nRest.\n", 0.6, 0.6)
    assert chosen(question("my legs"), by_title, article("two", "Feet\n\nRest.\n", 0.5, 0.7)) == "one"


def test_the_short_name_of_an_article_names_it() -> None:
    strep = article("gbs", "Group B strep\n\nMost babies with GBS are well.\n", 0.0, 0.1)
    assert chosen(question("what is gbs"), FLU_NEAR, strep) == "gbs"
    assert chosen(question("i have gbs, an infection", ("infections", "infection")), FLU_NEAR, strep) == "gbs"


def test_a_known_detail_needs_less_likeness_where_she_surely_asks() -> None:
    kelp = article("kelp", "Cramps\n\nEat kelp.\n", 0.2, 0.35)
    sure = question("is kelp eaten", ("kelp", "kelp"))
    assert chosen(sure, kelp) == "kelp"
    assert chosen(replace(sure, kinds={"ask_about": 0.4}), kelp) is None
