"""Replies: answers and assessments as messages, every statement with its citation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from doula.answers import Answer
from doula.articles import Article, Passage
from doula.causes import RankedCause
from doula.messages import Citation, Message, Responses, cite
from doula.observations import Observation, because
from doula.vocabulary import Vocabulary

_BABY = re.compile(r"\b(?:bab(?:y|ies)|fo?etal|fo?etus|unborn)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Note:
    """What the editors say about sentences of an article (quotes) or about words of a question (when)."""

    quotes: tuple[str, ...]
    when: tuple[str, ...]
    text: str
    source: str


def read_notes(content: Mapping[str, Any], references: Mapping[str, Any]) -> tuple[Note, ...]:
    """Return the notes of clinical/notes.yml, their references named by organisation and year."""
    return tuple(
        Note(
            tuple(note.get("quotes", ())),
            tuple(note.get("when", ())),
            note["text"],
            "; ".join(_named(references[key]) for key in note["references"]),
        )
        for note in content["notes"].values()
    )


@dataclass(frozen=True)
class Review:
    """Who checked an article, and when."""

    by: str
    on: date


@dataclass(frozen=True)
class Speech:
    """All that replies are made of, besides the articles: fixed sentences, editors' notes, reasons."""

    responses: Responses
    notes: Sequence[Note]
    vocabulary: Vocabulary
    spare_the_baby: bool = False

    def after_loss(self) -> Speech:
        """Return a speech that does not mention a baby."""
        return replace(self, spare_the_baby=True)

    def answer(self, answer: Answer, titles: Sequence[str], asked: str = "") -> Message:
        """Return the message for an answer, or for the lack of one; `asked` are her words."""
        answer = replace(answer, passages=tuple(p for p in answer.passages if self._may_say(p.text)))
        if answer.article is None or not answer.passages:
            return self._not_covered(answer, titles, asked)
        listed = len(answer.passages) > 1 and all(passage.cause for passage in answer.passages)
        paragraphs = [
            self._say("questions_causes" if listed else "questions_answer", title=answer.article.title),
            *self._quote(p.text for p in answer.passages),
            *self._about_tablets(any("supplement" in p.aspects for p in answer.passages)),
            *self._about_absent(answer, asked),
        ]
        citations = tuple(cite(answer.article, passage) for passage in answer.passages)
        return Message(_paragraphs(paragraphs), "answer", citations=citations)

    def follow_up(self, asked: str, prefix: str | None, degrees: float | None) -> Message:
        """Return the question that asks for a kind of observation, after a word on what she said last."""
        question = self.responses.message(f"utter_ask_{asked}", "ask_back", degrees=f"{degrees or 0:g}")
        if prefix is None:
            return question
        return replace(question, text=f"{self._say(f'check_in_{prefix}')} {question.text}")

    def assessment(
        self, article: Article, ranked: Sequence[RankedCause], *, corrected: bool = False
    ) -> Message:
        """Return which of an article's causes fit and why, with the measures that belong to them."""
        measures = _measures(article, ranked)
        cautions = [p for p in article.passages if p.cause is None and "caution" in p.aspects][:1]
        head = {0: "none_fits", 1: "one_fits"}.get(len(ranked), "some_fit")
        paragraphs = [
            *([self._say("check_in_corrected")] if corrected else []),
            self._say(f"check_in_{head}", title=article.title),
            *(paragraph for cause in ranked for paragraph in self._fitting(cause)),
            *([self._say("check_in_measures"), *self._quote(p.text for p in measures)] if measures else []),
            *([self._say("check_in_caution"), *self._quote(p.text for p in cautions)] if cautions else []),
            self._say("check_in_closing"),
        ]
        passages = dict.fromkeys([*(p for cause in ranked for p in cause.passages), *measures, *cautions])
        return Message(
            _paragraphs(paragraphs), "assessment", citations=tuple(cite(article, p) for p in passages)
        )

    def source(self, citations: Sequence[Citation], reviews: Mapping[str, Review]) -> Message:
        """Return where the last answer is from: titles, exact sentences, and who checked the article."""
        if not citations:
            return self.responses.message("utter_questions_no_source", "small_talk")
        by_article = groupby(citations, key=lambda citation: citation.article)
        sources = [self._source(list(cited), reviews.get(slug)) for slug, cited in by_article]
        return Message(_paragraphs(sources), "answer", citations=tuple(citations))

    def _source(self, citations: Sequence[Citation], review: Review | None) -> str:
        tablets = self._about_tablets(any(citation.aspect == "supplement" for citation in citations))
        quotes = _paragraphs([*self._quote(citation.quote for citation in citations), *tablets])
        checked = (
            self._say("questions_reviewed", by=review.by, on=f"{review.on:%-d %B %Y}")
            if review
            else self._say("questions_unreviewed")
        )
        return self._say("questions_source", title=citations[0].title, quotes=quotes, review=checked)

    def _say(self, name: str, **values: object) -> str:
        return self.responses.text(f"utter_{name}", **values)

    def _quote(self, texts: Iterable[str]) -> list[str]:
        """Return each passage in quotation marks, followed by the editors' notes that are new to it."""
        said: list[Note] = []
        paragraphs: list[str] = []
        for text in texts:
            notes = [n for n in self.notes if n not in said and any(quote in text for quote in n.quotes)]
            paragraphs += [f"“{text}”", *(self._note(n) for n in notes if self._may_say(n.text))]
            said += notes
        return paragraphs

    def _may_say(self, text: str) -> bool:
        return not (self.spare_the_baby and _BABY.search(text))

    def _note(self, note: Note) -> str:
        return self._say("questions_note", note=note.text, source=f" ({note.source})" if note.source else "")

    def _fitting(self, ranked: RankedCause) -> list[str]:
        said = _list([because(observation, self.vocabulary) or "" for observation in ranked.because])
        return [*self._quote(p.text for p in ranked.passages), self._say("check_in_because", reasons=said)]

    def _about_tablets(self, named: bool) -> list[str]:
        return [self._say("questions_tablets")] if named else []

    def _about_absent(self, answer: Answer, asked: str) -> list[str]:
        """Say what the article leaves out, with the editors' notes on it."""
        if not answer.absent or answer.article is None:
            return []
        notes = [n for n in self.notes if any(word in asked.lower() for word in n.when)]
        left_out = self._say("questions_absent", title=answer.article.title, topics=_list(answer.absent))
        return [left_out, *(self._note(note) for note in notes if self._may_say(note.text))]

    def _not_covered(self, answer: Answer, titles: Sequence[str], asked: str) -> Message:
        if answer.article is not None:
            silent = self._say("questions_silent", title=answer.article.title)
            return Message(_paragraphs(self._about_absent(answer, asked) or [silent]), "not_covered")
        if not answer.absent:
            return self.responses.message("utter_questions_which", "clarify")
        quoted = [f"“{title}”" for title in titles]
        known = [self._say("questions_known", titles=_list(quoted))] if quoted else []
        uncovered = self._say("questions_not_covered", topics=_list(answer.absent))
        return Message(_paragraphs([uncovered, *known]), "not_covered")


def _measures(article: Article, ranked: Sequence[RankedCause]) -> list[Passage]:
    """Return the article's measures against the causes that fit; its general ones when there are none."""
    told: set[Observation] = {observation for cause in ranked for observation in cause.because}
    measures = [p for p in article.passages if p.cause is None and p.aspects & {"prevention", "relief"}]
    fitting = [p for p in measures if p.conditions & told]
    return fitting or [p for p in measures if not p.conditions and not p.aspects & {"supplement", "diet"}]


def _named(reference: Mapping[str, Any]) -> str:
    return (
        f"{reference['organisation']}, {reference['year']}"
        if reference["year"]
        else reference["organisation"]
    )


def _list(names: Sequence[str]) -> str:
    """Join names as in a sentence."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _paragraphs(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(paragraphs)
