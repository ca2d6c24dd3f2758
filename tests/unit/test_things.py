"""What the form of a question asks about, and whether an article speaks of it."""

from __future__ import annotations

import pytest

from doula.things import Thing, find_thing, is_spoken_of, stems

ARTICLE = stems("Walking too much leads to cramps. Keep your legs warm. Massage your calves. Eat kelp.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("does trampolining give you leg cramps", "trampolining"),
        ("Can tight leggings cause cramps?", "tight leggings"),
        ("is rhubarb good for cramps", "rhubarb"),
        ("could my new mattress be the reason", "new mattress"),
        ("can I take cod roe for cramps", "cod roe"),
        ("copper bracelet for leg cramps", "copper bracelet"),
        ("is it my mattress that brings cramps", "mattress"),
        ("could it be my mattress?", "mattress"),
        ("birch sap any good for cramps", "birch sap"),
        ("I wonder whether tight belts bring it on", "tight belts"),
        ("is it because she is expecting a boy?", "boy"),
    ],
)
def test_a_question_asks_about_something_by_its_form(text: str, words: str) -> None:
    assert find_thing(text) == Thing(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("can I rub my calf with emu fat", "emu fat"),
        ("should I soak my feet in seawater", "seawater"),
        ("is rubbing gin on the leg any good", "gin"),
        ("does almond oil massage help", "almond oil"),
        ("may camphor be rubbed on my foot", "camphor"),
    ],
)
def test_what_is_rubbed_in_or_soaked_in_is_what_is_asked_about(text: str, words: str) -> None:
    assert find_thing(text) == Thing(words, by_manner=True)


@pytest.mark.parametrize(
    "text",
    [
        "does it help",
        "can my husband help me",
        "what can I do to make it stop",
        "will the leg cramps stop",
        "why do I get cramps",
        "do you think this is normal",
        "can I get rid of it",
        "can I soak my feet",
        "reasons for calf cramps",
        "main causes of and treatments for leg cramps",
        "can u actually prevent cramps",
        "should I put the legs high",
        "could my 10k steps a day cause it",
        "",
    ],
)
def test_pronouns_people_and_the_complaint_itself_are_no_things(text: str) -> None:
    assert find_thing(text) is None


def test_an_article_speaks_of_a_thing_whatever_its_endings() -> None:
    assert is_spoken_of(Thing("long walks"), ARTICLE) and is_spoken_of(Thing("massages"), ARTICLE)
    assert not is_spoken_of(Thing("trampolining"), ARTICLE)
