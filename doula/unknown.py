"""Unknown things: what she asks about by a name that is no word of English and of no article."""

from __future__ import annotations

import re
from collections.abc import Collection

from doula.topics import Mention

_SHORTEST = 4
_LITTLE = r"(?:(?:my|the|a|an|some|taking|eating|using|drinking|having|this|of|any|more|daily|it|or)\W+)*"
_FRAMES = [
    re.compile(frame, re.IGNORECASE)
    for frame in (
        rf"\b(?:is|are|does|do|can|will|would|could|should)\W+{_LITTLE}(?P<thing>[\w-]+)\b(?=.*\b(?:help\w*|good|bad|safe|fine|"
        r"ok|okay|work\w*|cause\w*|allowed|harm\w*|reduce|stop|ease|dangerous|effective|better|as)\b)",
        r"\b(?:take|taking|took|use|using|eat|eating|drink|drinking|try|trying|apply|applying|give|buy)"
        rf"\W+{_LITTLE}(?P<thing>[\w-]+)",
        r"\b(?:because of|due to|caused by|(?:comes?|be|is|are) from|is it|could it be|do i have)"
        rf"\W+{_LITTLE}(?P<thing>[\w-]+)",
        r"^\W*(?P<thing>[\w-]+)\W+(?:and|for|with|during|in)\W+(?:\w+\W+)?(?:cramp\w*|pregnan\w*)",
    )
]


def find_unknown(text: str, known: Collection[str]) -> Mention | None:
    """Return the first thing that is asked about by a word that is not known, else None."""
    found = (match for frame in _FRAMES for match in frame.finditer(text))
    things = (match for match in found if _is_unknown(match["thing"].lower(), known))
    return next((Mention(m["thing"].lower(), *m.span("thing")) for m in things), None)


def _is_unknown(word: str, known: Collection[str]) -> bool:
    parts = re.findall(r"[^\W\d_]+", word)
    stems = [
        stem
        for part in parts
        for stem in (part, part.rstrip("s"), part.removesuffix("ing"), part.removesuffix("in"))
    ]
    return len(word) >= _SHORTEST and word.isascii() and not any(stem in known for stem in stems)
