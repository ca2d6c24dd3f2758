"""What the assistant was made from, as plain texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from doula.clinical import read

DATA = "data"
DANGER_SIGNS = Path("clinical/danger_signs.yml")


def read_texts() -> tuple[str, ...]:
    """Return the examples of all intents, and the wordings that danger signs are described by."""
    examples = [str(example.get("text")) for example in read_examples().intent_examples]
    return (*examples, *_wordings())


def read_examples() -> TrainingData:
    """Return the examples of all intents as Rasa reads them."""
    return RasaFileImporter(training_data_paths=[DATA]).get_nlu_data()


def _wordings() -> Iterator[str]:
    for sign in read(DANGER_SIGNS)["signs"].values():
        yield from sign.get("wordings", ())
        yield from sign.get("look_alikes", ())
