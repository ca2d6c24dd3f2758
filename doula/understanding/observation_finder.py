"""Rasa graph component: what a mother tells beside what she asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyNLP
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, EXTRACTOR, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from doula.clinical import ContentError
from doula.observations import Observation, find
from doula.understanding.part_splitter import PART, ROLE
from doula.vocabulary import Vocabulary, read_vocabulary
from doula.wordings import WordingError


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ObservationFinder(GraphComponent):
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
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ObservationFinder:
        """Create the component; a missing or wrong file is an error that names it."""
        file = config["file"]
        try:
            return cls(read_vocabulary(file))
        except ContentError as error:
            raise InvalidConfigException(str(error)) from error
        except WordingError as error:
            raise InvalidConfigException(f"{file}: {error}") from error

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
