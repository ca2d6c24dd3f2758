"""A document of headings, paragraphs, tables and pictures, as Markdown and as one HTML file."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Heading:
    """A heading, level 1 being the title."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A few sentences."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows below the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """An SVG picture, the name of its file without the ending, and what it shows."""

    name: str
    caption: str
    svg: str


Block = Heading | Paragraph | Table | Picture

_CODE, _AS_CODE = re.compile("`([^`]*)`"), r"<code>\1</code>"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem; font-variant-numeric: tabular-nums }
th, td { border-bottom: 1px solid #ddd; padding: .25rem .6rem; text-align: left; vertical-align: top }
figure { margin: 1rem 0 } img { max-width: 100% } figcaption { color: #555; font-size: .9rem }
"""


def markdown(blocks: Sequence[Block], pictures: str) -> str:
    """Return the document as Markdown, its pictures linked from a folder."""
    return "\n\n".join(_markdown(block, pictures) for block in blocks) + "\n"


def html(blocks: Sequence[Block]) -> str:
    """Return the document as one HTML file that needs no other."""
    title = escape(next((block.text for block in blocks if isinstance(block, Heading)), ""))
    body = "\n".join(map(_html, blocks))
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _markdown(block: Block, pictures: str) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {block.text}"
    if isinstance(block, Paragraph):
        return block.text
    if isinstance(block, Picture):
        return f"![{block.caption}]({pictures}/{block.name}.svg)"
    lines = [block.columns, ("---",) * len(block.columns), *block.rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    plain = " ".join(text.split())
    for mark in "\\|<>`*[]":
        plain = plain.replace(mark, f"\\{mark}")
    return "---" if text == "---" else plain


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{_CODE.sub(_AS_CODE, escape(block.text))}</p>"
    if isinstance(block, Picture):
        data = base64.b64encode(block.svg.encode()).decode()
        image = f'<img alt="{escape(block.caption)}" src="data:image/svg+xml;base64,{data}">'
        return f"<figure>{image}<figcaption>{escape(block.caption)}</figcaption></figure>"
    rows = [_html_row(block.columns, "th"), *(_html_row(row, "td") for row in block.rows)]
    return f"<table>{''.join(rows)}</table>"


def _html_row(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
