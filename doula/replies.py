"""Replies: answers and assessments as messages, every statement with its citation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from doula.answers import Answer
from doula.articles import Article, Passage
from doula.causes import RankedCause
from doula.messages import Button, Citation, Message, Responses, cite
from doula.notes import Note, Review, last_review
from doula.observations import Observation, because
from doula.vocabulary import Vocabulary

_MOST_CHOICES = 3
_BABY = re.compile(r"\b(?:bab(?:y|ies)|fo?etal|fo?etus|unborn|stillbirth|\d+ weeks)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Offer:
    """What to name where no article covers a question: articles that are near, and titles only heard of.

    `likely`: how likely she means each kind of question.
    """

    articles: Sequence[Article] = ()
    heard_of: Sequence[str] = ()
    likely: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Speech:
    """All that replies are made of, besides the articles: fixed sentences, editors' notes, reasons."""

    responses: Responses
    notes: Sequence[Note]
    vocabulary: Vocabulary
    spare_the_baby: bool = False

    def after_loss(self) -> Speech:
        """Return a speech that does not mention a baby."""
        notes = tuple(replace(note, text=note.after_loss or note.text) for note in self.notes)
        return replace(self, notes=notes, spare_the_baby=True)

    def answer(self, answer: Answer, offer: Offer, asked: str = "") -> Message:
        """Return the message for an answer, or for the lack of one; `asked` are her words."""
        answer = replace(answer, passages=tuple(p for p in answer.passages if self._may_quote(p.text)))
        if answer.article is None or not answer.passages:
            return self._not_covered(answer, offer, asked)
        listed = len(answer.passages) > 1 and all(passage.cause for passage in answer.passages)
        paragraphs = [
            self._say("questions_causes" if listed else "questions_answer", title=answer.article.title),
            *self._quote(p.text for p in answer.passages),
            *self._about_tablets(any("supplement" in p.aspects for p in answer.passages)),
            *self._about_absent(answer),
            *self._about_asked(asked, answer.passages),
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
        said: list[Note] = []
        paragraphs = [
            *([self._say("check_in_corrected")] if corrected else []),
            self._say(f"check_in_{head}", title=article.title),
            *(paragraph for cause in ranked for paragraph in self._fitting(cause, said)),
            *self._advised("measures", measures, said),
            *self._advised("caution", cautions, said),
            self._say("check_in_closing"),
        ]
        passages = dict.fromkeys([*(p for cause in ranked for p in cause.passages), *measures, *cautions])
        return Message(
            _paragraphs(paragraphs), "assessment", citations=tuple(cite(article, p) for p in passages)
        )

    def which(self, name: str, likely: Mapping[str, float]) -> Message:
        """Return a sentence that asks what she means, with the likeliest meanings to choose from."""
        meanings = [b for b in self.responses.buttons("utter_questions_which") if self._may_say(b.title)]
        meanings.sort(key=lambda button: -likely.get(button.payload.lstrip("/").partition("{")[0], 0))
        return Message(self.responses.text(name), "clarify", tuple(meanings[:_MOST_CHOICES]))

    def source(self, citations: Sequence[Citation], reviews: Mapping[str, Review]) -> Message:
        """Return where the last answer is from: titles, exact sentences, and who checked the article."""
        shown = [citation for citation in citations if self._may_quote(citation.quote)]
        if not shown:
            return self.responses.message("utter_questions_no_source", "small_talk")
        by_article = groupby(shown, key=lambda citation: citation.article)
        sources = [self._source(list(cited), reviews.get(slug)) for slug, cited in by_article]
        return Message(_paragraphs(sources), "answer", citations=tuple(shown))

    def _source(self, citations: Sequence[Citation], review: Review | None) -> str:
        notes: list[Note] = []
        quotes = self._quote((citation.quote for citation in citations), notes)
        tablets = self._about_tablets(any(citation.aspect == "supplement" for citation in citations))
        checked = [self._checked("utter_questions_reviewed", "utter_questions_unreviewed", review)]
        if notes:
            signed, unsigned = "utter_questions_notes_reviewed", "utter_questions_notes_unreviewed"
            checked.append(self._checked(signed, unsigned, last_review(notes)))
        return self._say(
            "questions_source",
            title=citations[0].title,
            quotes=_paragraphs([*quotes, *tablets]),
            review=" ".join(checked),
        )

    def _checked(self, signed: str, unsigned: str, review: Review | None) -> str:
        if review is None:
            return self.responses.text(unsigned)
        return self.responses.text(signed, by=review.by, on=f"{review.on:%-d %B %Y}")

    def _say(self, name: str, **values: object) -> str:
        return self.responses.text(f"utter_{name}", **values)

    def _quote(self, texts: Iterable[str], said: list[Note] | None = None) -> list[str]:
        """Return each passage in quotation marks, followed by the editors' notes that were not yet `said`."""
        said = [] if said is None else said
        paragraphs: list[str] = []
        for text in texts:
            notes = [n for n in self._notes_on(text) if n not in said]
            paragraphs += [f"“{text}”", *map(self._note, notes)]
            said += notes
        return paragraphs

    def _notes_on(self, passage: str) -> list[Note]:
        return [note for note in self.notes if note.is_on(passage)]

    def _may_quote(self, passage: str) -> bool:
        """Tell whether nothing in a passage or its notes hurts; no passage is quoted without its notes."""
        return all(map(self._may_say, [passage, *(note.text for note in self._notes_on(passage))]))

    def _may_say(self, text: str) -> bool:
        return not (self.spare_the_baby and _BABY.search(text))

    def _note(self, note: Note) -> str:
        return self._say("questions_note", note=note.text, source=f" ({note.source})" if note.source else "")

    def _fitting(self, ranked: RankedCause, said: list[Note]) -> list[str]:
        reasons = _list([because(observation, self.vocabulary) or "" for observation in ranked.because])
        quotes = self._quote((p.text for p in ranked.passages), said)
        return [*quotes, self._say("check_in_because", reasons=reasons)]

    def _advised(self, what: str, passages: Sequence[Passage], said: list[Note]) -> list[str]:
        quotes = self._quote((p.text for p in passages), said)
        return [self._say(f"check_in_{what}"), *quotes] if quotes else []

    def _about_tablets(self, named: bool) -> list[str]:
        return [self._say("questions_tablets")] if named else []

    def _about_absent(self, answer: Answer) -> list[str]:
        """Say what the article leaves out."""
        if not answer.absent or answer.article is None:
            return []
        return [self._say("questions_absent", title=answer.article.title, topics=_list(answer.absent))]

    def _about_asked(self, asked: str, quoted: Sequence[Passage] = ()) -> list[str]:
        """Return the editors' notes on what she asks about that no quote has brought."""
        notes = [n for n in self.notes if n.answers(asked) and not any(n.is_on(p.text) for p in quoted)]
        return [self._note(note) for note in notes if self._may_say(note.text)]

    def _not_covered(self, answer: Answer, offer: Offer, asked: str) -> Message:
        offer = self._without_baby(offer)
        if answer.article is not None:
            silent = self._say("questions_silent", title=answer.article.title)
            said = self._about_absent(answer) or [silent]
            return Message(_paragraphs([*said, *self._about_asked(asked)]), "not_covered")
        if not answer.absent and not offer.heard_of:
            return self.which("utter_questions_which", offer.likely)
        named = [name for name in answer.absent if self._may_say(name)]
        about = (
            self._say("questions_not_covered", topics=_list(named)) if named else self._say("questions_none")
        )
        said = [about, *self._offered(offer)]
        buttons = tuple(self._buttons(offer))
        return Message(_paragraphs([*said, *self._about_asked(asked)]), "not_covered", buttons)

    def _without_baby(self, offer: Offer) -> Offer:
        """Leave out what names a baby after a loss."""
        articles = [each for each in offer.articles if self._may_say(each.title)]
        heard_of = [title for title in offer.heard_of if self._may_say(title)]
        return replace(offer, articles=articles, heard_of=heard_of)

    def _offered(self, offer: Offer) -> Iterator[str]:
        if offer.heard_of:
            yield self._say("questions_heard_of", titles=_titles(offer.heard_of))
        if offer.articles:
            yield self._say("questions_known", titles=_titles([each.title for each in offer.articles]))

    def _buttons(self, offer: Offer) -> Iterator[Button]:
        for topic in dict.fromkeys(topic for article in offer.articles for topic in sorted(article.topics)):
            title = self._say("questions_ask_about", topic=topic)
            yield Button(title, f"/ask_about{json.dumps({'topic': topic})}")


def _measures(article: Article, ranked: Sequence[RankedCause]) -> list[Passage]:
    """Return the article's measures against the causes that fit; its general ones when there are none."""
    told: set[Observation] = {observation for cause in ranked for observation in cause.because}
    measures = [p for p in article.passages if p.cause is None and p.aspects & {"prevention", "relief"}]
    fitting = [p for p in measures if p.conditions & told]
    return fitting or [p for p in measures if not p.conditions and not p.aspects & {"supplement", "diet"}]


def _list(names: Sequence[str]) -> str:
    """Join names as in a sentence."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _titles(titles: Sequence[str]) -> str:
    return _list([f"“{title}”" for title in titles])


def _paragraphs(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(paragraphs)
