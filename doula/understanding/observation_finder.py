"""Rasa graph component: what a mother tells beside what she asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyNLP
from rasa.shared.nlu.constants import ENTITIES, EXTRACTOR, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from doula.observations import Observation, find
from doula.understanding.finder import Finder
from doula.understanding.part_splitter import PART, ROLE
from doula.vocabulary import Vocabulary, read_vocabulary


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ObservationFinder(Finder):
    """Adds an entity for each timing, temperature, activity and week that a message tells."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @classmethod
    def required_components(cls) -> list[type]:
        """Return the component that leaves what spaCy reads in a message."""
        return [SpacyNLP]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the vocabulary is read from."""
        return {"file": "clinical/observations.yml"}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> ObservationFinder:
        """Return the component for a file of wordings."""
        return cls(read_vocabulary(config["file"]))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what each message as a whole tells to its entities; a button's payload tells for itself."""
        for message in messages:
            if not (message.get(TEXT) or "").startswith("/") and message.get(ROLE) != PART:
                entities = [_entity(told) for told in self._find(message)]
                message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages

    def _find(self, message: Message) -> list[Observation]:
        doc: Doc | None = message.get(SPACY_DOCS[TEXT])
        return find(doc, self._vocabulary, date.today()) if doc is not None else []


def _entity(told: Observation) -> dict[str, Any]:
    return {
        "entity": told.kind,
        "value": told.value,
        "start": told.start,
        "end": told.end,
        "denied": told.denied,
        EXTRACTOR: ObservationFinder.__name__,
    }
