"""The documents name what is there, and show what the program really says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from doula.articles import parse
from doula.aspects import label, read_patterns
from doula.causes import causes_of, open_questions
from doula.settings import Settings
from tests.content import commands
from tests.mother import Mother

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
GENERATED = {"docs/evaluation.md", "docs/evaluation.json", "docs/performance.md"}


def files() -> list[Path]:
    """Return what is or will be in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


DOCUMENTS = sorted(
    {README, ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"), ROOT / "seeds" / "README.md"}
)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=name)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(document: Path) -> set[str]:
    """Return what its headings are called in links."""
    headings = re.findall(r"^#+ (.+)$", text_of(document), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def made_here() -> set[str]:
    """Return names that exist once the program has run."""
    return {line.rstrip("/") for line in text_of(ROOT / ".gitignore").splitlines()} | GENERATED


def paths_in(text: str) -> Iterator[str]:
    """Return what is written as code and reads like a file or folder of the project."""
    ending = r"(?:md|ya?ml|toml|txt|lock|py|jsonl?)"
    for code in re.findall(r"`([^`\s]+)`", text):
        if re.fullmatch(rf"[\w.*/-]+/|[\w.*-]+(?:/[\w.*-]+)+|[\w*-]+\.{ending}", code) and code[0] != "/":
            yield code


def exists(path: str, document: Path) -> bool:
    if path.split("/")[0] in made_here() or path in GENERATED:
        return True
    return any(any(folder.glob(path.rstrip("/"))) for folder in (ROOT, document.parent))


def test_the_readme_can_be_read_in_one_go() -> None:
    assert len(text_of(README).splitlines()) <= 120


@each_document
def test_a_document_names_only_files_that_are_there(document: Path) -> None:
    assert [path for path in paths_in(text_of(document)) if not exists(path, document)] == []


@each_document
def test_a_document_links_only_to_what_is_there(document: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", text_of(document))
    for target in (target for target in targets if "://" not in target):
        path, _, anchor = target.partition("#")
        linked = document.parent / path if path else document
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


@each_document
def test_a_document_names_only_targets_of_make_that_are_there(document: Path) -> None:
    targets = set(re.findall(r"^(\w+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`| {4})make (\w+)", text_of(document))) <= targets


@each_document
def test_a_document_names_only_settings_that_can_be_set(document: Path) -> None:
    settings = {f"DOULA_{field.upper()}" for field in Settings.model_fields}
    assert set(re.findall(r"\bDOULA_[A-Z_]+\b", text_of(document))) <= settings


def test_every_command_and_setting_is_documented_as_the_program_says_it() -> None:
    assert text_of(commands.DOCUMENT) == commands.document(), "run python -m tests.content.commands"


def test_every_setting_says_what_it_is() -> None:
    assert [field for field, of in Settings.model_fields.items() if not of.description] == []


def test_decisions_are_numbered_one_after_the_other() -> None:
    assert [path.name[:5] for path in DECISIONS] == [f"{at:04}-" for at in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_tells_context_choice_and_cost_in_a_few_lines(decision: Path) -> None:
    text = text_of(decision)
    assert re.findall(r"^\*\*(\w+)\.\*\* ", text, re.MULTILINE) == ["Context", "Choice", "Cost"]
    assert text.startswith("# ")
    assert len(text.splitlines()) <= 14


def test_the_tree_speaks_of_the_assistant_and_not_of_how_it_was_made() -> None:
    traces = re.compile(r"\bissue\s#|\bsession\s\d", re.IGNORECASE)
    skipped = {"uv.lock", "doula/vocab.txt"}
    texts = [path for path in files() if name(path) not in skipped]
    assert [name(path) for path in texts if traces.search(path.read_text("utf-8", "replace"))] == []


def test_only_measuring_looks_outside_the_project() -> None:
    looking = [name(path) for path in files() if "shared/" in path.read_text("utf-8", "replace")]
    measuring = ("tests/", "doula/evaluation/", "docs/evaluation")
    assert [path for path in looking if not path.startswith(measuring)] == []


def test_the_article_that_authors_are_shown_is_understood_as_they_are_told() -> None:
    shown = re.search(r"```text\n(.*?)```", text_of(ROOT / "docs" / "writing.md"), re.DOTALL)
    assert shown
    patterns = read_patterns(yaml.safe_load(text_of(ROOT / "clinical" / "aspects.yml")))
    article = label(parse("shown.txt", shown[1]), patterns)
    causes = causes_of(article)
    assert len(causes) == 2
    assert open_questions(causes, ()) == ["activity"]
    assert [section.heading for section in article.sections][2:] == [
        "What helps with swelling",
        "How to prevent swelling",
    ]
    assert [sorted(passage.aspects) for passage in article.passages][-2:] == [["prevention"], ["caution"]]
    assert [related.relation for related in article.related] == ["previous", "next"]


class Shown(NamedTuple):
    """A turn of the conversation in the README: her words, and each message's outcome and text."""

    said: str
    messages: list[tuple[str, str]]


def shown_conversation() -> list[Shown]:
    block = re.search(r"```text\n(mother:.*?)```", text_of(README), re.DOTALL)
    assert block
    turns: list[Shown] = []
    for speaker, text in re.findall(r"^(\w+): (.*(?:\n {4}.*)*)", block[1], re.MULTILINE):
        if speaker == "mother":
            turns.append(Shown(text, []))
        else:
            turns[-1].messages.append((speaker, text))
    return turns


def pieces(shown: str) -> Iterable[str]:
    """Return what stands between the places where something was left out, buttons apart."""
    words = " ".join(re.sub(r"\[[^]]*\]", "…", shown).split())
    return (piece.strip() for piece in words.split("…") if piece.strip())


def agree(shown: str, message: dict[str, Any]) -> None:
    said = " ".join(message["text"].split())
    for piece in pieces(shown):
        assert piece in said
        said = said[said.index(piece) + len(piece) :]
    titles = [button["title"] for button in message["buttons"]]
    assert [title for title in re.findall(r"\[([^]]*)\]", shown) if title not in titles] == []
    quotes = [" ".join(citation["quote"].split()) for citation in message["citations"]]
    for quote in re.findall(r"^ {4}“([^”]+)”", shown, re.MULTILINE):
        assert any(cited.startswith(quote.removesuffix("…").strip()) for cited in quotes), quote


def test_the_conversation_in_the_readme_can_be_had(mother: Mother) -> None:
    mother.opens()
    for turn in shown_conversation():
        reply = mother.says(turn.said)
        assert [outcome for outcome, _ in turn.messages] == reply.outcomes, turn.said
        for (_, shown), message in zip(turn.messages, reply.messages, strict=True):
            agree(shown, message)
