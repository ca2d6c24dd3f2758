from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from doula.cli import main
from doula.knowledge import Asker, KnowledgeBase
from doula.settings import settings

SEED = "000_27d34ba8b50d454b"
SHE = Asker("web:her", "k" * 40)
TEXT = "What helps with heartburn?\n\nEat small meals. Nobody knows why it burns.\n"


@pytest.fixture(autouse=True)
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    url = f"sqlite:///{tmp_path}/knowledge.db"
    monkeypatch.setenv("DOULA_DATABASE_URL", url)
    settings.cache_clear()
    yield url
    settings.cache_clear()


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.fixture
def heartburn(tmp_path: Path) -> Path:
    file = tmp_path / "heartburn.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_articles_are_listed_shown_and_their_citations_found(heartburn: Path, base: str) -> None:
    said = run("ingest", str(heartburn)).output
    assert said.startswith("1 added: heartburn") and "no pgvector" in said
    assert run("articles").output == "heartburn\tWhat helps with heartburn?\n"
    shown = run("articles", "show", "heartburn").output
    assert "about: heartburn" in shown and "[diet] Eat small meals." in shown
    article = KnowledgeBase.connect(base).article("heartburn")
    passage = article.passages[0]
    quoted = run("articles", "cited", f"{article.edition}:{passage.start}-{passage.end}").output
    assert quoted.startswith("“Eat small meals.”\nWhat helps with heartburn? (heartburn)")


def test_a_file_is_checked_without_being_ingested(heartburn: Path) -> None:
    said = run("articles", "check", str(heartburn)).output
    assert "[diet] Eat small meals." in said and "1 of 2 passages could not be placed" in said
    assert run("articles").output == ""


def test_what_is_wrong_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    assert "the file is empty" in run("articles", "check", str(tmp_path / "empty.txt")).output
    assert "there is no article nothing" in run("articles", "show", "nothing").output
    assert "nothing was ever cited as x" in run("articles", "cited", "x").output


def test_gaps_are_printed_and_no_question_becomes_a_formula(base: str) -> None:
    knowledge = KnowledgeBase.connect(base)
    knowledge.migrate()
    knowledge.note_gap("=1+1 is it safe", "unanswered", 90, SHE)
    assert "=1+1 is it safe" in run("gaps").output
    assert run("gaps", "--csv").output.splitlines()[1].endswith(",'=1+1 is it safe")


def test_a_base_is_exported_and_imported(heartburn: Path, tmp_path: Path) -> None:
    run("ingest", str(heartburn))
    run("export", str(tmp_path / "all.gz"))
    run("ingest", "seeds")
    assert run("articles").output.startswith(SEED)
    assert run("import", str(tmp_path / "all.gz")).exit_code == 0
    assert run("articles").output.startswith("heartburn")
    assert "no whole export" in run("import", str(heartburn)).output
