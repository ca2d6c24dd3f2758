"""How long triage takes, patterns and likeness together: the median, 95 % and the slowest message."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import yaml
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from doula.encoder import encoder
from doula.server.launch import settle
from doula.server.model import wanted_model
from doula.understanding.danger_finder import DangerFinder
from doula.understanding.sentence_featurizer import SentenceFeaturizer

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests/cases"


def triage_milliseconds(rounds: int = 3, reused: bool = True, every: int = 1) -> list[float]:
    """Return the best of some rounds for each message, or every so many, in milliseconds of processor time.

    With `reused` a message comes as the assistant's own do, with the vector that its intent was found by.
    """
    finder, texts = _finder(), _texts()[::every]
    return [min(_milliseconds(finder, text, reused) for _ in range(rounds)) for text in texts]


@cache
def _finder() -> DangerFinder:
    """Load the component out of the trained model."""
    storage, metadata = LocalModelStorage.from_model_archive(Path(mkdtemp()), ROOT / wanted_model())
    name, node = next(
        (name, node) for name, node in metadata.train_schema.nodes.items() if node.uses is DangerFinder
    )
    settle()  # as when serving
    config = DangerFinder.get_default_config() | node.config
    return DangerFinder.load(config, storage, Resource(name), None)  # type: ignore[arg-type]


def _texts() -> list[str]:
    signs = yaml.safe_load((CASES / "danger_signs_held_out.yml").read_text("utf-8"))
    reports = [text for kinds in signs.values() for texts in kinds.values() for text in texts]
    return reports + [row["text"] for row in yaml.safe_load((CASES / "questions.yml").read_text("utf-8"))]


def _milliseconds(finder: DangerFinder, text: str, reused: bool) -> float:
    message = Message(data={"text": text})
    if reused:
        SentenceFeaturizer("SentenceFeaturizer", 4.0, encoder()).process([message])
    began = time.process_time()
    finder.process([message])
    return (time.process_time() - began) * 1_000


if __name__ == "__main__":
    for reused in (True, False):
        taken = triage_milliseconds(reused=reused)
        median, most = np.percentile(taken, [50, 95])
        how = "as in the assistant" if reused else "without the vector of its intent"
        print(  # noqa: T201
            f"triage of {len(taken)} messages, {how}: "
            f"median {median:.2f} ms, 95 % {most:.2f} ms, slowest {max(taken):.2f} ms"
        )
