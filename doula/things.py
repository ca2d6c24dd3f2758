"""Things: what the form of a question asks about, whatever it is, to be looked for in an article's words."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_X = r"(?P<thing>(?:[\w'’-]+ +){0,5}?[\w'’-]+)"
_DOES = (
    r"(?:help|stop|prevent|ease|reduc|reliev|fix|cure|work|treat|heal|improve"
    r"|caus|giv|mak|bring|trigger|provok|contribut|lead|worsen|increase)"
)
_IS = (
    r"good|bad|safe|fine|ok|okay|alright|useful|effective|helpful|allowed|harmful|dangerous"
    r"|any|better|as good|worth"
)
_BLAMED = r"causing|giving|making|behind|to blame|the (?:cause|reason|culprit)|why"
_END = r"(?= *(?:$|[?.!,;]| (?:for|on|to|if|when|while|during|in|before|at|with|against|every|each|and)\b))"
_FRAMES = tuple(
    re.compile(frame, re.IGNORECASE)
    for frame in (
        rf"\b(?:is|are|was|would|could|can) {_X} (?:be )?(?:really |actually )?(?:{_IS}|{_BLAMED})\b",
        rf"\b(?:does|do|did|can|could|will|would|may|might|should) {_X} (?:\w+ly |even |also )?{_DOES}",
        r"\b(?:can|should|could|may|must|might|shall) (?:i|she|we|he|one|you|my \w+) (?:\w+ly |just |also )?"
        rf"(?:use|try|take|eat|drink|have|apply|wear|buy|get|put) {_X}{_END}",
        rf"^\W*{_X} (?:any good|good|ok|okay|safe|bad|useful|helpful)\b(?= (?:for|in|or|to)\b)",
        rf"\b(?:if|whether) {_X} (?:\w+ly |even |also )?{_DOES}\w*",
        rf"\b(?:is|was|could|would|might) (?:it|this) (?:be )?(?=(?:my|the|our|her) ){_X} that {_DOES}",
        rf"\b(?:could|would|might|can) (?:it|this|that) be (?=(?:my|the|our|her) ){_X}(?= *(?:$|[?.!,;]))",
        rf"\b(?:is|was|could|would|might|be) (?:it|this|that) because (?:i|she|we)(?: am|'m| is|'s| are|'re)"
        rf" (?:\w+ing )?{_X}(?= *(?:$|[?.!,;]| that\b))",
        rf"^\W*{_X} for (?:\w+ ){{0,2}}(?:leg|calf|foot|toe|cramp|spasm)",
    )
)
_MANNERS = tuple(
    re.compile(frame, re.IGNORECASE)
    for frame in (
        rf"\b(?:rub|massag|soak|wrap|press|bath)\w*(?: \w+){{0,4}}? (?:with|using) {_X}{_END}",
        rf"\bsoak\w*(?: \w+){{0,3}}? in {_X}{_END}",
        r"\b(?P<thing>(?:\w+ ){0,2}(?:oil|balm|butter|cream|ointment|lotion|gel)) (?:massage|rub)\b",
        r"\b(?:rub|rubbing|massaging) (?P<thing>(?:[\w'’-]+ +)?[\w'’-]+) (?:on|onto|into|in)\b",
        r"(?:^|\b(?:if|whether|can|may|should|could|is|that|and|or) )(?P<thing>(?:[\w'’-]+ +){0,2}?[\w'’-]+)"
        r" (?:can |should |may |to )?(?:be )?(?:rubbed|massaged) (?:on|into|in)\b",
    )
)
_NO_THING_WORDS = """
    i me it this that these those they them he she we you one there anything something nothing
    everything anyone someone somebody anybody what which who how why rid relief help sleep comfortable
    advice
"""
_NO_THING = frozenset(_NO_THING_WORDS.split())
_PEOPLE_WORDS = """
    husband wife partner mum mom mother dad father sister brother friend son daughter doctor doc midwife
    nurse women woman people mothers mums moms mamas ladies everyone hubby baby babies bub girls child
    children kid kids
"""
_PEOPLE = frozenset(_PEOPLE_WORDS.split())
_SAYS_NOTHING_WORDS = """
    can may will would could should
    a an the my our her his your their its some any more less much many of or and with without in on at
    to for from by before after during while when if so too very really just only not no do does be
    being been am is are have having has had get getting go going take taking eat eating drink drinking
    use using wear wearing put putting doing feel feeling all both such other another way ways thing
    things reason reasons cause causes main kindly list please treatment treatments measure measures
    exercise exercises non high higher flat remedy remedies trick tip tips time times
    leg legs calf calves foot feet toe
    toes ankle ankles muscle muscles cramp cramps cramping cramped spasm spasms pain pregnant pregnancy
    night nights nightly day days daily week weeks month months morning evening bed bedtime instead step
    steps see up down fi po often frequency expecting expectant hand hands thumb thumbs finger fingers
    fist knuckles palm palms good bad safe useful helpful benefit beneficial better best still po ba
"""
_SAYS_NOTHING = frozenset(_SAYS_NOTHING_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENDING = re.compile(r"(?<=\w{3})(?:ings?|ness|ed|es|s|ly|e|y)$")


@dataclass(frozen=True)
class Thing:
    """What a question asks about, in her words; `by_manner`: what she rubs in or soaks in."""

    words: str
    by_manner: bool = False


def find_thing(text: str) -> Thing | None:
    """Return what a question asks about by its form, first what is rubbed in or soaked in; else None."""
    found = ((_named(match["thing"]), True) for frame in _MANNERS for match in frame.finditer(text))
    asked = ((_named(match["thing"]), False) for frame in _FRAMES for match in frame.finditer(text))
    return next((Thing(words, manner) for each in (found, asked) for words, manner in each if words), None)


def stems(text: str) -> frozenset[str]:
    """Return the words that say something, without their endings."""
    said = (word for word in _spoken(text) if word not in _SAYS_NOTHING and len(word) > 1)
    return frozenset(_ENDING.sub("", word) for word in said)


def is_spoken_of(thing: Thing, words: Collection[str]) -> bool:
    """Tell whether stems of an article's words hold one of the thing's."""
    return bool(stems(thing.words) & frozenset(words))


def _named(words: str) -> str:
    """Return a thing without the small words before it; nothing for a pronoun, a person or the complaint."""
    spoken = _spoken(words)
    if not stems(words) or _NO_THING.union(_PEOPLE) & set(spoken):
        return ""
    first = next(place for place, word in enumerate(spoken) if stems(word))
    return " ".join(spoken[first:])


def _spoken(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]
