from __future__ import annotations

from doula.articles import Article, parse
from doula.ingest import read_labels
from doula.proof import proof, remarks

TEXT = """What causes leg cramps?

Two reasons are known:

1. Standing for too long.

2. Cold, so cramps often occur at night.

It is a short story. What can you do?

Institute of Sleep and Rest
"""


def article(text: str = TEXT) -> Article:
    return read_labels().put_on(parse("cramps.txt", text))


def test_a_proof_names_topics_causes_and_what_will_be_asked() -> None:
    lines = list(proof(article()))
    assert lines[:3] == [
        "What causes leg cramps? (cramps)",
        "about: leg cramps",
        "causes: 2; asked about: timing, activity",
    ]


def test_a_proof_shows_each_passage_with_labels_and_place() -> None:
    start = TEXT.index("Cold, so")
    line = next(line for line in proof(article()) if "Cold, so" in line)
    assert line.startswith(f"  {start}-{start + 37} [cause 2, cause, night]")


def test_remarks_name_what_could_not_be_placed_or_answers_nothing() -> None:
    said = "\n".join(remarks(article()))
    assert "answer nothing" in said and "What can you do?" in said
    assert "[nothing] Institute of Sleep and Rest" in said
    assert "begin with a word that points back" in said and "It is a short story" in said


def test_a_title_without_a_known_topic_is_remarked() -> None:
    assert "names no topic" in next(iter(remarks(article("Basalt and granite\n\nStones are old."))))
    assert "names no topic" not in "".join(remarks(article()))
