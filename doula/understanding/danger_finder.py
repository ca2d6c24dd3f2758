"""Rasa graph component: danger signs come before whatever else a message means."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from doula.clinical import ContentError, read
from doula.encoder import encoder
from doula.triage import Account, Finding, PatternError, compile_signs, triage
from doula.triage.likeness import Likeness, examples_in, fit
from doula.triage.second_look import Encode, look_again
from doula.triage.word_use import Floats
from doula.understanding.sentence_featurizer import vector_of

_INTENTS = {"urgent": "report_danger", "check_urgent": "check_danger"}
_FILE = "likeness.npz"

log = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerFinder(GraphComponent):
    """Replaces the intent of a message that reports a danger sign or a loss, or that cannot be checked."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, likeness: Likeness | None
    ) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._content = read(config["signs"])
        self._signs = compile_signs(self._content, read(config["words"]))
        self._likeness = likeness

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the signs, the words they are made of and what mothers write are read from."""
        return {
            "signs": "clinical/danger_signs.yml",
            "words": "clinical/danger_words.yml",
            "wordings": "clinical/danger_wordings.yml",
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return a hash of the files, so that a change in one of them is a reason to train again."""
        files = [Path(config[name]).read_bytes() for name in cls.get_default_config()]
        return sha256(b"".join(files)).hexdigest()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerFinder:
        """Create the component untrained; a missing or wrong file is an error that names it."""
        try:
            return cls(config, model_storage, resource, None)
        except (ContentError, PatternError) as error:
            raise InvalidConfigException(str(error)) from error

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> DangerFinder:
        """Load the component with what it learned; without that it fails loudly."""
        with model_storage.read_from(resource) as folder:
            likeness = _restore(folder / _FILE)
        finder = cls.create(config, model_storage, resource, execution_context)
        finder._likeness = likeness
        return finder

    def train(self, training_data: TrainingData) -> Resource:
        """Learn what reports are like from clinical/, and what other messages are like from all intents."""
        messages = training_data.intent_examples
        wordings = read(self._config["wordings"])
        ordinary = [text for text in (message.get(TEXT) for message in messages) if not self._plain(text)]
        examples = tuple(examples_in(self._content["signs"], wordings, ordinary))
        encode = _encode_beside(messages)
        self._likeness, _ = fit(examples, encode([example.text for example in examples]))
        with self._storage.write_to(self._resource) as folder:
            _store(self._likeness, folder / _FILE)
        return self._resource

    def _plain(self, text: str) -> bool:
        """Say whether an example of another intent is a plain report all the same."""
        heard = triage(text, self._signs)
        return heard is not None and heard.strength == "urgent"

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
        account = Account(text, self._signs)
        finding, loss = self._find(message, account), account.loss
        if loss:
            message.set("loss", True, add_to_output=True)
        if finding and not (loss and _is_the_loss(finding, loss)):
            message.set("sign", finding.name, add_to_output=True)
            message.set("tier", finding.tier, add_to_output=True)
            _mean(message, _INTENTS[finding.strength])
        elif loss:
            _mean(message, "report_loss")

    def _find(self, message: Message, account: Account) -> Finding | None:
        if self._likeness is None:
            raise RuntimeError("not trained")
        return look_again(account, self._likeness, _encode_beside([message]))


def _encode_beside(messages: Iterable[Message]) -> Encode:
    """Give an encoder that takes the vectors that messages already carry."""
    known = {message.get(TEXT): vector_of(message) for message in messages}

    def encode(texts: Sequence[str]) -> Floats:
        new = [text for text in texts if known.get(text) is None]
        known.update(zip(new, encoder().encode(new), strict=True))
        return np.array([known[text] for text in texts], dtype=np.float32)

    return encode


def _store(likeness: Likeness, file: Path) -> None:
    np.savez(file, **vars(likeness))


def _restore(file: Path) -> Likeness:
    with np.load(file) as stored:
        return Likeness(
            signs=tuple(map(str, stored["signs"])),
            vectors=stored["vectors"],
            weights=stored["weights"],
            rarity=stored["rarity"],
            words=stored["words"],
            telling=stored["telling"],
            **{limit: float(stored[limit]) for limit in ("like", "sure", "hinted", "plain", "told")},
        )


def _is_the_loss(finding: Finding, loss: Finding) -> bool:
    """Tell whether a doubtful sign is only the words that tell of the loss."""
    return finding.strength == "check_urgent" and finding.start < loss.end and loss.start < finding.end


def _mean(message: Message, intent: str) -> None:
    """Set the intent, and keep the one found before: it may be what she asked."""
    message.set("asked", message.get(INTENT), add_to_output=True)
    message.set(INTENT, {"name": intent, "confidence": 1.0}, add_to_output=True)
