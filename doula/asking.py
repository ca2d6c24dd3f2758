"""Asking: which sentences of a message ask, and what each of them is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from doula.answers import KINDS_OF_QUESTION
from doula.parts import goes_on, points_back
from doula.topics import Named

MOST_QUESTIONS = 3
SURELY, LIKELY = 0.6, 0.3  # that it asks at all, without and with the form of a question
SURELY_CHAT = 0.9  # that a lone name of a complaint is something else
_MORE_THAN_A_STORY = 0.2  # that a story in the form of a question asks for a certain help

ALSO = "ask_also"  # more of what she asked before
OTHER = "ask_other"  # about pregnancy, but nothing that an article could answer

_BLAMES = re.compile(
    r"\b(?:caus(?:e|es|ing)|trigger\w*|giv(?:e|es|ing) (?:me|you|u|her|one|us)|bring\w* on|to blame"
    r"|could (?:that|this|it) do it|mak(?:e|es|ing)\b.{0,20}\b(?:worse|likely))\b",
    re.IGNORECASE,
)
_MAY_BLAME = 0.1
_STORY = "describe_symptom"
_FEW_WORDS = 6
_TELLING = frozenset({"inform", "affirm", "deny", "dont_know", "skip"})
_NOT_A_SUBJECT = ("out_of_scope", "nlu_fallback")


@dataclass(frozen=True)
class Part:
    """A sentence as it was understood: its words, the likeliest intent, all kinds of question, its topics.

    `beside` are the topics that the rest of the message names.
    """

    text: str
    intent: str
    confidence: float
    kinds: Mapping[str, float]
    topics: tuple[Named, ...] = ()
    pregnancy: bool = False
    animal: bool = False
    beside: tuple[Named, ...] = ()
    looks_asked: bool = False

    @property
    def asks(self) -> bool:
        """Tell whether it asks something that an article could answer."""
        if self.intent not in KINDS_OF_QUESTION or (self.intent == _STORY and not self.looks_asked):
            return False
        complaint = any(named.complaint for named in self.topics)
        least = 0 if complaint and self.looks_asked else LIKELY if self.looks_asked else SURELY
        return sum(self.kinds.values()) >= least

    @property
    def tells(self) -> bool:
        """Tell whether it describes what ails her."""
        return self.intent == _STORY and self.kinds[_STORY] >= LIKELY

    def without_others_than(self, whole: Part) -> Part:
        """Leave out a complaint that the message as a whole does not name: its words mean it only alone."""
        known = {named.topic for named in whole.topics}
        return replace(self, topics=tuple(n for n in self.topics if not n.complaint or n.topic in known))

    def only_names(self) -> bool:
        """Tell whether it is nothing but the name of a complaint, as one types it to look it up."""
        words = {word for named in self.topics for word in _words(named.words)}
        return any(named.complaint for named in self.topics) and words.issuperset(_words(self.text))

    def weighed(self) -> Part:
        """Return it as a question where all kinds of question together are likely, or its topic says so."""
        if self.animal:
            return replace(self, intent="out_of_scope", kinds={})
        if self.intent not in KINDS_OF_QUESTION and self.confidence < SURELY_CHAT and self.only_names():
            return replace(self, intent="ask_about", kinds={"ask_about": 1.0})
        likely = sum(self.kinds.values())
        about = self._asks_though_telling() or (
            any(named.complaint for named in self.topics) and self.intent not in KINDS_OF_QUESTION | _TELLING
        )
        off = self.intent == "out_of_scope" and self.confidence >= SURELY
        if not self.kinds or not (
            likely >= SURELY or (about and not off and (self.looks_asked or likely >= LIKELY))
        ):
            return self
        kind = self._likeliest()
        return replace(self, intent=kind, confidence=self.kinds[kind])

    def _asks_though_telling(self) -> bool:
        """Tell whether it was taken, not surely, for an answer to a follow-up but asks about something."""
        telling = self.intent in _TELLING and self.confidence < SURELY
        asks = self.text.rstrip().endswith("?") and len(self.text.split()) >= _FEW_WORDS
        return telling and asks and bool(self.topics)

    def _likeliest(self) -> str:
        """Return the likeliest kind of question; a story only where it does not ask for something as well."""
        if (
            self.confidence < SURELY
            and self.kinds.get("ask_cause", 0) >= _MAY_BLAME
            and _BLAMES.search(self.text)
        ):
            return "ask_cause"
        kind, *others = sorted(self.kinds, key=self.kinds.__getitem__, reverse=True)
        asks = self.looks_asked and others and self.kinds[others[0]] >= _MORE_THAN_A_STORY
        return others[0] if kind == _STORY and asks else kind

    def is_more_of_the_same(self) -> bool:
        """Tell whether it is a few words that only make sense after another question."""
        unclear = self.intent not in KINDS_OF_QUESTION or self.confidence < LIKELY
        return unclear and len(self.text.split()) <= _FEW_WORDS and goes_on(self.text)

    def is_about_something_else(self) -> bool:
        """Tell whether it was taken for chat, surely or not, but is about pregnancy."""
        chat = self.intent not in KINDS_OF_QUESTION | _TELLING
        unsure = self.intent in _NOT_A_SUBJECT or self.confidence < SURELY
        return chat and unsure and (self.pregnancy or any(not named.weak for named in self.topics))


def asked(whole: Part, parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return what a message asks, in order, each with its topics; the whole where no sentence asks."""
    if whole.animal:
        return (whole.weighed(),)
    asking = [part for part in map(Part.weighed, _with_topics(parts, whole)) if part.asks]
    asking = list(_different([part for part in asking if part.looks_asked] or asking))
    if asking:
        return tuple(asking[:MOST_QUESTIONS])
    telling = next((part for part in parts if part.tells), None)
    if telling and whole.intent not in KINDS_OF_QUESTION:
        return (replace(whole, intent=_STORY, kinds=telling.kinds),)
    if whole.is_more_of_the_same():
        return (replace(whole, intent=ALSO),)
    if whole.is_about_something_else():
        return (replace(whole, intent=OTHER),)
    return (whole,)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _with_topics(parts: Sequence[Part], whole: Part) -> Iterator[Part]:
    """Yield the sentences; one that names nothing, or says `it`, is about what was named before it."""
    before: Part | None = None
    for part in parts:
        named = part.topics or whole.topics
        text = part.text
        leans = points_back(part.text)
        if before and (leans or not part.topics):
            meant = (replace(named, mere=named.mere and not leans) for named in before.topics)
            named, text = (*meant, *part.topics), f"{before.text} {part.text}"
        if part.topics and (before is None or any(not named.mere for named in part.topics)):
            before = replace(part, topics=named) if leans else part
        yield replace(part, text=text, topics=tuple(dict.fromkeys(named)), beside=whole.topics)


def _different(asking: Sequence[Part]) -> Iterator[Part]:
    """Leave out a sentence that asks what one before it asks."""
    seen = set()
    for part in asking:
        what = part.intent, frozenset(named.topic for named in part.topics)
        if what not in seen:
            seen.add(what)
            yield part
