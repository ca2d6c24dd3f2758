"""Rasa graph component: a message's repaired wording and its sentences, read beside the message itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from doula.parts import split
from doula.spelling import Speller, real_words, words_of
from doula.understanding.finder import Finder

ROLE, REPAIRED, PART = "role", "repaired", "part"
GIBBERISH = "gibberish"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False, model_from="SpacyNLP"
)
class PartSplitter(Finder):
    """Lets all that follows read each message three ways: as written, spelt rightly, and by its sentences.

    PartJoiner, at the pipeline's end, makes one message of them again.
    """

    def __init__(self, speller: Speller) -> None:
        self._speller = speller

    @classmethod
    def required_components(cls) -> list[type]:
        """Return the component that leaves what spaCy reads in a message."""
        return [SpacyNLP]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the words of the subject are, and the examples that use them."""
        return {
            "subject": ["clinical/topics.yml", "clinical/observations.yml"],
            "examples": "data/*/nlu*.yml",
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> PartSplitter:
        """Return the component for the words of the subject and of the examples."""
        subject = _whole_words(_without_comments(Path(file)) for file in config["subject"])
        examples = words_of(_without_comments(file) for file in Path().glob(config["examples"]))
        return cls(Speller(subject, examples, real_words()))

    def process(self, messages: list[Message], model: SpacyModel) -> list[Message]:
        """Put after each message that is words what has to be read beside it."""
        return [each for message in messages for each in (message, *self._beside(message, model))]

    def _beside(self, message: Message, model: SpacyModel) -> Iterator[Message]:
        text, doc = message.get(TEXT) or "", message.get(SPACY_DOCS[TEXT])
        if text.startswith("/") or doc is None:
            return
        repaired = self._speller.repair(text)
        if re.search(r"[^\W\d_]", text) and not self._speller.knows_any(repaired):
            message.set(GIBBERISH, True)
        if repaired != text:
            doc = model.model(repaired.lower())
            yield _message(repaired, REPAIRED, doc)
        parts = split(repaired)
        if parts and parts != (repaired.strip(),):
            yield from (_message(text, PART, part) for text, part in _within(doc, repaired, parts))


def _within(doc: Doc, text: str, parts: Iterable[str]) -> Iterator[tuple[str, Doc]]:
    """Yield each part with its share of what spaCy read in the whole text."""
    end = 0
    for part in parts:
        start = text.find(part, end)
        end = start + len(part)
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            yield part, span.as_doc()


def _message(text: str, role: str, doc: Doc) -> Message:
    return Message({TEXT: text, ROLE: role, SPACY_DOCS[TEXT]: doc})


def _whole_words(texts: Iterable[str]) -> set[str]:
    """Return the words of wordings; the stem of a wording with any ending only where it is a word."""
    texts = list(texts)
    stems = {word.lower() for text in texts for word in re.findall(r"\w+(?=\*)|(?<=\*)\w+", text)}
    return {word for word in words_of(texts) if word not in stems or word in real_words()}


def _without_comments(file: Path) -> str:
    return re.sub(r"#.*", "", file.read_text("utf-8"))
