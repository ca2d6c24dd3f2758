"""Rasa graph component: danger signs come before whatever else a message means."""

from __future__ import annotations

import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from doula.clinical import ContentError, read
from doula.triage import Finding, PatternError, Signs, compile_signs, find_loss, triage

_INTENTS = {"urgent": "report_danger", "check_urgent": "check_danger"}

log = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerFinder(GraphComponent):
    """Replaces the intent of a message that reports a danger sign or a loss, or that cannot be checked."""

    def __init__(self, signs: Signs) -> None:
        self._signs = signs

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the signs and the words they are made of are read from."""
        return {"signs": "clinical/danger_signs.yml", "words": "clinical/danger_words.yml"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerFinder:
        """Create the component; a missing or wrong file is an error that names it."""
        try:
            return cls(compile_signs(read(config["signs"]), read(config["words"])))
        except (ContentError, PatternError) as error:
            raise InvalidConfigException(str(error)) from error

    def process(self, messages: list[Message]) -> list[Message]:
        """Look for danger in each message that is words; a failure to look is an intent of its own."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/"):
                continue
            try:
                self._look(message, text)
            except Exception as error:
                log.error("Triage failed: %s", type(error).__name__)  # never its words
                _mean(message, "triage_failed")
        return messages

    def _look(self, message: Message, text: str) -> None:
        finding, loss = triage(text, self._signs), find_loss(text, self._signs)
        if loss:
            message.set("loss", True, add_to_output=True)
        if finding and not (loss and _is_the_loss(finding, loss)):
            message.set("sign", finding.name, add_to_output=True)
            message.set("tier", finding.tier, add_to_output=True)
            _mean(message, _INTENTS[finding.strength])
        elif loss:
            _mean(message, "report_loss")


def _is_the_loss(finding: Finding, loss: Finding) -> bool:
    """Tell whether a doubtful sign is only the words that tell of the loss."""
    return finding.strength == "check_urgent" and finding.start < loss.end and loss.start < finding.end


def _mean(message: Message, intent: str) -> None:
    """Set the intent, and keep the one found before: it may be what she asked."""
    message.set("asked", message.get(INTENT), add_to_output=True)
    message.set(INTENT, {"name": intent, "confidence": 1.0}, add_to_output=True)
