"""Articles: what is read from a text file in seeds/, with every passage knowing where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import PurePath

from doula.observations import Observation
from doula.outline import Block, lines, numbered_lists, outline
from doula.sentences import Span, is_finished, is_fragment, split

_NEIGHBOUR = re.compile(r"(<<|>>):")
_RELATIONS = {"<<": "previous", ">>": "next"}
_RECOMMENDED = re.compile(
    r"(?i:recommend(?:ed(?: articles| reading)?)?|related articles|read next|see also):?"
)
_CUT_OFF = ("..", "…")
_LONGEST_TITLE = 200
EDITION = 16  # characters that name an edition


class ArticleError(ValueError):
    """A file is no article; the message names file, line and what to do."""


@dataclass(frozen=True)
class Passage:
    """A stretch of the source that answers one question: text == source[start:end]."""

    start: int
    end: int
    text: str
    section: int
    cause: int | None = None
    aspects: frozenset[str] = frozenset()
    conditions: frozenset[Observation] = frozenset()


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, from the heading on; the first section has the title as heading."""

    heading: str
    start: int
    end: int


@dataclass(frozen=True)
class RelatedTitle:
    """An article that this one names but we may not have."""

    title: str
    teaser: str
    relation: str  # "previous", "next" or "recommended"


@dataclass(frozen=True)
class Article:
    """One file of seeds/: slug is the file name without its ending.

    `topics` are what its title names, `details` what its passages name, both as in clinical/topics.yml.
    """

    slug: str
    title: str
    source: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    related: tuple[RelatedTitle, ...] = ()
    topics: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()

    @property
    def edition(self) -> str:
        """Return what names this text among all that the file ever held: the start of its SHA-256."""
        return sha256(self.source.encode()).hexdigest()[:EDITION]


def decode(name: str, data: bytes) -> str:
    """Read a file's bytes as UTF-8, line ends untouched so that offsets hold; ArticleError if it is not."""
    try:
        source = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(name, data, error.start) from None
    if "\0" in source:
        raise _not_utf8(name, data, data.index(b"\0"))
    return source


def parse(name: str, source: str) -> Article:
    """Read an article as far as its text is understood; ArticleError names file, line and what to do."""
    found = lines(source)
    if not found:
        raise _error(name, source, 0, "the file is empty; write the title, a blank line and the text")
    title = _title(name, source, found[0])
    body, related = _split_related(source, _without_repeated_title(source, found))
    blocks = outline(source, title, body)
    if not blocks:
        raise _error(name, source, title.start, "there is only a title; write the text below it")
    _check_numbering(name, source, blocks)
    sections, passages = _sections(source, title, blocks), _passages(source, blocks)
    return Article(PurePath(name).stem, sections[0].heading, source, sections, passages, related)


def _error(name: str, source: str, at: int, what: str) -> ArticleError:
    line = 1 + len(re.findall(r"\r\n|\r|\n", source[:at]))
    return ArticleError(f"{name}: line {line}: {what}")


def _not_utf8(name: str, data: bytes, at: int) -> ArticleError:
    return _error(name, data.decode("latin-1"), at, f"byte {at} is not UTF-8 text; save the file as UTF-8")


def _flat(source: str, start: int, end: int) -> str:
    return " ".join(source[start:end].split())


def _title(name: str, source: str, line: Block) -> Block:
    text = source[line.mark : line.end]
    if line.kind == "item" or text.endswith(".") or len(text) > _LONGEST_TITLE or _NEIGHBOUR.match(text):
        raise _error(name, source, line.mark, "this is no title; write a short one above it, on its own line")
    return line


def _without_repeated_title(source: str, found: list[Block]) -> list[Block]:
    texts = [_flat(source, line.mark, line.end).casefold() for line in found[:2]]
    return found[2:] if texts[0] == texts[-1] and len(texts) == 2 else found[1:]


def _split_related(source: str, body: list[Block]) -> tuple[list[Block], tuple[RelatedTitle, ...]]:
    """Part the text from its neighbours and from the list of recommended titles at its end."""
    texts = [source[line.mark : line.end] for line in body]
    end = _start_of_recommended(texts)
    neighbours = [title for text in texts[:end] if _NEIGHBOUR.match(text) for title in _neighbours(text)]
    rest = [line for line, text in zip(body[:end], texts, strict=False) if not _NEIGHBOUR.match(text)]
    return rest, (*neighbours, *_recommended(texts[end + 1 :]))


def _start_of_recommended(texts: list[str]) -> int:
    """Find the line that heads a list of titles: some teaser is cut off, or no sentence follows at all."""
    start = max((at for at, text in enumerate(texts) if _RECOMMENDED.fullmatch(text)), default=len(texts))
    following = texts[start + 1 :]
    has_teasers = any(text.endswith(_CUT_OFF) for text in following)
    return start if has_teasers or not any(text.endswith(".") for text in following) else len(texts)


def _neighbours(line: str) -> list[RelatedTitle]:
    _, *parts = _NEIGHBOUR.split(line)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return [RelatedTitle(title.strip(), "", _RELATIONS[sign]) for sign, title in pairs if title.strip()]


def _recommended(texts: Iterable[str]) -> list[RelatedTitle]:
    titles: list[RelatedTitle] = []
    for text in texts:
        if titles and text.endswith(_CUT_OFF) and not titles[-1].teaser:
            titles[-1] = RelatedTitle(titles[-1].title, text, "recommended")
        else:
            titles.append(RelatedTitle(text, "", "recommended"))
    return titles


def _check_numbering(name: str, source: str, blocks: list[Block]) -> None:
    for places in numbered_lists(blocks):
        for expected, block in enumerate((blocks[at] for at in places), start=1):
            if block.number != expected:
                what = f"{'item' if block.cause is None else 'cause'} {expected} is numbered {block.number}"
                raise _error(name, source, block.mark, f"{what}; number each list 1, 2, 3 without gaps")


def _sections(source: str, title: Block, blocks: list[Block]) -> tuple[Section, ...]:
    parts = [title, *blocks]
    heads = [at for at, part in enumerate(parts) if at == 0 or part.kind == "heading"]
    return tuple(
        Section(_flat(source, parts[at].start, parts[at].end), parts[at].start, parts[following - 1].end)
        for at, following in zip(heads, [*heads[1:], len(parts)], strict=True)
    )


def _passages(source: str, blocks: list[Block]) -> tuple[Passage, ...]:
    found: list[Passage] = []
    section, before = 0, None
    for fragments, group in groupby(blocks, key=lambda block: _is_fragment(source, block)):
        run = list(group)
        if fragments and (len(run) > 1 or _is_open(source, before)):
            found += _list(source, _lead(found, before, run[0]), section, run[-1])
        else:
            for block in run:
                section += block.kind == "heading"
                found += _sentences(source, section, block)
        before = run[-1]
    return tuple(found)


def _is_fragment(source: str, block: Block) -> bool:
    """Say whether a list item can only be read with the others: "avoid:" and "raw fish" must never part."""
    if block.kind != "item" or (block.number is not None and block.cause is not None):
        return False
    text = source[block.start : block.end]
    return text[0].islower() or not is_finished(source, block.end) or is_fragment(text)


def _is_open(source: str, before: Block | None) -> bool:
    return before is not None and (before.kind == "heading" or not is_finished(source, before.end))


def _lead(found: list[Passage], before: Block | None, first: Block) -> int:
    if before is None:
        return first.mark
    return before.start if before.kind == "heading" else found.pop().start


def _list(source: str, start: int, section: int, last: Block) -> list[Passage]:
    first, *rest = split(source, last.start, last.end)
    return [_passage(source, span, section, last) for span in (Span(start, first.end), *rest)]


def _sentences(source: str, section: int, block: Block) -> list[Passage]:
    if block.kind == "heading":
        return []
    return [
        _passage(source, span, section, block)
        for span in split(source, block.start, block.end, has_label=block.kind == "item")
    ]


def _passage(source: str, span: Span, section: int, block: Block) -> Passage:
    return Passage(span.start, span.end, source[span.start : span.end], section, block.cause)
