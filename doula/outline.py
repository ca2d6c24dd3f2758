"""The outline of a text that nobody marked up: its headings, list items and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise
from typing import Literal

from doula.sentences import cut, is_finished, trim

Kind = Literal["paragraph", "heading", "item"]

_LINE = re.compile(r"[^\r\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MARK = re.compile(r"(?:\(?(\d{1,2})[.)、](?!\d)|[-*\u2013](?=\s)|[•●▪‣◦·])\s*")
_INNER_ITEM = re.compile(r"(?<=\s)(?:[•●▪·]|-(?!\s\d)|(?<!\d\s)-)(?=\s)")
_INNER_LIST = re.compile(r"(?<=[.:?!;])\s-\s")
_CAUSES = re.compile(r"\b(?:causes?|reasons?|why|factors)\b", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_LONGEST_HEADING = 100
_ANNOUNCEMENT = 200
_MOST_HEADING_WORDS = 16
_WIDEST_PAGE = 120
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Block:
    """A heading, a list item or a paragraph; mark is where its bullet or number stands, if it has one.

    A block that tells of a numbered cause carries that cause's number, also when it only goes on about it.
    """

    kind: Kind
    mark: int
    start: int
    end: int
    number: int | None = None
    cause: int | None = None


def lines(source: str) -> list[Block]:
    """List the lines that are not blank, told apart only into paragraphs and list items."""
    spans = (trim(source, match.start(), match.end()) for match in _LINE.finditer(source))
    return [_line(source, span.start, span.end) for span in spans if span.start < span.end]


def outline(source: str, title: Block, body: list[Block]) -> list[Block]:
    """Join wrapped lines, part lists written as one paragraph, and find headings and numbered causes."""
    blocks = [
        part for block, lone in _spread(_unwrap(source, body)) for part in _inner_items(source, block, lone)
    ]
    blocks = [block for block in blocks if _LETTER.search(source, block.start, block.end)]
    return _numbered_parts(source, title, _plain_headings(source, blocks))


def numbered_lists(blocks: list[Block]) -> list[list[int]]:
    """Group the positions of numbered blocks into lists; a 1 that follows other text begins a new list."""
    found: list[list[int]] = []
    for at, block in enumerate(blocks):
        if block.number is None:
            continue
        if not found or (block.number == 1 and found[-1][-1] != at - 1):
            found.append([])
        found[-1].append(at)
    return found


def _line(source: str, start: int, end: int) -> Block:
    mark = _MARK.match(source, start, end)
    if not mark:
        return Block("paragraph", start, start, end)
    return Block("item", start, mark.end(), end, int(mark[1]) if mark[1] else None)


def _unwrap(source: str, body: list[Block]) -> list[Block]:
    width = max((line.end - line.mark for line in body), default=0)
    joined: list[Block] = []
    for line in body:
        if joined and _is_continued(source, joined[-1], line, width):
            begun = joined[-1].start < joined[-1].end
            joined[-1] = replace(joined[-1], start=joined[-1].start if begun else line.start, end=line.end)
        else:
            joined.append(line)
    return joined


def _is_continued(source: str, block: Block, line: Block, width: int) -> bool:
    """Say whether the line goes on where the block was wrapped: "28. Then" may be a week, not an item."""
    begins_item = line.kind == "item" and (line.number in (None, 1) or block.number is not None)
    if begins_item or len(_LINE_END.findall(source, block.end, line.mark)) > 1:
        return False
    if source[line.mark].islower():
        return True
    last_line = max(source.rfind("\n", block.mark, block.end) + 1, block.mark)
    first_word = _WORD.match(source, line.mark)
    needed = block.end - last_line + 1 + (first_word.end() - line.mark if first_word else 0)
    return needed > width and 50 < width <= _WIDEST_PAGE and not is_finished(source, block.end)


def _spread(blocks: list[Block]) -> Iterator[tuple[Block, bool]]:
    """Yield each block, and whether it is a bullet that has no other beside it."""
    for at, block in enumerate(blocks):
        beside = blocks[max(0, at - 1) : at] + blocks[at + 1 : at + 2]
        lone = block.kind == "item" and block.number is None and all(other.kind != "item" for other in beside)
        yield block, lone


def _inner_items(source: str, block: Block, lone: bool) -> list[Block]:
    first = _INNER_LIST.search(source, block.start, block.end)
    if not (first or lone):
        return [block]
    begin = block.start if lone or first is None else first.start()
    marks = [match.start() for match in _INNER_ITEM.finditer(source, begin, block.end)]
    head, *items = (trim(source, start, end) for start, end in pairwise([block.start, *marks, block.end]))
    return [replace(block, end=head.end), *(_line(source, item.start, item.end) for item in items)]


def _is_short(source: str, block: Block) -> bool:
    text = source[block.start : min(block.end, block.start + _LONGEST_HEADING + 1)]
    closed = is_finished(source, block.end) and not text.endswith("?")
    if closed or len(text) > _LONGEST_HEADING or len(text.split()) > _MOST_HEADING_WORDS:
        return False
    return (
        not text.endswith((",", ";"))
        and not text[:1].islower()
        and len(cut(source, block.start, block.end)) == 1
    )


def _plain_headings(source: str, blocks: list[Block]) -> list[Block]:
    """Take short lines for headings; of several in a row only the first and the last, the rest is a list."""
    marked: list[Block] = []
    for short, group in groupby(blocks, lambda block: block.kind == "paragraph" and _is_short(source, block)):
        run = list(group)
        is_last = len(marked) + len(run) == len(blocks)
        marked += _headings_in(run, is_last) if short else run
    return marked


def _headings_in(run: list[Block], is_last: bool) -> list[Block]:
    if len(run) == 1 and is_last:
        return run
    headings = {0} if is_last else {0, len(run) - 1}
    return [replace(block, kind="heading" if at in headings else "item") for at, block in enumerate(run)]


def _numbered_parts(source: str, title: Block, blocks: list[Block]) -> list[Block]:
    """Take numbered lines for causes if what stands over them says so, for headings if each has a text."""
    marked = list(blocks)
    headings = list(accumulate(blocks, lambda last, b: b if b.kind == "heading" else last, initial=title))
    used: list[Block] = []
    for places in numbered_lists(blocks):
        over = [headings[places[0]], *blocks[max(0, places[0] - 1) : places[0]]]
        items = [blocks[at] for at in places]
        if _list_causes(source, over[over[0] in used[-1:] :], items):
            for at in places:
                _number_cause(source, marked, at, is_last=at == places[-1])
        elif all(_is_short(source, blocks[at]) and _has_text(blocks, at) for at in places):
            for at in places:
                marked[at] = replace(blocks[at], kind="heading")
        used.append(over[0])
    return marked


def _list_causes(source: str, over: list[Block], items: list[Block]) -> bool:
    """Say whether causes are announced; a list that names them as one of its items is an outline instead."""
    ends = [(max(block.start, block.end - _ANNOUNCEMENT), block.end) for block in over]
    short = [(item.start, item.end) for item in items if _is_short(source, item)]
    return any(_CAUSES.search(source, *e) for e in ends) and not any(
        _CAUSES.search(source, *s) for s in short
    )


def _number_cause(source: str, marked: list[Block], at: int, *, is_last: bool) -> None:
    item = marked[at]
    marked[at] = replace(item, cause=item.number)
    if is_last and is_finished(source, item.end):
        return
    for after in range(at + 1, len(marked)):
        if marked[after].kind == "heading" or marked[after].number is not None:
            break
        marked[after] = replace(marked[after], cause=item.number)


def _has_text(blocks: list[Block], at: int) -> bool:
    return at + 1 < len(blocks) and blocks[at + 1].kind == "paragraph"
