"""Rasa graph component: a message that is surely not English is not guessed at."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from doula.language import foreign_language
from doula.understanding.finder import Finder
from doula.understanding.part_splitter import ROLE

OTHER_LANGUAGE = "other_language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageFinder(Finder):
    """Replaces the intent of a message in another language, and names the language."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Look at the language of each message as she wrote it."""
        for message in messages:
            text = message.get(TEXT) or ""
            if not message.get(ROLE) and not text.startswith("/") and (language := foreign_language(text)):
                message.set("language", language, add_to_output=True)
                message.set(INTENT, {"name": OTHER_LANGUAGE, "confidence": 1.0}, add_to_output=True)
        return messages
