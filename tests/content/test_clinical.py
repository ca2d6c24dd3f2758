"""Check what clinicians review: complete, short, plain, tied to the article, a draft until signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import textstat
import yaml

from doula.alarms import UNKNOWN_REGION
from doula.articles import parse
from doula.aspects import label, read_patterns
from doula.triage.reading import plain

ROOT = Path(__file__).parents[2]
NOT_TO_SAY = ["you are fine", "it is nothing", "probably just a cramp", "guaranteed", "cure", "dose for you"]
TIERS = {"emergency", "same_day", "soon"}
CLAIMS = {*(f"C{number:02}" for number in range(1, 45)), *(f"M{number:02}" for number in range(1, 5))}
SUPPORTED = {"C03", "C06", "C07", "C19", "C25", "C29", "C31", "C35", "C43"}  # some only with a caution
OF_BABIES = re.compile(r"\bbab|f(?:o)?etal|unborn|stillbirth|\d+ weeks", re.I)


def content(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


SIGNS: dict[str, dict[str, Any]] = content("clinical/danger_signs.yml")["signs"]
WORDS = content("clinical/danger_words.yml")
NOTES = content("clinical/notes.yml")
LINES = content("clinical/help_lines.yml")
REFERENCES = content("clinical/references.yml")
ARTICLE = (ROOT / "seeds" / f"{NOTES['article']}.txt").read_text(encoding="utf-8")
PASSAGES = label(
    parse(f"{NOTES['article']}.txt", ARTICLE), read_patterns(content("clinical/aspects.yml"))
).passages


SPOKEN = ("may_mean", "act", "advice", "advice_with_line", "emergency", "question")


def texts() -> Iterator[tuple[str, str]]:
    for name, sign in SIGNS.items():
        yield from ((f"{name} {part}", sign[part]) for part in SPOKEN if part in sign)
        yield from ((f"{name} after loss {part}", text) for part, text in sign.get("after_loss", {}).items())
    for name, note in NOTES["notes"].items():
        yield from ((f"note {name} {part}", note[part]) for part in ("text", "after_loss") if part in note)


@pytest.mark.parametrize(("name", "text"), list(texts()))
def test_what_she_reads_is_plain(name: str, text: str) -> None:
    assert textstat.flesch_kincaid_grade(text) <= 6
    assert "!" not in text
    assert not [phrase for phrase in NOT_TO_SAY if re.search(rf"\b{phrase}\b", text.lower())]


def test_the_sentences_are_short_on_average() -> None:
    sentences = [part for _, text in texts() for part in re.split(r"[.?]\s+", text) if part]
    assert sum(len(sentence.split()) for sentence in sentences) / len(sentences) <= 12


@pytest.mark.parametrize("name", SIGNS)
def test_a_question_is_short(name: str) -> None:
    asked = [SIGNS[name]["question"], SIGNS[name].get("after_loss", {}).get("question", "So?")]
    assert all(len(question.split()) <= 30 and question.endswith("?") for question in asked)


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
    assert sign.get("line") in {None, "crisis", "support", "poison"}
    assert sign.get("then_ask", name) in SIGNS
    assert sign.get("after_loss", {}).keys() <= set(SPOKEN)
    assert "advice_with_line" not in sign or "line" in sign


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


def test_every_claim_has_its_note_but_those_that_guidance_supports_as_they_stand() -> None:
    noted = [claim for note in NOTES["notes"].values() for claim in note["claims"]]
    assert len(set(noted)) == len(noted)
    assert sorted([*noted, *NOTES["supported"]]) == sorted(CLAIMS)
    assert set(NOTES["supported"]) <= SUPPORTED


@pytest.mark.parametrize("name", NOTES["notes"])
def test_a_note_lies_on_a_passage_that_can_be_quoted(name: str) -> None:
    note = NOTES["notes"][name]
    shown = [passage.text for passage in PASSAGES if passage.aspects]
    assert "when" in note or any(quote in text for quote in note["quotes"] for text in shown)


@pytest.mark.parametrize("name", NOTES["notes"])
def test_a_note_has_words_for_a_mother_who_lost_her_baby(name: str) -> None:
    note = NOTES["notes"][name]
    quoted = [
        passage.text for passage in PASSAGES for quote in note.get("quotes", ()) if quote in passage.text
    ]
    never_quoted_to_her = bool(quoted) and all(OF_BABIES.search(text) for text in quoted)
    assert never_quoted_to_her or not OF_BABIES.search(note.get("after_loss", note["text"]))


def test_a_reference_says_who_what_and_where() -> None:
    for reference in REFERENCES.values():
        assert reference.keys() == {"organisation", "title", "year", "address"}
        assert reference["address"].startswith("http")


@pytest.mark.parametrize("region", LINES["regions"])
def test_a_region_shows_only_lines_with_a_source(region: str) -> None:
    lines = LINES["regions"][region]
    shown = [line for kind in ("emergency", "crisis", "support", "poison") for line in lines.get(kind, ())]
    assert lines["emergency"]
    assert lines["maternity"]
    assert all(line["source"] for line in shown if line["number"])
    assert all(line["show"] is False and line["reason"] for line in lines.get("hidden", ()))
    assert not {line["number"] for line in shown if line["number"]} & {
        line["number"] for line in lines.get("hidden", ())
    }


@pytest.mark.parametrize("region", LINES["regions"])
def test_a_crisis_line_is_another_than_the_emergency_number(region: str) -> None:
    lines = LINES["regions"][region]
    ambulance = {line["number"] for line in lines["emergency"]}
    assert not [line for line in lines["crisis"] if line["number"] is None or line["number"] in ambulance]


def test_a_place_lies_in_one_region() -> None:
    places = [place for lines in LINES["regions"].values() for place in lines.get("places", ())]
    assert sorted(set(places)) == sorted(places)


def test_the_default_region_is_there() -> None:
    assert LINES["default"] == UNKNOWN_REGION
    assert UNKNOWN_REGION in LINES["regions"]


def test_no_other_meaning_hides_a_word_that_tells_a_sign() -> None:
    fillers = set(WORDS["fillers"])
    phrases = [part.split() for line in WORDS["other_meanings"] for part in line.split("|")]
    left = {" ".join(word for word in map(plain, phrase) if word not in fillers) for phrase in phrases}
    assert not left & {*WORDS["typos"], "hit", "head", "headache", "nose", "dying", "stroke", "fit", "fall"}
