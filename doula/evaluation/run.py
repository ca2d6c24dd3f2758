"""One run: read the cases, put them to the assistant, write the report."""

from __future__ import annotations

import asyncio
import os
import platform
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from doula.evaluation import ablation
from doula.evaluation.cases import CaseSet
from doula.evaluation.conversation import Door, put
from doula.evaluation.cross_validation import cross_validate
from doula.evaluation.document import Picture, html, markdown
from doula.evaluation.evaluation import Evaluation, Measured, Origin
from doula.evaluation.mistyping import mistyped
from doula.evaluation.overlap import find_repeats
from doula.evaluation.own_cases import read_own
from doula.evaluation.report import report
from doula.evaluation.shared_cases import Known, read_shared
from doula.evaluation.training_data import read_texts
from doula.knowledge import KnowledgeBase
from doula.settings import settings

MARKDOWN = Path("docs/evaluation.md")
PICTURES = Path("docs/evaluation")
HTML = Path("var/evaluation.html")

Say = Callable[[str], object]


async def evaluate(door: Door, training: bool, say: Say) -> Evaluation:
    """Return what all sets that are there give and, where wanted, what the training data is worth."""
    origin, trained = _origin(training), read_texts()
    sets = [await _measure(door, cases, trained, say) for cases in _read_sets()]
    if not training:
        return Evaluation(origin, tuple(sets))
    say("cross-validation by Rasa, this takes minutes …")
    predictions = cross_validate()
    say("the features, each kind alone and both, this takes minutes …")
    return Evaluation(origin, tuple(sets), predictions, await ablation.compare())


def write(evaluation: Evaluation) -> None:
    """Write the short report as Markdown with its pictures, and the full one as HTML."""
    for folder in (PICTURES, HTML.parent):
        folder.mkdir(parents=True, exist_ok=True)
    short = report(evaluation, full=False)
    for block in short:
        if isinstance(block, Picture):
            (PICTURES / f"{block.name}.svg").write_text(block.svg, "utf-8")
    MARKDOWN.write_text(markdown(short, PICTURES.name), "utf-8")
    HTML.write_text(html(report(evaluation, full=True)), "utf-8")


def run(door: Door, training: bool, say: Say) -> bool:
    """Evaluate, write the report and return whether every floor is reached and nothing was trained on."""
    evaluation = asyncio.run(evaluate(door, training, say))
    write(evaluation)
    for reached in evaluation.reached:
        say(f"{reached.floor.what}: {reached.share}, {reached}")
    say(f"messages shared with the training data: {len(evaluation.repeats)}")
    say(f"written: {MARKDOWN}, {HTML}")
    return evaluation.passed


def _read_sets() -> tuple[CaseSet, ...]:
    own, pieces = read_own()
    held = {known.slug for known in KnowledgeBase.connect(settings().database_url).articles()}
    return (*own, mistyped(own[0]), *read_shared(Known(pieces, held)))


async def _measure(door: Door, cases: CaseSet, trained: tuple[str, ...], say: Say) -> Measured:
    say(f"{cases.name}: {len(cases.cases)} messages …")
    repeats = () if cases.of else find_repeats((case.text for case in cases.cases), trained)
    return Measured(cases, await put(door, cases.cases), repeats)


def _origin(training: bool) -> Origin:
    return Origin(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        commit=_git("rev-parse", "--short", "HEAD")
        + (" with changes" if _git("status", "--porcelain") else ""),
        machine=f"{os.cpu_count()} cores, {_processor()}, load {os.getloadavg()[0]:.1f}",
        command="doula evaluate" if training else "doula evaluate --no-cross-validate",
    )


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    return done.stdout.strip() or ("" if not done.returncode else "unknown")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
