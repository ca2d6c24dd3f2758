"""docs/commands.md, made of what the program says; `python -m tests.content.commands` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from click import Command, Group
from click.testing import CliRunner

from doula.cli import main
from doula.settings import Settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "commands.md"
_WIDTH = 110


def document() -> str:
    """Return the document as it should be now."""
    parts = [
        "# Commands and settings",
        "This file is made by `python -m tests.content.commands`; do not edit it.",
        "Run commands in the project's folder, as `.venv/bin/doula` or `.venv/bin/python -m doula`.",
        _helped("doula", main, []),
        *(_helped(" ".join(["doula", *names]), main, names) for names in _names(main)),
        "## Settings",
        "Read from the environment or from `.env`, all optional; a wrong one is an error that names it.",
        _settings(),
    ]
    return "\n\n".join(parts) + "\n"


def _names(group: Group) -> Iterator[list[str]]:
    """Yield the words that call each command, and each command of a command."""
    for name, command in sorted(group.commands.items()):
        yield [name]
        if isinstance(command, Group):
            yield from ([name, *below] for below in _names(command))


def _helped(title: str, command: Command, arguments: list[str]) -> str:
    result = CliRunner().invoke(
        command, [*arguments, "--help"], prog_name="doula", terminal_width=_WIDTH, max_content_width=_WIDTH
    )
    return f"## {title}\n\n```text\n{result.output.strip()}\n```"


def _settings() -> str:
    prefix = str(Settings.model_config.get("env_prefix"))
    rows = [
        f"| `{prefix}{name.upper()}` | {field.description} | {_default(field.default)} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| name | what | default |", "|---|---|---|", *rows])


def _default(value: object) -> str:
    return "none" if value in (None, ()) else f"`{value}`"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
