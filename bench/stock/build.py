"""Build the stock assistant: Rasa with TensorFlow in an environment of its own, our data, its model.

.venv/bin/python -m bench.stock.build
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bench.conversations import conversations
from bench.places import DOULA_ENVIRONMENT, STOCK_ENVIRONMENT, STOCK_PROJECT
from doula.channels.door import Door
from doula.clinical import read
from doula.server import launch

HERE = Path(__file__).parent
UV = Path(".uv/bin/uv").absolute()
_OWN_ACTION = "action_validate_slot_mappings"  # what she tells is kept: stock has nothing like it
_REPORTS = 20  # a danger sign: stock has no triage and learns them as an intent


def build() -> None:
    """Build what is missing: both environments as they would be deployed, the project, its model."""
    _install(HERE, STOCK_ENVIRONMENT, "--no-install-project")
    _install(Path.cwd(), DOULA_ENVIRONMENT, "--no-dev")
    if not any(STOCK_PROJECT.glob("models/*.tar.gz")):
        write_project(STOCK_PROJECT)
        _train(STOCK_PROJECT)


def write_project(folder: Path) -> None:
    """Write the project: stock's own files, our intents, examples, rules, responses and answers."""
    shutil.copytree(HERE / "project", folder, dirs_exist_ok=True)
    for path in Path("data").rglob("*.yml"):
        shutil.copy(path, folder / "data" / f"{path.parent.name}_{path.name}")
    _write_yaml(folder / "domain.yml", _domain(read("domain.yml")))
    _write_yaml(folder / "data/danger_reports.yml", _danger(read("clinical/danger_wordings.yml")))
    said = asyncio.run(_said(launch.load(launch.prepare(print), in_memory=True)))
    (folder / "said.json").write_text(json.dumps(said), "utf-8")


def _domain(ours: Mapping[str, Any]) -> dict[str, Any]:
    return {**ours, "actions": [name for name in ours["actions"] if name != _OWN_ACTION]}


def _danger(wordings: Mapping[str, Any]) -> dict[str, Any]:
    signs = [sign for sign in wordings.values() if isinstance(sign, dict)]
    return {
        "version": "3.1",
        "nlu": list(_examples("report_danger", [text for s in signs for text in _some(s.get("reports"))]))
        + list(_examples("check_danger", [text for s in signs for text in _some(s.get("asks"))])),
    }


def _some(texts: list[str] | None) -> list[str]:
    return [text for text in texts or [] if "\n" not in text][:_REPORTS]


def _examples(intent: str, texts: list[str]) -> Iterator[dict[str, str]]:
    plain = [text.translate(str.maketrans("", "", "[](){}")) for text in texts]
    yield {"intent": intent, "examples": "".join(f"- {text}\n" for text in dict.fromkeys(plain))}


async def _said(door: Door) -> dict[str, Any]:
    """Hold every conversation with doula and return its messages and slots by what was said to it."""
    said: dict[str, Any] = {}
    for number, conversation in enumerate(conversations()):
        slots: dict[str, Any] = {}
        for text in conversation:
            turn = await door.receive(f"bench:{number}", text, "bench")
            changed = {name: value for name, value in turn.slots.items() if slots.get(name) != value}
            said.setdefault(text, {"messages": turn.messages, "slots": changed})
            slots = turn.slots
    return said


def _train(folder: Path) -> None:
    _run([STOCK_ENVIRONMENT / "bin/rasa", "train", "--fixed-model-name", "stock"], folder)


def _install(project: Path, environment: Path, *options: str) -> None:
    """Install as the lock says, compiled as pip would."""
    command = [UV, "sync", "--frozen", "--compile-bytecode", "--project", project, *options]
    _run(command, Path.cwd(), UV_PROJECT_ENVIRONMENT=str(environment))


def _run(command: list[Any], folder: Path, **variables: str) -> None:
    environment = os.environ | {"RASA_TELEMETRY_ENABLED": "false"} | variables
    subprocess.run([str(part) for part in command], check=True, cwd=folder, env=environment)  # noqa: S603


def _write_yaml(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000), "utf-8")


if __name__ == "__main__":
    build()
