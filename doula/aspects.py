"""Aspects: what each passage is about, and under which observations a cause or a measure holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from doula.articles import Article, Passage
from doula.observations import Observation
from doula.sentences import is_name

ASPECTS = frozenset(
    {"cause", "relief", "prevention", "diet", "supplement", "caution"}
    | {"effect", "symptom", "about", "side_effect", "sleep"}
)
CONDITIONS: Mapping[str, frozenset[str]] = {
    "timing": frozenset({"night", "waking", "day", "evening", "bedtime"}),
    "temperature": frozenset({"cold_room", "thin_cover", "bare_legs", "hot"}),
    "activity": frozenset({"on_feet", "long_rest", "on_back", "pressed_feet"}),
}

_MEANS = {"diet", "supplement", "sleep"}
_CONDITIONAL = {"cause", "relief", "prevention"}
_PLACES = ("passage", "heading")
_PHRASE = re.compile(r"(?:[\w '()|\[\]<>*-]|\.\.\.)+")
_NOTATION = (
    (r"\(", "(?:"),
    (r"\*", r"\\w*"),
    (r" \[(.*?)\]", r"(?: (?:\1))?"),
    (r"\[(.*?)\] ", r"(?:(?:\1) )?"),
    (r" ?\.\.\. ?", r"(?:\\W+\\w+){0,12}?\\W+"),
)


class AspectError(ValueError):
    """An entry of clinical/aspects.yml cannot be used; the message names it."""


@dataclass(frozen=True)
class AspectPatterns:
    """The reviewed phrases of clinical/aspects.yml, ready to be looked for."""

    passages: Mapping[str, re.Pattern[str]]
    headings: Mapping[str, re.Pattern[str]]
    conditions: Mapping[Observation, re.Pattern[str]]


def read_patterns(document: Mapping[str, Any]) -> AspectPatterns:
    """Make patterns of the content of clinical/aspects.yml; AspectError names an entry that is wrong."""
    words = _words(_mapping("words", document.get("words")))
    aspects = {name: _places(name, of) for name, of in _mapping("aspects", document.get("aspects")).items()}
    passages, headings = (
        {
            name: _pattern(f"aspects, {name}, {place}", of.get(place, []), words)
            for name, of in aspects.items()
        }
        for place in _PLACES
    )
    return AspectPatterns(passages, headings, _conditions(document.get("conditions"), words))


def label(article: Article, patterns: AspectPatterns) -> Article:
    """Say of every passage what it is about and, for causes and measures, when they hold."""
    headings = [_found(patterns.headings, section.heading) for section in article.sections]
    headings[0] = frozenset()  # the title says what the article is about, not each of its sentences
    labelled = (_labelled(passage, headings[passage.section], patterns) for passage in article.passages)
    return replace(article, passages=tuple(labelled))


def _labelled(passage: Passage, heading: frozenset[str], patterns: AspectPatterns) -> Passage:
    aspects = _aspects(passage, heading, patterns)
    holds = bool(aspects & _CONDITIONAL)
    conditions = _found(patterns.conditions, passage.text) if holds else frozenset[Observation]()
    return replace(passage, aspects=aspects, conditions=conditions)


def _aspects(passage: Passage, heading: frozenset[str], patterns: AspectPatterns) -> frozenset[str]:
    """Name what the passage is about; its heading speaks for it when it does not say what it is for."""
    if passage.text.endswith(("?", ":")) or is_name(passage.text):
        return frozenset()  # a question, an announcement or the name of a publisher answers nothing
    own = _found(patterns.passages, passage.text)
    if passage.cause is not None:
        own |= {"cause"}
    if own <= _MEANS:
        own |= heading
    return own or frozenset({"about"})


def _found[Name](patterns: Mapping[Name, re.Pattern[str]], text: str) -> frozenset[Name]:
    plain = text.replace("\u2019", "'")
    return frozenset(name for name, pattern in patterns.items() if pattern.search(plain))


def _mapping(entry: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise AspectError(f"clinical/aspects.yml: {entry}: names with something under each are needed here")
    return value


def _words(document: Mapping[str, Any]) -> dict[str, str]:
    """Turn each list of words into one alternation; a later list may use those before it."""
    words: dict[str, str] = {}
    for name, phrases in document.items():
        words[name] = _pattern(f"words, {name}", phrases, words).pattern
    return words


def _places(aspect: str, value: object) -> Mapping[str, Any]:
    places = _mapping(f"aspects, {aspect}", value)
    if aspect not in ASPECTS:
        raise AspectError(f"clinical/aspects.yml: aspects, {aspect}: there is no such aspect")
    if unknown := next((place for place in places if place not in _PLACES), None):
        raise AspectError(f"clinical/aspects.yml: aspects, {aspect}, {unknown}: write passage or heading")
    return places


def _conditions(value: object, words: Mapping[str, str]) -> dict[Observation, re.Pattern[str]]:
    found: dict[Observation, re.Pattern[str]] = {}
    for kind, values in _mapping("conditions", value).items():
        for name, phrases in _mapping(f"conditions, {kind}", values).items():
            entry = f"conditions, {kind}, {name}"
            if name not in CONDITIONS.get(kind, ()):
                raise AspectError(f"clinical/aspects.yml: {entry}: a mother cannot tell this")
            found[Observation(kind, name)] = _pattern(entry, phrases, words)
    return found


def _pattern(entry: str, phrases: object, words: Mapping[str, str]) -> re.Pattern[str]:
    if not isinstance(phrases, list) or not all(isinstance(phrase, str) for phrase in phrases):
        raise AspectError(f"clinical/aspects.yml: {entry}: a list of phrases is needed here")
    alternatives = [_alternative(entry, phrase, words) for phrase in phrases] or ["(?!)"]
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


def _alternative(entry: str, phrase: str, words: Mapping[str, str]) -> str:
    if not _PHRASE.fullmatch(phrase):
        raise AspectError(f"clinical/aspects.yml: {entry}: {phrase!r} holds signs that no phrase may hold")
    pattern = phrase
    for sign, meaning in _NOTATION:
        pattern = re.sub(sign, meaning, pattern)
    try:
        pattern = re.sub("<(.*?)>", lambda name: words[name[1]], pattern).replace(" ", r"\s+")
        re.compile(pattern)
    except KeyError as error:
        raise AspectError(
            f"clinical/aspects.yml: {entry}: {phrase!r} uses {error}, not listed in words"
        ) from None
    except re.error:
        raise AspectError(f"clinical/aspects.yml: {entry}: the brackets of {phrase!r} do not fit") from None
    return pattern
