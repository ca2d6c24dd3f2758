"""Proofs: what the assistant makes of an article, printed for its author."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from doula.articles import Article, Passage
from doula.causes import causes_of, open_questions

_LONG = 400  # characters a mother reads on a telephone without scrolling
_POINTS_BACK = ("This ", "That ", "These ", "Those ", "They ", "It ", "He or she ")


def proof(article: Article) -> Iterator[str]:
    """Yield what is known of an article: its topics, causes, and each passage with its place and labels."""
    yield f"{article.title} ({article.slug})"
    yield f"about: {', '.join(sorted(article.topics)) or 'no topic of clinical/topics.yml'}"
    causes = causes_of(article)
    yield f"causes: {len(causes)}; asked about: {', '.join(open_questions(causes, ())) or 'nothing'}"
    for section, passages in groupby(article.passages, key=lambda passage: passage.section):
        yield f"\n{article.sections[section].heading}"
        yield from map(_line, passages)
    for related in article.related:
        yield f"\n{related.relation}: {related.title}"


def remarks(article: Article) -> Iterator[str]:
    """Yield what the author should look at: what could not be placed, and what cannot be read alone."""
    if not article.topics:
        yield "The title names no topic of clinical/topics.yml: mothers' other words for it are not known."
    yield from _remark("answer nothing (a question, an announcement, a name)", article, _says_nothing)
    yield from _remark(
        "could not be placed: they are about the article's topic in general", article, _is_general
    )
    yield from _remark("begin with a word that points back, and may be quoted alone", article, _points_back)
    yield from _remark(
        f"are longer than {_LONG} characters", article, lambda passage: len(passage.text) > _LONG
    )


def _line(passage: Passage) -> str:
    cause = [f"cause {passage.cause}"] if passage.cause is not None else []
    conditions = sorted(("not " if o.denied else "") + o.value for o in passage.conditions)
    labels = ", ".join([*cause, *sorted(passage.aspects), *conditions]) or "nothing"
    return f"  {passage.start}-{passage.end} [{labels}] {_flat(passage)}"


def _remark(what: str, article: Article, is_meant: Callable[[Passage], bool]) -> Iterator[str]:
    meant = [passage for passage in article.passages if is_meant(passage)]
    if meant:
        yield f"{len(meant)} of {len(article.passages)} passages {what}:"
        yield from map(_line, meant)


def _says_nothing(passage: Passage) -> bool:
    return not passage.aspects


def _is_general(passage: Passage) -> bool:
    return passage.aspects == {"about"}


def _points_back(passage: Passage) -> bool:
    return passage.text.startswith(_POINTS_BACK)


def _flat(passage: Passage) -> str:
    return " ".join(passage.text.split())
