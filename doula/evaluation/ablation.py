"""What each kind of features is worth: the same data and classifier, with one kind or both."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.nlu.test import generate_folds
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLWriter
from rasa.shared.nlu.training_data.training_data import TrainingData

from doula.evaluation.cross_validation import FOLDS, config_without
from doula.evaluation.intervals import Share, percentile, share
from doula.evaluation.training_data import read_examples

_SPARSE, _ENCODER = "CountVectorsFeaturizer", "SentenceFeaturizer"
VARIANTS = {
    "sparse only": (_ENCODER,),
    "sparse + encoder": (),
    "encoder only": (_SPARSE,),
}


@dataclass(frozen=True)
class Variant:
    """How well a kind of features does, and what it costs: milliseconds of processor time a message."""

    name: str
    share: Share
    median_ms: float
    p95_ms: float


@dataclass(frozen=True)
class _Heard:
    right: bool
    ms: float


async def compare(folds: int = FOLDS) -> tuple[Variant, ...]:
    """Return how each kind does on one fold of the training data, learnt from the others; takes minutes."""
    os.environ.setdefault("RASA_MAX_CACHE_SIZE", "0")  # its key does not see the modules that components use
    np.random.seed(0)
    train, test = next(generate_folds(folds, read_examples()))
    return tuple(
        [_variant(name, await _learn_and_hear(train, test, left)) for name, left in VARIANTS.items()]
    )


async def _learn_and_hear(train: TrainingData, test: TrainingData, left_out: Sequence[str]) -> list[_Heard]:
    with tempfile.TemporaryDirectory() as folder:
        agent = _train(Path(folder), train, left_out)
        await agent.parse_message("hello")  # the first message loads what the others find loaded
        return [
            await _hear(agent, example.get("text"), example.get("intent")) for example in test.intent_examples
        ]


def _train(folder: Path, examples: TrainingData, left_out: Sequence[str]) -> Agent:
    (folder / "config.yml").write_text(yaml.safe_dump(config_without(left_out)), "utf-8")
    RasaYAMLWriter().dump(folder / "nlu.yml", examples)
    with redirect_stdout(StringIO()):  # Rasa announces each model
        model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
    return Agent.load(model)


async def _hear(agent: Agent, text: str, intent: str) -> _Heard:
    began = time.process_time()  # not the clock: other work on the machine is no cost of the features
    parsed = await agent.parse_message(text)
    return _Heard(parsed["intent"]["name"] == intent, (time.process_time() - began) * 1000)


def _variant(name: str, heard: Sequence[_Heard]) -> Variant:
    times = [each.ms for each in heard]
    return Variant(name, share(each.right for each in heard), percentile(times, 50), percentile(times, 95))
