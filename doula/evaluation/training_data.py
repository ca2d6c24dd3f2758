"""What the assistant was made from, as plain texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from doula.clinical import read
from doula.triage.likeness import examples_in

DATA = "data"
DANGER_SIGNS = Path("clinical/danger_signs.yml")
DANGER_WORDINGS = Path("clinical/danger_wordings.yml")


def read_texts() -> tuple[str, ...]:
    """Return the examples of all intents, and all wordings that danger signs are known by."""
    examples = [str(example.get("text")) for example in read_examples().intent_examples]
    return (*examples, *_wordings())


def read_examples() -> TrainingData:
    """Return the examples of all intents as Rasa reads them."""
    return RasaFileImporter(training_data_paths=[DATA]).get_nlu_data()


def _wordings() -> Iterator[str]:
    examples = examples_in(read(DANGER_SIGNS)["signs"], read(DANGER_WORDINGS), ())
    yield from (example.text for example in examples)
