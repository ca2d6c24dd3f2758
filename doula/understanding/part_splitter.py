"""Rasa graph component: a message's repaired wording and its sentences, read beside the message itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from doula.parts import split
from doula.spelling import Speller, real_words, words_of

ROLE, REPAIRED, PART = "role", "repaired", "part"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PartSplitter(GraphComponent):
    """Lets all that follows read each message three ways: as written, spelt rightly, and by its sentences.

    PartJoiner, at the pipeline's end, makes one message of them again.
    """

    def __init__(self, speller: Speller) -> None:
        self._speller = speller

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the words of the subject are, and the examples that use them."""
        return {"subject": ["clinical/topics.yml", "clinical/observations.yml"], "examples": "data/*/nlu*.yml"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PartSplitter:
        """Create the component; a missing file is an error that names it."""
        try:
            subject = words_of(_without_comments(Path(file)) for file in config["subject"])
            examples = words_of(_without_comments(file) for file in Path().glob(config["examples"]))
        except OSError as error:
            raise InvalidConfigException(str(error)) from error
        return cls(Speller(subject, examples, real_words()))

    def process(self, messages: list[Message]) -> list[Message]:
        """Put after each message that is words what has to be read beside it."""
        return [each for message in messages for each in (message, *self._beside(message.get(TEXT) or ""))]

    def _beside(self, text: str) -> Iterator[Message]:
        if text.startswith("/"):
            return
        repaired = self._speller.repair(text)
        if repaired != text:
            yield Message({TEXT: repaired, ROLE: REPAIRED})
        parts = split(repaired)
        if len(parts) > 1:
            yield from (Message({TEXT: part, ROLE: PART}) for part in parts)


def _without_comments(file: Path) -> str:
    return re.sub(r"#.*", "", file.read_text("utf-8"))
