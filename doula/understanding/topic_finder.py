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

from doula.topics import TopicError, Topics, read_topics


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TopicFinder(GraphComponent):
    """Adds an entity `topic` for each topic that a message names."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the topics are read from."""
        return {"file": "clinical/topics.yml"}

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
            return cls(read_topics(yaml.safe_load(Path(config["file"]).read_text(encoding="utf-8"))))
        except (OSError, yaml.YAMLError, TopicError) as error:
            raise InvalidConfigException(f"{config['file']}: {error}") from error

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the topics of each message to its entities."""
        for message in messages:
            text = message.get(TEXT) or ""
            mentions = (*self._topics.find(text), self._topics.find_pregnancy(text))
            found = [mention.as_entity() for mention in mentions if mention]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
