"""Variants: a question as others would put it, by fixed rules, so that each run asks the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_SHORT: Mapping[str, str] = {
    "are": "r",
    "because": "cuz",
    "before": "b4",
    "for": "4",
    "please": "pls",
    "pregnancy": "preg",
    "pregnant": "preggo",
    "to": "2",
    "why": "y",
    "you": "u",
}
_WORD = re.compile(r"[^\W\d_]+")
_ASKING = re.compile(r"(?P<end> (?:during|in|at|for|against|with|before|while) .+?)\?$")
_LEAST = 5  # letters of a word that is mistyped


def variants(question: str) -> dict[str, str]:
    """Return the question with typing mistakes, in another order and in other registers, by their kind."""
    made = {
        "swapped letters": _mistype(question, lambda word: word[:2] + word[3] + word[2] + word[4:]),
        "a letter missing": _mistype(question, lambda word: word[:3] + word[4:]),
        "other order": _turn(question),
        "short message": _shorten(question),
        "shouted": question.upper(),
        "polite": f"Hello, I would like to know something please. {question} Thank you.",
    }
    return {kind: text for kind, text in made.items() if text != question}


def _mistype(question: str, mistake: Callable[[str], str]) -> str:
    longest = max(_WORD.findall(question), key=len, default="")
    return question.replace(longest, mistake(longest), 1) if len(longest) >= _LEAST else question


def _turn(question: str) -> str:
    """Put the end of a question before it: "At night, why do my legs cramp?"."""
    if not (found := _ASKING.search(question)):
        return question
    end, rest = found["end"].strip(), question[: found.start()]
    return f"{end[0].upper()}{end[1:]}, {rest[0].lower()}{rest[1:]}?"


def _shorten(question: str) -> str:
    words = re.sub(r"[^\w\s]", "", question.lower()).split()
    return " ".join(_SHORT.get(word, word) for word in words)
