"""Parts: the sentences of a message, without the shells that mails and forms put around them."""

from __future__ import annotations

import re

MOST_PARTS = 16

_SHELL = re.compile(
    r"\b(?:subject|title|message|question|query|topic|msg)\s*:\s*|(?<!\w)\(?[a-h1-9]\)\s+|\b(?:Q|re|fwd)\s*:\s+",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=\S)|\s*\n+\s*|(?<=[?!])(?=[A-Za-z])")
_ASKS = r"(?:why|what|whats|how|when|which|where|who|should|can|could|would|do|does|did|is|are|will|may)"
_WHOM = r"(?:i|it|this|that|these|there|they|she|he|we|you|my|the)"
_THING = r"\w+\s+(?:any|good|bad|safe|ok|okay|help|cause|work)"
_SECOND = re.compile(
    r"(?:\s*[,;]\s*|\s+)(?:(?:and|also|plus|but|then|so)\s+)+"
    rf"(?=(?:why|what|whats|how|which|if i|if she|if so|{_ASKS}\s+{_WHOM}|{_ASKS}\s+{_THING})\b)"
    r"|\s*[,;]\s*(?=(?:why|what|how)\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    rf"\?|^\W*(?:(?:so|and|but|or|also|well|hi|hello|pls|please|doctor|doc|sir|ma|madam|abeg)\W+)*{_ASKS}\b"
    r"|\b(?:how (?:do|can|to|much|many|long|often)|(?:what|why) (?:is|are|do|does|can|should)"
    r"|(?:can|should|do|could|may) (?:i|she|he|we|you|they)|(?:is|are) (?:it|there|this|these|they)"
    r"|any(?:one|body|thing)?\b.*\b(?:know|else|idea|advice|tip|help|remed)\w*"
    r"|(?:want|like|love|need) to (?:know|ask|hear)|wonder(?:ing)?|tell me|let me know|explain|advise|advice"
    r"|suggest|not sure (?:if|whether)|looking for|please help|pls help|help me|wetin|curious)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:it|this|that|these|those|they|them|theirs|ones?)\b", re.IGNORECASE)
_FEWEST_WORDS, _FEW_WORDS = 3, 8


def split(text: str) -> tuple[str, ...]:
    """Return the sentences of a message; of a very long one, its questions, beginning and end."""
    sentences = [part for each in _END.split(_SHELL.sub("\n", text)) for part in _questions(each.strip())]
    parts = tuple(sentence for sentence in sentences if re.search(r"\w", sentence))
    if len(text.split()) <= _FEW_WORDS and sum(map(looks_asked, parts)) < 2:
        return (text.strip(),) if parts else ()
    if len(parts) <= MOST_PARTS:
        return parts
    ends = (*range(MOST_PARTS // 4), *range(len(parts) - MOST_PARTS // 4, len(parts)))
    asking = [place for place, part in enumerate(parts) if looks_asked(part)]
    kept = sorted(dict.fromkeys([*ends, *asking]))[:MOST_PARTS]
    return tuple(parts[place] for place in kept)


def looks_asked(sentence: str) -> bool:
    """Tell whether a sentence has the form of a question or a request."""
    return bool(_QUESTION.search(sentence))


def points_back(sentence: str) -> bool:
    """Tell whether a sentence leans on one before it."""
    return bool(_POINTS_BACK.search(sentence))


def _questions(sentence: str) -> list[str]:
    """Cut a sentence before a second question that it holds."""
    for cut in _SECOND.finditer(sentence):
        before, after = sentence[: cut.start()], sentence[cut.end() :]
        alone = re.fullmatch(r"(?:why|how)\W*", after, re.IGNORECASE)
        if looks_asked(before) and (alone or len(after.split()) >= _FEWEST_WORDS):
            return [before, *_questions(after)]
    return [sentence]
