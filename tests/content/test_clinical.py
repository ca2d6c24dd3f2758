"""Check what clinicians review: complete, short, plain, tied to the article, a draft until signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import textstat
import yaml

from doula.triage.reading import plain

ROOT = Path(__file__).parents[2]
NOT_TO_SAY = ["you are fine", "it is nothing", "probably just a cramp", "guaranteed", "cure", "dose for you"]
TIERS = {"emergency", "same_day", "soon"}
UNPROVEN = {
    *(
        "C01",
        "C02",
        "C04",
        "C05",
        "C08",
        "C09",
        "C10",
        "C11",
        "C12",
        "C13",
        "C14",
        "C15",
        "C16",
        "C17",
        "C18",
    ),
    *(
        "C20",
        "C21",
        "C22",
        "C23",
        "C24",
        "C26",
        "C27",
        "C28",
        "C30",
        "C32",
        "C33",
        "C34",
        "C36",
        "C37",
        "C38",
    ),
    *("C39", "C40", "C41", "C42", "C44", "M01", "M02", "M03", "M04"),
}


def content(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


SIGNS: dict[str, dict[str, Any]] = content("clinical/danger_signs.yml")["signs"]
WORDS = content("clinical/danger_words.yml")
NOTES = content("clinical/notes.yml")
LINES = content("clinical/help_lines.yml")
REFERENCES = content("clinical/references.yml")
ARTICLE = (ROOT / "seeds" / f"{NOTES['article']}.txt").read_text(encoding="utf-8")


def texts() -> Iterator[tuple[str, str]]:
    for name, sign in SIGNS.items():
        yield from ((f"{name} {part}", sign[part]) for part in ("may_mean", "act", "advice", "question"))
    yield from ((f"note {name}", note["text"]) for name, note in NOTES["notes"].items())


@pytest.mark.parametrize(("name", "text"), list(texts()))
def test_what_she_reads_is_plain(name: str, text: str) -> None:
    assert textstat.flesch_kincaid_grade(text) <= 6
    assert "!" not in text
    assert not [phrase for phrase in NOT_TO_SAY if re.search(rf"\b{phrase}\b", text.lower())]


def test_the_sentences_are_short_on_average() -> None:
    sentences = [part for _, text in texts() for part in re.split(r"[.?]\s+", text) if part]
    assert sum(len(sentence.split()) for sentence in sentences) / len(sentences) <= 12


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_fits_on_a_card(name: str) -> None:
    assert len(SIGNS[name]["advice"].split()) <= 25
    assert len(SIGNS[name]["question"].split()) <= 30
    assert SIGNS[name]["question"].endswith("?")


def test_all_signs_are_there_once() -> None:
    assert [sign["id"] for sign in SIGNS.values()] == [f"D{number:02}" for number in range(1, 32)]


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_is_complete(name: str) -> None:
    sign = SIGNS[name]
    assert sign["tier"] in TIERS
    assert sign["unsure_counts_as_yes"] is (sign["tier"] != "soon")
    assert len(sign["wordings"]) >= 20
    assert len(sign["look_alikes"]) >= 10
    assert set(sign["references"]) <= REFERENCES.keys()
    assert sign["reviewed"].keys() == {"by", "on"}


@pytest.mark.parametrize("name", NOTES["notes"])
def test_a_note_is_short_and_tied_to_its_claim(name: str) -> None:
    note = NOTES["notes"][name]
    assert len(note["text"].split()) <= 40
    assert note.get("quotes") or note.get("when")
    assert set(note["references"]) <= REFERENCES.keys()
    assert note["reviewed"].keys() == {"by", "on"}
    for quote in note.get("quotes", ()):
        assert quote in ARTICLE
        assert not re.search(r"[.?!]\s", quote)


def test_every_unproven_claim_has_its_note() -> None:
    assert {note["claim"] for note in NOTES["notes"].values()} >= UNPROVEN


def test_a_reference_says_who_what_and_where() -> None:
    for reference in REFERENCES.values():
        assert reference.keys() == {"organisation", "title", "year", "address"}
        assert reference["address"].startswith("http")


@pytest.mark.parametrize("region", LINES["regions"])
def test_a_region_shows_only_lines_with_a_source(region: str) -> None:
    lines = LINES["regions"][region]
    shown = [line for kind in ("emergency", "crisis", "support") for line in lines[kind]]
    assert lines["emergency"]
    assert lines["maternity"]
    assert lines["crisis"]
    assert all(line["source"] for line in shown if line["number"])
    assert all(line["show"] is False and line["reason"] for line in lines.get("hidden", ()))
    assert not {line["number"] for line in shown if line["number"]} & {
        line["number"] for line in lines.get("hidden", ())
    }


def test_the_default_region_is_there() -> None:
    assert LINES["default"] in LINES["regions"]


def test_no_other_meaning_hides_a_word_that_tells_a_sign() -> None:
    fillers = set(WORDS["fillers"])
    phrases = [part.split() for line in WORDS["other_meanings"] for part in line.split("|")]
    left = {" ".join(word for word in map(plain, phrase) if word not in fillers) for phrase in phrases}
    assert not left & {*WORDS["typos"], "hit", "head", "headache", "nose", "dying", "stroke", "fit", "fall"}
