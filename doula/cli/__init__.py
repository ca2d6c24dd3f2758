"""The command line."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import click

from doula.cli import keeping, knowledge
from doula.cli.plainly import plainly
from doula.server import logs
from doula.settings import SettingsError, settings, strangers

log = logging.getLogger(__name__)


@click.group()
def main() -> None:
    """Answer expectant mothers from reviewed articles."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    logs.configure(_as_json())
    for stranger in strangers():
        log.warning("%s", stranger)


@main.command()
@plainly
def serve() -> None:
    """Serve on DOULA_HOST and DOULA_PORT; ingest and train first where files have changed.

    Articles are looked for where the knowledge base was filled from; where that is gone it keeps what it has.
    """
    from doula.server import launch

    launch.serve(click.echo if settings().log_format == "text" else log.info)


@main.command()
@plainly
def shell() -> None:
    """Talk to the assistant in this terminal; /stop ends it."""
    from doula.server import launch

    door = launch.load(launch.prepare(_tell), in_memory=True)
    from doula.server.shell import talk

    asyncio.run(talk(door, click.echo))


@main.command()
@click.option("--force", is_flag=True, help="Train although nothing has changed.")
@plainly
def train(force: bool) -> None:
    """Train the model, unless it is up to date."""
    from doula.server import model

    wanted = model.wanted_model()
    if wanted.exists() and not force:
        click.echo(f"{wanted} is up to date")
        return
    model.show_training()
    model.train(wanted)
    click.echo(f"{wanted} is trained")


@main.command()
@plainly
def channels() -> None:
    """Show which channels are on, their webhook addresses, and what is missing."""
    from doula.server import application, launch

    for line in application.overview(launch.address()):
        click.echo(line)


@main.command()
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the whole turn as one JSON object.")
@click.option("--batch", type=click.File("rb"), help="Read JSON lines from a file, - is standard input.")
@plainly
def ask(text: str | None, as_json: bool, batch: IO[bytes] | None) -> None:
    """Print what the assistant replies to TEXT, or to each line of a batch."""
    from doula.server import launch

    if (text is None) == (batch is None):
        raise click.UsageError("give either TEXT or --batch")
    door = launch.load(launch.prepare(_tell), in_memory=True)
    from doula.server import questions

    if batch is not None:
        sys.exit(0 if asyncio.run(questions.answer_lines(door, batch, click.echo)) else 1)
    click.echo(asyncio.run(questions.answer(door, str(text), as_json)))


@main.command()
@click.option("--cross-validate/--no-cross-validate", default=True, help="Also measure the training data.")
@click.option(
    "--articles", "folders", multiple=True, type=click.Path(path_type=Path), help="Ingest these as well."
)
@plainly
def evaluate(cross_validate: bool, folders: tuple[Path, ...]) -> None:
    """Measure on all cases, write docs/evaluation.md and var/evaluation.html, fail below a floor."""
    from doula.server import launch

    with TemporaryDirectory() as folder:  # nothing that is measured gets among what mothers wrote
        os.environ["DOULA_DATABASE_URL"] = f"sqlite:///{folder}/knowledge.db"
        settings.cache_clear()
        door = launch.load(launch.prepare(_tell, [launch.SEEDS, *folders]), in_memory=True)
        from doula.evaluation.run import run

        sys.exit(0 if run(door, cross_validate, _tell) else 1)


@main.command("test-all")
@plainly
def test_all() -> None:
    """Ask every question that has an agreed answer, in several wordings; fail on a drop."""
    from doula.server import launch

    door = launch.load(launch.prepare(_tell), in_memory=True)
    from doula.evaluation import agreed

    report = asyncio.run(agreed.ask_all(door, agreed.read_agreed(), agreed.read_kept()))
    click.echo("\n".join(report.lines()))
    agreed.keep(report)
    sys.exit(0 if report.passed else 1)


for command in (*knowledge.COMMANDS, *keeping.COMMANDS):
    main.add_command(command)


def _as_json() -> bool:
    """Tell whether the log is to be JSON; what is wrong with the settings, the command itself says."""
    with suppress(SettingsError):
        return settings().log_format == "json"
    return False


def _tell(progress: str) -> None:
    click.echo(progress, err=True)
