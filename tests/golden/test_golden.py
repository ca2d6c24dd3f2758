"""What the parser and the labels make of whole articles, each in a folder of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from doula.articles import Article, Passage, decode, parse
from doula.aspects import AspectPatterns, label, read_patterns

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FOLDERS = sorted(path for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__"))


def article_in(folder: Path) -> Path:
    """Return the folder's own article, or the one in seeds/ that the folder is named after."""
    own = folder / "article.txt"
    return own if own.exists() else ROOT / "seeds" / f"{folder.name}.txt"


def read(path: Path) -> Article:
    return parse(path.name, decode(path.name, path.read_bytes()))


def as_json(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "sections": [vars(section) for section in article.sections],
        "related": [vars(related) for related in article.related],
        "passages": [passage_as_json(passage) for passage in article.passages],
    }


def passage_as_json(passage: Passage) -> dict[str, Any]:
    return vars(passage) | {
        "aspects": sorted(passage.aspects),
        "conditions": sorted(f"{condition.kind}:{condition.value}" for condition in passage.conditions),
    }


@pytest.fixture(scope="module")
def patterns() -> AspectPatterns:
    return read_patterns(yaml.safe_load((ROOT / "clinical/aspects.yml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_article_is_read_as_agreed(folder: Path, patterns: AspectPatterns, regenerate: bool) -> None:
    found = as_json(label(read(article_in(folder)), patterns))
    expected = folder / "expected.json"
    if regenerate:
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(
            f"{expected.relative_to(ROOT)} was written anew: read what changed, then run without --regenerate"
        )
    assert found == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_passage_is_a_slice_of_its_file(folder: Path) -> None:
    path = article_in(folder)
    text = path.read_bytes().decode("utf-8")
    passages = read(path).passages
    assert passages
    assert all(passage.text == text[passage.start : passage.end] for passage in passages)


def test_every_article_in_seeds_has_its_golden_file() -> None:
    assert {path.stem for path in (ROOT / "seeds").glob("*.txt")} <= {folder.name for folder in FOLDERS}
