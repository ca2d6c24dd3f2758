"""The chat's own texts fit what the assistant says, and its files what the server sends."""

from __future__ import annotations

import re
from pathlib import Path

from doula.aspects import ASPECTS
from doula.channels.bodies import LONGEST_COMMENT
from doula.channels.wording import LONGEST_TEXT
from doula.clinical import read_responses

TEXTS = Path("widget/texts/en.js").read_text(encoding="utf-8")


def text_of(name: str) -> str:
    found = re.search(rf'^\s*{name}: "(.*)",$', TEXTS, re.MULTILINE)
    assert found
    return found[1]


def test_an_editors_note_is_known_by_how_it_begins() -> None:
    assert read_responses()["utter_questions_note"][0]["text"].startswith(text_of("noteBegins"))


def test_every_aspect_has_a_name() -> None:
    named = re.search(r"aspects: \{(.*?)\}", TEXTS, re.DOTALL)
    assert named
    assert set(re.findall(r"(\w+):", named[1])) == ASPECTS


def test_the_chat_takes_as_much_as_the_server() -> None:
    script = "".join(path.read_text(encoding="utf-8") for path in Path("widget").glob("*.js"))
    assert f"LONGEST_TEXT = {LONGEST_TEXT:_};" in script
    assert f"LONGEST_COMMENT = {LONGEST_COMMENT:_};" in script


def test_no_file_of_the_chat_builds_html_or_holds_style_or_script_inside_a_page() -> None:
    for path in Path("widget").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text), path
        assert not re.search(r"<style|\sstyle=|<script>|\son[a-z]+=\"", text), path
