"""Rasa graph component: what a message is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from doula.clinical import read
from doula.spelling import real_words, words_of
from doula.topics import Topics, read_topics
from doula.understanding.finder import Finder
from doula.unknown import find_unknown


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TopicFinder(Finder):
    """Adds an entity `topic` for each topic that a message names, and for a thing that nobody knows."""

    def __init__(self, topics: Topics, known: frozenset[str]) -> None:
        self._topics = topics
        self._known = known

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the topics are read from."""
        return {"file": "clinical/topics.yml", "examples": "data/*/nlu*.yml"}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> TopicFinder:
        """Return the component for the topics, and the words that the examples use."""
        examples = (file.read_text("utf-8") for file in Path().glob(config["examples"]))
        words = words_of([Path(config["file"]).read_text("utf-8"), *examples])
        return cls(read_topics(read(config["file"])), real_words() | words.keys())

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the topics of each message to its entities."""
        for message in messages:
            text = message.get(TEXT) or ""
            named = self._topics.find(text)
            unknown = find_unknown(text, self._known)
            if unknown and not any(
                mention.start < unknown.end and unknown.start < mention.end for mention in named
            ):
                named.append(unknown)
            mentions = (*named, self._topics.find_pregnancy(text), self._topics.find_animal(text))
            found = [mention.as_entity() for mention in mentions if mention]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
