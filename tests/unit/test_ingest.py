from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from doula.articles import ArticleError
from doula.aspects import AspectPatterns
from doula.ingest import Labels, ingest, read, read_labels
from doula.knowledge import Changes, KnowledgeBase

ROOT = Path(__file__).parents[2]
LABELS = read_labels()
SEED = "000_27d34ba8b50d454b"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    return folder


@pytest.fixture
def knowledge(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.connect(f"sqlite:///{tmp_path}/knowledge.db")
    base.migrate()
    yield base
    base.close()


def write(folder: Path, name: str, text: str = "Rest well.") -> Path:
    file = folder / name
    file.write_bytes(f"About {name}\n\n{text}\n".encode())
    return file


def slugs(*paths: Path) -> list[str]:
    return [article.slug for article in read(paths)]


def test_a_folder_is_read_by_name_without_its_other_files(seeds: Path) -> None:
    for name in ("b.txt", "a.txt", "README.md", "index.jsonl", ".hidden.txt"):
        write(seeds, name)
    (seeds / "deeper").mkdir()
    write(seeds / "deeper", "c.txt")
    assert slugs(seeds) == ["a", "b"]


def test_files_and_folders_can_be_mixed_and_repeated(seeds: Path, tmp_path: Path) -> None:
    a, b = write(seeds, "a.txt"), write(tmp_path, "b.txt")
    assert slugs(b, seeds, a, seeds) == ["a", "b"]


def test_a_name_with_dots_and_spaces_is_kept(seeds: Path) -> None:
    write(seeds, "Sleep in week 2.5.txt")
    assert slugs(seeds) == ["Sleep in week 2.5"]


def test_the_source_is_kept_to_the_byte(seeds: Path) -> None:
    (seeds / "a.txt").write_bytes("Kopf\r\n\r\nFüße hoch.\r\n".encode())
    [article] = read([seeds])
    assert article.source.encode() == (seeds / "a.txt").read_bytes()


def test_two_files_of_one_name_are_an_error_that_names_both(seeds: Path, tmp_path: Path) -> None:
    write(seeds, "a.txt"), write(tmp_path, "a.txt")
    with pytest.raises(ArticleError) as error:
        read([seeds, tmp_path])
    assert str(seeds / "a.txt") in str(error.value)
    assert str(tmp_path / "a.txt") in str(error.value)


def test_a_path_that_does_not_exist_is_an_error(seeds: Path) -> None:
    with pytest.raises(ArticleError, match=r"nowhere does not exist"):
        read([seeds / "nowhere"])


def test_a_name_that_no_file_can_have_is_an_error(seeds: Path) -> None:
    with pytest.raises(ArticleError, match="cannot be read: File name too long"):
        read([seeds / ("x" * 300 + ".txt")])


def test_a_folder_without_articles_is_an_error(seeds: Path) -> None:
    write(seeds, "README.md")
    with pytest.raises(ArticleError, match="seeds holds no article"):
        read([seeds])


def test_a_file_that_is_no_text_file_is_an_error(seeds: Path) -> None:
    with pytest.raises(ArticleError, match=r"README\.md is no article: its name must end in \.txt"):
        read([write(seeds, "README.md")])


@pytest.mark.parametrize("to", ["/etc/passwd", "/nowhere", "."])
def test_a_link_is_not_followed(seeds: Path, to: str) -> None:
    (seeds / "a.txt").symlink_to(to)
    with pytest.raises(ArticleError, match=r"a\.txt is no file of its own"):
        read([seeds])


def test_a_pipe_is_not_waited_for(seeds: Path) -> None:
    os.mkfifo(seeds / "a.txt")
    with pytest.raises(ArticleError, match=r"a\.txt is no file of its own"):
        read([seeds])


@pytest.mark.parametrize("name", ["a\nb.txt", "a\udcffb.txt", "a\u202eb.txt"])
def test_a_name_that_cannot_be_shown_is_an_error(seeds: Path, name: str) -> None:
    write(seeds, "a.txt").rename(seeds / name)
    with pytest.raises(ArticleError, match="characters that cannot be shown") as error:
        read([seeds])
    assert str(error.value).isprintable()


def test_a_file_that_cannot_be_read_is_an_error(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(file))

    write(seeds, "a.txt")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ArticleError, match=r"a\.txt cannot be read: Permission denied"):
        read([seeds])


@pytest.mark.parametrize("broken", [b"", b"Title\n\ncaf\xe9\n", b"Title\n\n\0\n"])
def test_one_bad_file_changes_nothing(seeds: Path, knowledge: KnowledgeBase, broken: bytes) -> None:
    write(seeds, "a.txt")
    ingest([seeds], knowledge, LABELS)
    write(seeds, "a.txt", "Other words.")
    (seeds / "z.txt").write_bytes(broken)
    with pytest.raises(ArticleError, match=r"z\.txt: line \d"):
        ingest([seeds], knowledge, LABELS)
    assert "Rest well." in knowledge.article("a").source


def test_an_ingest_says_what_it_changed(seeds: Path, knowledge: KnowledgeBase) -> None:
    write(seeds, "a.txt"), write(seeds, "b.txt")
    assert ingest([seeds], knowledge, LABELS) == Changes(added=("a", "b"))
    (seeds / "a.txt").unlink()
    write(seeds, "b.txt", "Other words."), write(seeds, "c.txt")
    changes = ingest([seeds], knowledge, LABELS)
    assert str(changes) == "1 added: c\n1 updated: b\n1 removed: a\n0 unchanged"


def test_the_given_article_is_ingested_once_with_its_labels(knowledge: KnowledgeBase) -> None:
    assert ingest([ROOT / "seeds"], knowledge, LABELS).added == (SEED,)
    assert ingest([ROOT / "seeds"], knowledge, LABELS) == Changes(unchanged=(SEED,))
    article = knowledge.article(SEED)
    assert article.source.encode() == (ROOT / f"seeds/{SEED}.txt").read_bytes()
    assert all(p.text == article.source[p.start : p.end] for p in article.passages)
    assert {"cause", "relief", "prevention"} <= {a for p in article.passages for a in p.aspects}


def test_other_patterns_label_the_same_text_anew(knowledge: KnowledgeBase) -> None:
    ingest([ROOT / "seeds"], knowledge, LABELS)
    assert ingest([ROOT / "seeds"], knowledge, Labels(AspectPatterns({}, {}, {}), LABELS.topics)).updated == (
        SEED,
    )
