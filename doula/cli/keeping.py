"""Commands about what is kept: taking it elsewhere, copying it, deleting it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from doula.cli.plainly import plainly

_LONGEST = 10_000  # characters of what names a mother


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@plainly
def export(file: Path) -> None:
    """Write the whole knowledge base, with reviews, feedback and gaps, into FILE."""
    from doula.server import launch

    launch.knowledge_base().export(file)
    click.echo(f"written: {file}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@plainly
def read(file: Path) -> None:
    """Make the knowledge base hold exactly what FILE, written by export, holds."""
    from doula.server import launch

    knowledge = launch.knowledge_base()
    knowledge.restore(file)
    click.echo(f"read: {file}\n{launch.followed(knowledge)}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@plainly
def backup(file: Path) -> None:
    """Copy knowledge base, conversations and secret into FILE, also while it serves; for SQLite."""
    from doula.server.backup import back_up

    back_up(file)
    click.echo(f"written: {file}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@plainly
def restore(file: Path) -> None:
    """Put back what FILE, written by backup, holds, but for what is too old or was refused for good since."""
    from doula.server import backup, launch

    backup.restore(file)
    click.echo(f"read: {file}\n{launch.followed(launch.knowledge_base())}")
    click.echo(launch.purge())


@click.command()
@click.option("--older-than", metavar="DAYS", type=click.IntRange(1), help="Instead of DOULA_KEEP_DAYS.")
@plainly
def purge(older_than: int | None) -> None:
    """Delete conversations and feedback older than DOULA_KEEP_DAYS, and gaps older than DOULA_GAP_DAYS."""
    from doula.server import launch

    click.echo(launch.purge(older_than))


@click.command()
@plainly
def forget() -> None:
    """Delete all that one mother said: asks for a conversation's name, a web token, or channel:person.

    It is read from standard input where that is no terminal, and never from the command line: others on the
    machine see that, and the shell keeps it.
    """
    from doula.server import forgetting, launch

    name = _asked("Whom (not shown)")
    if not asyncio.run(forgetting.forget(name, launch.conversations(), launch.knowledge_base())):
        raise click.ClickException("nothing is kept under this name")
    click.echo("forgotten")


def _asked(question: str) -> str:
    """Return what is typed and not shown, or the first line of standard input."""
    if sys.stdin.isatty():
        return str(click.prompt(question, hide_input=True, err=True)).strip()
    name = sys.stdin.readline(_LONGEST).strip()
    if not name:
        raise click.UsageError("give a name on standard input")
    return name


COMMANDS = (export, read, backup, restore, purge, forget)
