"""Agreed answers: every question that ever had one, asked again, as it stands and in other words."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from doula.clinical import ContentError, read
from doula.evaluation.conversation import Door
from doula.evaluation.variants import variants

ANSWERS = Path("tests/cases/answers.yml")
KEPT = Path("var/answers.json")
LEAST = 0.85  # of the variants must be answered as agreed

Say = Callable[[str], object]


@dataclass(frozen=True)
class Agreed:
    """A question, and the article and the piece of a passage that answer it; `kind` says how it is worded."""

    asked: str
    kind: str
    article: str
    quote: str


@dataclass(frozen=True)
class Given:
    """What was answered to a question."""

    agreed: Agreed
    quotes: tuple[str, ...]
    articles: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Tell whether the agreed passage is among those cited."""
        pairs = zip(self.articles, self.quotes, strict=True)
        return any(article == self.agreed.article and self.agreed.quote in quote for article, quote in pairs)


@dataclass(frozen=True)
class Report:
    """What all questions got, and what they got the last time."""

    given: tuple[Given, ...]
    before: Mapping[str, Sequence[str]]

    @property
    def as_agreed(self) -> tuple[Given, ...]:
        """Return what was given to the questions as they were agreed on."""
        return tuple(each for each in self.given if each.agreed.kind == "as agreed")

    @property
    def share(self) -> float:
        """Return how many of the variants were answered as agreed, between 0 and 1."""
        rights = [each.right for each in self.given if each.agreed.kind != "as agreed"]
        return sum(rights) / len(rights) if rights else 1.0

    @property
    def changed(self) -> tuple[Given, ...]:
        """Return those that got another answer the last time."""
        return tuple(
            g for g in self.given if list(g.quotes) != list(self.before.get(g.agreed.asked, g.quotes))
        )

    @property
    def collisions(self) -> tuple[tuple[Given, Given], ...]:
        """Return pairs of agreed questions with different agreed answers that got the very same one."""
        answered = [each for each in self.as_agreed if each.quotes]
        return tuple(
            (one, other)
            for one, other in combinations(answered, 2)
            if one.agreed.quote != other.agreed.quote and one.quotes == other.quotes
        )

    @property
    def passed(self) -> bool:
        """Tell whether all questions, and enough of their variants, were answered as agreed."""
        return all(each.right for each in self.as_agreed) and self.share >= LEAST

    def lines(self) -> Iterator[str]:
        """Yield what a person needs to know."""
        for each in self.given:
            if not each.right:
                yield f"not as agreed ({each.agreed.kind}): {each.agreed.asked}"
        yield from (f"changed: {each.agreed.asked} → {_begin(each.quotes)}" for each in self.changed)
        yield from (f"collide: {a.agreed.asked} | {b.agreed.asked}" for a, b in self.collisions)
        right = sum(each.right for each in self.as_agreed)
        of_variants = f"{self.share:.0%} of the variants (least {LEAST:.0%})"
        yield f"{right} of {len(self.as_agreed)} as agreed, {of_variants}"


def read_agreed(path: Path = ANSWERS) -> tuple[Agreed, ...]:
    """Return the agreed questions, each followed by its variants; raises ContentError."""
    try:
        return tuple(
            Agreed(text, kind, entry["article"], entry["quote"])
            for entry in read(path)
            for asked in entry["asks"]
            for kind, text in {"as agreed": asked, **variants(asked)}.items()
        )
    except (KeyError, TypeError) as error:
        raise ContentError(f"{path}: {error} is missing or wrong") from None


def read_kept(kept: Path = KEPT) -> dict[str, list[str]]:
    """Return what was answered the last time, by question."""
    return json.loads(kept.read_text("utf-8")) if kept.exists() else {}


async def ask_all(door: Door, agreed: Iterable[Agreed], before: Mapping[str, Sequence[str]]) -> Report:
    """Ask every question in a conversation of its own."""
    return Report(tuple([await _ask(door, each) for each in agreed]), before)


def keep(report: Report, kept: Path = KEPT) -> None:
    """Note what was answered, to be compared with the next time."""
    answers = {each.agreed.asked: each.quotes for each in report.given}
    kept.write_text(json.dumps(answers, ensure_ascii=False, indent=1), "utf-8")


async def _ask(door: Door, agreed: Agreed) -> Given:
    conversation = f"agreed:{secrets.token_urlsafe(16)}"
    turn = await door.receive(conversation, agreed.asked, "ask")
    await door.forget(conversation)
    cited = [citation for message in turn.messages[:1] for citation in message["citations"]]
    return Given(agreed, tuple(c["quote"] for c in cited), tuple(c["article"] for c in cited))


def _begin(quotes: Sequence[str]) -> str:
    return f"“{quotes[0][:60]}…”" if quotes else "no answer"
