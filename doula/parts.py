"""Parts: the sentences of a message, without the shells that mails and forms put around them."""

from __future__ import annotations

import re
from itertools import islice

MOST_PARTS = 16

_SHELL = re.compile(
    r"\b(?:subject|title|message|question|query|topic|msg)\s*:\s*|(?<!\w)\(?[a-h1-9]\)\s+|\b(?:Q|re|fwd)\s*:\s+",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=\S)|(?<!\s)\s*?\n\s*|(?<=[?!])(?=[A-Za-z])")
_ASKS = r"(?:why|what|whats|how|when|which|where|who|should|can|could|would|do|does|did|is|are|will|may)"
_WHOM = r"(?:i|it|this|that|these|there|they|she|he|we|you|my|the)"
_THING = r"\w+\s+(?:any|good|bad|safe|ok|okay|help|cause|work)"
_SECOND = re.compile(
    r"(?:(?<!\s)\s*+[,;]\s*|(?<!\s)\s++)(?:(?:and|also|plus|but|then|so)\s+)+"
    rf"(?=(?:why|what|whats|how|which|if i|if she|if so|{_ASKS}\s+{_WHOM}|{_ASKS}\s+{_THING})\b)"
    r"|(?<!\s)\s*+[,;]\s*(?=(?:why|what|how)\b)",
    re.IGNORECASE,
)
_RUN_ON = re.compile(
    r"(?<!know)(?<!tell me)(?<!sure)(?<!idea)(?<!that's)(?<!is)(?<!about)(?<!of)(?<!on)(?<!ask)(?<!matter)"
    r"(?<!\s)\s++"
    r"(?=(?:what|wat|whit|wot|how|hw)(?:\s+(?:do|dae|can|should|shud|must|to|fi))?"
    r"\s+(?:i|we|u|ah|mi|me|do|stop|help)\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    rf"\?|^\W*(?:(?:so|and|but|or|also|well|hi|hello|pls|please|doctor|doc|sir|ma|madam|abeg)\W+)*{_ASKS}\b"
    r"|\b(?:how (?:do|can|to|much|many|long|often)|(?:what|why) (?:is|are|do|does|can|should)"
    r"|(?:can|should|do|could|may) (?:i|she|he|we|you|they)|(?:is|are) (?:it|there|this|these|they)"
    r"|any(?:one|body|thing)?\b.{,200}\b(?:know|else|idea|advice|tip|help|remed)\w*"
    r"|(?:want|like|love|need) to (?:know|ask|hear)|wonder(?:ing)?|tell me|let me know|explain|advise|advice"
    r"|suggest|whit (?:dae|can|should)|not sure (?:if|whether)|looking for|please help|pls help|help me"
    r"|wetin|curious)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|this|that|these|those|they|them|theirs|ones?"
    r"|coincidence|fluke|placebo|myth|legit|connected|related|linked)\b"
    r"|^\W*(?:(?:is|would|and|so|or)\W+)*(?:any (?:good|use|benefit|harm|help|point)|useful|helpful|good"
    r"|beneficial|recommended|advisable|worth|safe|more often)\b",
    re.IGNORECASE,
)
_WHAT_ABOUT = re.compile(r"\W*(?:what|how|wat|hw) (?:about|abt)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    rf"{_WHAT_ABOUT.pattern}|\W*(?:and|but|also|or|what if|how (?:much|many|often|long))\b", re.IGNORECASE
)
_POLITE_WORDS = """
    hello hi hey good day morning evening afternoon dear doctor doc sir madam ma all everyone ladies
    mamas please pls plz i i'd id i've would like want wish need have got may can could let me to know
    ask you a an one some my quick little small silly question questions something thing thanks thank
    sorry
"""
_POLITE = frozenset(_POLITE_WORDS.split())
_FEWEST_WORDS, _FEW_WORDS = 3, 8


def split(text: str) -> tuple[str, ...]:
    """Return the sentences of a message; of a very long one, its questions, beginning and end."""
    sentences = [part for each in _END.split(_SHELL.sub("\n", text)) for part in _questions(each.strip())]
    worded = tuple(sentence for sentence in sentences if re.search(r"\w", sentence))
    parts = tuple(sentence for sentence in worded if not _is_polite(sentence)) or worded
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


def _is_polite(sentence: str) -> bool:
    """Tell whether a sentence only announces or thanks."""
    return _POLITE.issuperset(re.findall(r"[\w']+", sentence.lower().replace("’", "'")))


def goes_on(sentence: str) -> bool:
    """Tell whether a sentence begins as if it went on with one before it."""
    return bool(_GOES_ON.match(sentence))


def asks_what_about(sentence: str) -> bool:
    """Tell whether a sentence turns to something else: "what about …"."""
    return bool(_WHAT_ABOUT.match(sentence))


def _questions(sentence: str) -> list[str]:
    """Cut a sentence before a second question that it holds, or before the question that ends a story."""
    for cut in islice(_SECOND.finditer(sentence), MOST_PARTS):
        before, after = sentence[: cut.start()], sentence[cut.end() :]
        alone = re.fullmatch(r"(?:why|how)\W*", after, re.IGNORECASE)
        if looks_asked(before) and (alone or len(after.split()) >= _FEWEST_WORDS):
            return [before, *_questions(after)]
    for cut in islice(_RUN_ON.finditer(sentence), MOST_PARTS):
        story, question = sentence[: cut.start()], sentence[cut.end() :]
        if len(story.split()) > _FEWEST_WORDS and not looks_asked(story):
            return [story, question]
    return [sentence]
