"""Bringing files of articles into the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from doula.articles import Article, ArticleError, decode, parse
from doula.aspects import AspectPatterns, label, read_patterns
from doula.clinical import read as content
from doula.knowledge import Changes, KnowledgeBase, Origin
from doula.topics import Topics, read_topics

_ENDING = ".txt"


class PlaceError(ArticleError):
    """Where articles should be there is nothing to read."""


@dataclass(frozen=True)
class Labels:
    """How articles are labelled: what their passages are about, and what their titles name."""

    aspects: AspectPatterns
    topics: Topics

    def put_on(self, article: Article) -> Article:
        """Return the article with its labels."""
        named = (topic.name for topic in self.topics.complaints if topic.find(article.title))
        details = (t.name for t in self.topics.details if any(t.find(p.text) for p in article.passages))
        labelled = label(article, self.aspects)
        return replace(labelled, topics=frozenset(named), details=frozenset(details))


def read_labels() -> Labels:
    """Return the labels of clinical/; raises ContentError, AspectError or TopicError."""
    return Labels(read_patterns(content("clinical/aspects.yml")), read_topics(content("clinical/topics.yml")))


def ingest(paths: Iterable[Path | str], knowledge: KnowledgeBase, labels: Labels) -> Changes:
    """Make the knowledge base hold exactly the articles found there; ArticleError leaves it as it was."""
    return _take(Origin.of(paths), knowledge, labels)


def refresh(first: Path, knowledge: KnowledgeBase, labels: Labels) -> Changes:
    """Compare the knowledge base with where it was filled from, `first` if it never was.

    Changes nothing where it raises PlaceError (that is gone), StrayError (nobody knows it) or ArticleError.
    """
    try:
        return _take(Origin.of(knowledge.places() or [first], followed=True), knowledge, labels)
    except PlaceError as gone:
        raise PlaceError(f"{gone}; `doula ingest PATH` says where the articles are") from None


def _take(origin: Origin, knowledge: KnowledgeBase, labels: Labels) -> Changes:
    return knowledge.replace_all(map(labels.put_on, read(origin.places)), origin=origin)


def read(paths: Iterable[Path | str]) -> list[Article]:
    """Return the articles in files and folders, by slug; ArticleError says which file is wrong and how."""
    found: dict[str, Path] = {}
    for file in _files(paths):
        other = found.setdefault(_slug(file), file)
        if other.resolve() != file.resolve():
            raise ArticleError(f"{file} has the same name as {other}: rename one of them")
    return [parse(str(found[slug]), _source(found[slug])) for slug in sorted(found)]


def _files(paths: Iterable[Path | str]) -> Iterable[Path]:
    for path in map(Path, paths):
        try:
            yield from _within(path)
        except OSError as error:
            raise PlaceError(f"{path} cannot be read: {error.strerror}") from None


def _within(path: Path) -> list[Path]:
    if not path.exists():
        raise PlaceError(f"{path} does not exist")
    if not path.is_dir():
        return [path]
    files = [file for file in path.iterdir() if file.suffix == _ENDING and not file.name.startswith(".")]
    if not files:  # nothing to read is a mistake far more often than the wish to forget every article
        raise PlaceError(f"{path} holds no article, which is a file that ends in {_ENDING}")
    return files


def _slug(file: Path) -> str:
    if file.suffix != _ENDING:
        raise ArticleError(f"{file} is no article: its name must end in {_ENDING}")
    if not file.stem.isprintable():
        raise ArticleError(f"{file!r}: rename it, its name has characters that cannot be shown")
    return file.stem


def _source(file: Path) -> str:
    if file.is_symlink() or not file.is_file():
        raise ArticleError(f"{file} is no file of its own: put the article itself there")
    try:
        return decode(str(file), file.read_bytes())
    except OSError as error:
        raise ArticleError(f"{file} cannot be read: {error.strerror}") from None
