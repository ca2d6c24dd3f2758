"""Cross-validation of the training data by Rasa's own `rasa test nlu`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from doula.clinical import ContentError, read

FOLDS = 3
_CLASSIFIER = "LogisticRegressionClassifier"
_NO_FEATURES = {"name": "RegexFeaturizer"}  # without patterns; Rasa wants some featurizer of its own


@dataclass(frozen=True)
class Prediction:
    """What a held-out training example was taken for."""

    intent: str
    predicted: str
    confidence: float

    @property
    def right(self) -> bool:
        """Tell whether it was taken for what it is."""
        return self.intent == self.predicted


def cross_validate(folds: int = FOLDS) -> tuple[Prediction, ...]:
    """Return the prediction of every example by a model trained without its fold; raises ContentError."""
    with tempfile.TemporaryDirectory() as folder:
        _run_rasa(folder, folds)
        files = (Path(folder, f"intent_{kind}.json") for kind in ("successes", "errors"))
        return tuple(prediction for file in files if file.exists() for prediction in read_predictions(file))


def read_predictions(path: Path) -> Iterator[Prediction]:
    """Yield the predictions in a report of Rasa's."""
    for row in json.loads(path.read_text("utf-8")):
        predicted = row["intent_prediction"]
        yield Prediction(row["intent"], predicted["name"], predicted["confidence"])


def config_without(left_out: Sequence[str] = ()) -> dict[str, Any]:
    """Return Rasa's configuration up to the classifier of intents, without the features that are left out."""
    config: dict[str, Any] = read("config.yml")
    return {**config, "pipeline": pipeline_without(config["pipeline"], left_out)}


def pipeline_without(pipeline: Sequence[dict[str, Any]], left_out: Sequence[str]) -> list[dict[str, Any]]:
    """Return a pipeline up to its classifier, with nothing in place of what is left out."""
    names = [component["name"].rpartition(".")[2] for component in pipeline]
    upto = zip(pipeline[: names.index(_CLASSIFIER) + 1], names, strict=False)
    return [dict(_NO_FEATURES if name in left_out else each) for each, name in upto]


def _run_rasa(folder: str, folds: int) -> None:
    config = Path(folder, "config.yml")
    config.write_text(yaml.safe_dump(config_without()), "utf-8")
    command = f"test nlu --cross-validation --folds {folds} --nlu data --successes --no-plot --out".split()
    calm = {"RASA_TELEMETRY_ENABLED": "false", "RASA_MAX_CACHE_SIZE": "0", "LOG_LEVEL": "ERROR"}
    done = subprocess.run(  # noqa: S603 - Rasa, with a folder of ours
        [sys.executable, "-m", "rasa", *command, folder, "--config", str(config)],
        env=os.environ | calm,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ContentError(f"rasa test nlu failed:\n{done.stderr[-2000:]}")
