"""Rasa graph component: the meaning of a whole message as dense features."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from doula.encoder import Encoder, encoder
from doula.understanding.finder import Finder

_NAME = "SentenceFeaturizer"


def vector_of(message: Message) -> NDArray[np.float32] | None:
    """Return the encoder's vector that a message carries, of length 1, or nothing when it carries none."""
    found = (each.features[0] for each in message.features if each.origin == _NAME)
    vector: NDArray[np.float32] | None = next(found, None)
    return None if vector is None else vector / np.linalg.norm(vector)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(Finder):
    """Adds the sentence encoder's vector to each message."""

    def __init__(self, name: str, weight: float, sentence_encoder: Encoder) -> None:
        self._name = name
        self._weight = weight
        self._encoder = sentence_encoder

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the name of the features and the length of their vectors beside the word counts."""
        return {FEATURIZER_CLASS_ALIAS: _NAME, "weight": 1.0}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> SentenceFeaturizer:
        """Return the component; raises EncoderError when the encoder cannot be loaded."""
        return cls(config[FEATURIZER_CLASS_ALIAS], config["weight"], encoder())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to all training examples, in batches."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to each message that has text."""
        written = [message for message in messages if message.get(TEXT)]
        vectors = self._encoder.encode([message.get(TEXT) for message in written]) * self._weight
        for message, vector in zip(written, vectors, strict=True):
            message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._name))
        return messages
