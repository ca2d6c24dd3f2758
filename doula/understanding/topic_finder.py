"""Rasa graph component: what a message is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from doula.spelling import real_words, words_of
from doula.topics import TopicError, Topics, read_topics
from doula.unknown import find_unknown


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TopicFinder(GraphComponent):
    """Adds an entity `topic` for each topic that a message names, and for a thing that nobody knows."""

    def __init__(self, topics: Topics, known: frozenset[str]) -> None:
        self._topics = topics
        self._known = known

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the topics are read from."""
        return {"file": "clinical/topics.yml", "examples": "data/*/nlu*.yml"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicFinder:
        """Create the component; a missing or wrong file is an error that names it."""
        try:
            wordings = Path(config["file"]).read_text("utf-8")
            examples = (file.read_text("utf-8") for file in Path().glob(config["examples"]))
            return cls(
                read_topics(yaml.safe_load(wordings)), real_words() | words_of([wordings, *examples]).keys()
            )
        except (OSError, yaml.YAMLError, TopicError) as error:
            raise InvalidConfigException(f"{config['file']}: {error}") from error

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
