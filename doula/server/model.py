"""The trained model: named after everything that it was made of, so a name that exists is up to date."""

from __future__ import annotations

import ast
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

MODELS = Path("models")
KEPT = 3  # models

_FILES = ("config.yml", "domain.yml", "uv.lock")
_FOLDERS = ("data", "clinical", "doula/understanding")


class TrainingError(RuntimeError):
    """The model could not be trained; the message says why."""


def wanted_model() -> Path:
    """Return the file that a model made of the files as they are now has, whether it exists or not."""
    made_of = sha256()
    for path in sorted(_ingredients()):
        content = path.read_bytes()
        made_of.update(f"{path.as_posix()} {len(content)}\n".encode() + content)
    return MODELS / f"doula-{made_of.hexdigest()[:16]}.tar.gz"


def train(model: Path) -> None:
    """Train a model, put it in its place when it is whole, drop old ones; raises TrainingError."""
    os.environ.setdefault("RASA_MAX_CACHE_SIZE", "0")  # its key does not see the modules that components use
    from rasa.model_training import train as rasa_train

    from doula.server import shortcuts

    shortcuts.import_skops()

    MODELS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=MODELS) as draft:
        result = rasa_train(
            "domain.yml", "config.yml", "data", draft, force_training=True, fixed_model_name=model.name
        )
        if result.code or not result.model:
            raise TrainingError("training failed, see above")
        Path(result.model).replace(model)
    _drop_old()


def show_training() -> None:
    """Let Rasa say on standard output which step of the training it is at."""
    steps = logging.getLogger("rasa.engine.training.hooks")
    steps.addHandler(logging.StreamHandler(sys.stdout))
    steps.setLevel(logging.INFO)
    steps.propagate = False


def _ingredients() -> Iterator[Path]:
    within = (path for folder in _FOLDERS for path in Path(folder).rglob("*"))
    found = {path for path in (*map(Path, _FILES), *within) if path.is_file() and path.suffix != ".pyc"}
    yield from found | _imported_by({path for path in found if path.suffix == ".py"})
    yield from Path("doula").glob("*.txt")


def _imported_by(modules: set[Path]) -> set[Path]:
    """Return this project's modules that the given ones import, and those that these import."""
    seen: set[Path] = set()
    while modules:
        seen |= modules
        modules = {path for module in modules for path in _imports_of(module)} - seen
    return seen


def _imports_of(module: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("doula"):
            names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
            bases = [Path(*name.split(".")) for name in names]
            files = [path for base in bases for path in (base.with_suffix(".py"), base / "__init__.py")]
            yield from (path for path in files if path.is_file())


def _drop_old() -> None:
    models = sorted(MODELS.glob("doula-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for model in models[KEPT:]:
        model.unlink()
