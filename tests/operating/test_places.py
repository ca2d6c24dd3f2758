"""A knowledge base follows the files that it was filled from, in whatever folder one stands."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from doula.articles import Article
from doula.cli import main
from doula.ingest import PlaceError, ingest, read_labels, refresh
from doula.knowledge import KnowledgeBase, StrayError
from doula.knowledge.engine import connect
from doula.server import launch
from doula.settings import settings
from tests.operating.process import ROOT, Assistant, environment, settle

SEED = "000_27d34ba8b50d454b"
HEARTBURN = "What helps with heartburn?\n\nEat small meals against heartburn.\n"


@pytest.fixture(autouse=True)
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    url = f"sqlite:///{tmp_path}/knowledge.db"
    monkeypatch.setenv("DOULA_DATABASE_URL", url)
    settings.cache_clear()
    yield url
    settings.cache_clear()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Give a folder outside the project that holds an article."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "heartburn.txt").write_text(HEARTBURN)
    return folder


def run(*words: str) -> Result:
    settings.cache_clear()
    return CliRunner().invoke(main, words)


def known() -> list[str]:
    return [line.split("\t")[0] for line in run("articles").output.splitlines()]


def said_at_start() -> str:
    """Return what serving and asking say of the knowledge base before they go on."""
    say = Mock()
    launch.prepare(say)
    return str(say.call_args_list[0].args[0])


def test_at_first_it_is_the_projects_own_articles() -> None:
    assert run("ingest").output.startswith(f"1 added: {SEED}\n0 unchanged\nfrom {Path.cwd()}/seeds\n")


def test_who_asks_gets_the_articles_that_were_ingested_last(library: Path, base: str, tmp_path: Path) -> None:
    run("ingest", str(library))
    asked = subprocess.run(
        [sys.executable, "-m", "doula", "ask", "what helps with heartburn"],
        cwd=settle_in(tmp_path),
        env=environment(DOULA_DATABASE_URL=base),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Eat small meals against heartburn." in asked.stdout, asked.stderr
    assert known() == ["heartburn"]


def test_serving_goes_on_with_its_articles_when_their_folder_is_gone(
    library: Path, base: str, tmp_path: Path
) -> None:
    run("ingest", str(library))
    shutil.rmtree(library)
    with Assistant(settle_in(tmp_path), DOULA_DATABASE_URL=base) as serving:
        assert f"{library} does not exist; `doula ingest PATH` says where" in serving.written
        assert "1 kept as they are" in serving.written
    assert known() == ["heartburn"]


def settle_in(folder: Path) -> Path:
    (folder / "project").mkdir()
    return settle(folder / "project")


def test_a_plain_ingest_takes_what_has_changed_where_the_base_was_filled_from(library: Path) -> None:
    run("ingest", str(library))
    (library / "heartburn.txt").unlink()
    (library / "piles.txt").write_text("What helps with piles?\n\nDrink water.\n")
    said = run("ingest").output
    assert said.startswith(f"1 added: piles\n1 removed: heartburn\n0 unchanged\nfrom {library}\n")


def test_a_place_named_from_one_folder_is_found_from_another(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = settle_in(library.parent)
    monkeypatch.chdir(project)
    run("ingest", "../library")
    monkeypatch.chdir(ROOT)
    assert said_at_start().startswith("knowledge base: 1 unchanged")
    assert known() == ["heartburn"]


def test_named_files_are_followed_and_what_lies_beside_them_is_not(library: Path) -> None:
    (library / "piles.txt").write_text("What helps with piles?\n\nDrink water.\n")
    run("ingest", str(library / "heartburn.txt"), "seeds")
    (library / "heartburn.txt").write_text(HEARTBURN + "\nSit up.\n")
    assert run("ingest").output.startswith("1 updated: heartburn\n1 unchanged\n")
    (library / "heartburn.txt").unlink()
    assert run("ingest").exit_code == 1
    assert known() == [SEED, "heartburn"], "one place that is gone takes nothing away"


@pytest.mark.parametrize("empty", [False, True])
def test_a_place_that_is_gone_or_empty_takes_no_article_away(library: Path, empty: bool) -> None:
    run("ingest", str(library))
    (library / "heartburn.txt").unlink()
    if not empty:
        library.rmdir()
    refused = run("ingest")
    assert refused.exit_code == 1 and str(library) in refused.output
    assert "`doula ingest PATH` says where the articles are" in refused.output
    assert said_at_start().endswith("\n1 kept as they are")
    assert run("ingest", "seeds").exit_code == 0
    assert known() == [SEED], "who names another place gets it"


def test_what_could_not_be_ingested_is_not_followed(library: Path) -> None:
    run("ingest", str(library))
    assert run("ingest", "nowhere").exit_code == 1
    assert run("ingest").output.startswith("1 unchanged")


def test_a_base_of_an_older_release_loses_nothing_to_this_folder(library: Path, base: str) -> None:
    run("ingest", str(library))
    forget_place(base)
    said = said_at_start()
    assert "nobody knows where it was filled from" in said and "lacks what it holds: heartburn" in said
    assert run("ingest").exit_code == 1
    assert known() == ["heartburn"]


def test_a_base_of_an_older_release_goes_on_with_the_articles_of_this_folder(base: str) -> None:
    run("ingest")
    forget_place(base)
    assert said_at_start() == f"knowledge base: 1 unchanged\nfrom {Path.cwd()}/seeds"


def forget_place(base: str) -> None:
    engine = connect(base)
    with engine.begin() as connection:
        connection.execute(text("UPDATE content SET places = NULL"))
    engine.dispose()


@pytest.mark.parametrize("older", [False, True])
def test_a_base_of_another_machine_loses_nothing_here(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, older: bool
) -> None:
    run("ingest", str(library))
    run("export", str(tmp_path / "all.gz"))
    if older:
        leave_out_places(tmp_path / "all.gz")
    shutil.rmtree(library)
    monkeypatch.setenv("DOULA_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    wherefrom = "from nobody knows where" if older else f"from {library}"
    assert wherefrom in run("import", str(tmp_path / "all.gz")).output
    assert said_at_start().endswith("\n1 kept as they are")
    assert known() == ["heartburn"]


def leave_out_places(file: Path) -> None:
    with gzip.open(file, "rt") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows[1:]:
        row[1].pop("places", None)
    with gzip.open(file, "wt") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def test_a_restored_base_follows_what_it_followed(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOULA_TRACKER_URL", f"sqlite:///{tmp_path}/conversations.db")
    settings.cache_clear()
    launch.conversations()
    run("ingest", str(library))
    run("backup", str(tmp_path / "all.tar.gz"))
    run("ingest", "seeds")
    assert f"from {library}" in run("restore", str(tmp_path / "all.tar.gz")).output
    assert said_at_start() == f"knowledge base: 1 unchanged\nfrom {library}"


@dataclass(frozen=True)
class Interrupted:
    """Labels during whose making another process ingests."""

    knowledge: KnowledgeBase
    library: Path

    def put_on(self, article: Article) -> Article:
        ingest([self.library], self.knowledge, read_labels())
        return article


def test_who_only_compares_gives_way_to_whoever_ingests_meanwhile(address: str, library: Path) -> None:
    knowledge = KnowledgeBase.connect(address)
    knowledge.migrate()
    ingest(["seeds"], knowledge, read_labels())
    with pytest.raises(StrayError, match="meanwhile"):
        refresh(Path("seeds"), knowledge, Interrupted(knowledge, library))  # type: ignore[arg-type]
    assert [each.slug for each in knowledge.articles()] == ["heartburn"]
    assert knowledge.places() == (library,)
    knowledge.close()


def test_without_articles_and_a_place_nothing_is_served(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="does not exist"):
        refresh(tmp_path / "seeds", launch.knowledge_base(), read_labels())
