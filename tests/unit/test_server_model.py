from __future__ import annotations

from pathlib import Path

import pytest

from doula.server import model

FILES = {
    "config.yml": "a",
    "domain.yml": "b",
    "uv.lock": "c",
    "data/questions/nlu.yml": "d",
    "clinical/observations.yml": "e",
    "doula/understanding/finder.py": "from doula.topics import find\n",
    "doula/understanding/__init__.py": "",
    "doula/topics.py": "from doula import sentences\n",
    "doula/sentences.py": "",
    "doula/replies.py": "",
    "doula/vocab.txt": "f",
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("changed", [name for name in FILES if name != "doula/replies.py"])
def test_a_model_is_out_of_date_when_something_it_is_made_of_changes(project: Path, changed: str) -> None:
    before = model.wanted_model()
    (project / changed).write_text(FILES[changed] + "\n# changed")
    assert model.wanted_model() != before


@pytest.mark.parametrize(
    "other", ["doula/replies.py", "README.md", "doula/understanding/__pycache__/finder.pyc"]
)
def test_a_model_stays_up_to_date_when_something_else_changes(project: Path, other: str) -> None:
    before = model.wanted_model()
    (project / other).parent.mkdir(exist_ok=True)
    (project / other).write_text("changed")
    assert model.wanted_model() == before


def test_a_file_that_is_added_or_renamed_makes_it_out_of_date(project: Path) -> None:
    seen = {model.wanted_model()}
    (project / "data/questions/rules.yml").write_text("g")
    seen.add(model.wanted_model())
    (project / "data/questions/rules.yml").rename(project / "data/questions/more.yml")
    seen.add(model.wanted_model())
    assert len(seen) == 3


def test_only_the_newest_models_are_kept(project: Path) -> None:
    model.MODELS.mkdir()
    for number in range(6):
        (model.MODELS / f"doula-{number}.tar.gz").write_text("")
    (model.MODELS / "mine.tar.gz").write_text("")
    model._drop_old()
    assert len(list(model.MODELS.glob("doula-*"))) == model.KEPT
    assert (model.MODELS / "mine.tar.gz").exists()
