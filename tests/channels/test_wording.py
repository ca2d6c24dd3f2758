from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from doula.channels.wording import as_words, clean, is_command

INTENTS = {"greet", "ask_cause"}
DESCRIPTION = yaml.safe_load(Path("doula/channels/openapi.yml").read_text("utf-8"))
PATTERN = DESCRIPTION["components"]["schemas"]["Words"]["pattern"]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  legs \n", "legs"),
        ("leg\x00s \x1b[31mcramp", "legs [31mcramp"),
        ("one\r\ntwo\tthree", "one\n\ntwo\tthree"),
        ("a\u202egnilaeh", "agnilaeh"),
        ("👩‍🍼", "👩‍🍼"),
        ("half \ud83d pair", "half  pair"),
    ],
)
def test_what_cannot_be_seen_is_dropped(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize("disguise", ["/", "//", "/ /", "/\u00a0/", "\u3000/\u2003", "\u00ad/\u2063/\ufe0f"])
@pytest.mark.parametrize("command", ["greet", 'x{"a": 1}', "x@0.9", "greet{}"])
def test_nothing_but_a_command_is_a_command_in_every_disguise(disguise: str, command: str) -> None:
    assert is_command(disguise + command, INTENTS)
    assert as_words(disguise + command) == command


@pytest.mark.parametrize("text", ["/greet", '/x{"a": 1}', "/x@0.9", "/greet{}"])
def test_what_rasa_takes_for_an_intent_is_a_command(text: str) -> None:
    assert is_command(text, INTENTS)


@pytest.mark.parametrize(
    "text", ["/bleeding a lot", "/", "/ /", "/greet now", "/greet{} I bleed", "/3 weeks", "/{", "greet"]
)
def test_words_after_a_slash_are_no_command(text: str) -> None:
    assert not is_command(text, INTENTS)


BEFORE = st.text(st.one_of(st.just("/"), st.characters(categories=["Zs", "Zl", "Zp", "Cc", "Cf", "Mn"])))


@given(
    st.one_of(st.text(), st.builds("{}/{}".format, BEFORE, st.sampled_from(["greet", "restart{}", "x@1"])))
)
def test_rasa_sees_no_command_in_words(text: str) -> None:
    words = as_words(clean(text))
    read = Message({TEXT: UserMessage(words).text or ""})
    assert YAMLStoryReader.unpack_regex_message(read) is read
    assert not words.startswith("/")


@given(st.text(st.characters(), min_size=1, max_size=20))
def test_the_description_of_a_text_agrees_with_what_is_taken(text: str) -> None:
    if clean(text):
        assert re.search(PATTERN, text)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_what_the_description_allows_is_taken(text: str) -> None:
    if re.search(PATTERN, text):
        assert clean(text)
