"""The commands that look after the knowledge base."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from doula.cli.plainly import plainly
from doula.settings import settings


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@plainly
def ingest(paths: tuple[Path, ...]) -> None:
    """Make the knowledge base hold exactly the articles in PATHS, and follow them from then on.

    Without PATHS it is compared with where it was filled from, which is seeds/ if it never was.
    """
    from doula.server import launch

    click.echo(launch.update_knowledge(paths))
    if launch.knowledge_base().searches_in_process():
        click.echo("meanings are searched in each process: this database has no pgvector")


@click.group(invoke_without_command=True)
@click.pass_context
@plainly
def articles(context: click.Context) -> None:
    """List the articles that are known; with a command, look at one."""
    from doula.server import launch

    if context.invoked_subcommand is None:
        for known in launch.knowledge_base().articles():
            click.echo(f"{known.slug}\t{known.title}")


@articles.command()
@click.argument("slug")
@plainly
def show(slug: str) -> None:
    """Print the passages of the article SLUG with their labels and where they stand in its file."""
    from doula.proof import proof
    from doula.server import launch

    if (article := launch.knowledge_base().article(slug)) is None:
        raise click.ClickException(f"there is no article {slug}; `doula articles` lists them")
    click.echo("\n".join(proof(article)))


@articles.command()
@click.argument("file", type=click.Path(path_type=Path))
@plainly
def check(file: Path) -> None:
    """Print what the assistant would make of FILE, and what it could not place; nothing is ingested."""
    from doula.ingest import read, read_labels
    from doula.proof import proof, remarks

    for article in map(read_labels().put_on, read([file])):
        click.echo("\n".join([*proof(article), "", *remarks(article)]))


@articles.command()
@click.argument("citation")
@plainly
def cited(citation: str) -> None:
    """Print what the id CITATION of an answer quotes, also when its article has changed or gone."""
    from doula.server import launch

    if (quote := launch.knowledge_base().quote(citation)) is None:
        raise click.ClickException(f"nothing was ever cited as {citation}")
    click.echo(f"“{quote.text}”\n{quote.title} ({quote.article}), characters {quote.start}-{quote.end}")


@click.command()
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@plainly
def gaps(as_csv: bool) -> None:
    """Print what mothers asked and no article answered well, by meaning, most asked first."""
    from doula.server import launch

    found = launch.knowledge_base().gaps(settings().gap_days)
    if as_csv:
        table = csv.writer(sys.stdout)
        table.writerow(("asked", "unanswered", "clarified", "unhelpful", "last", "question"))
        for g in found:
            question = f"'{g.question}" if g.question[0] in "=+-@" else g.question  # no formula
            table.writerow((g.asked, g.unanswered, g.clarified, g.unhelpful, g.last, question))
        return
    for gap in found:
        click.echo(f"{gap.asked:>5}  {gap.last}  {gap.question}")


COMMANDS = (ingest, articles, gaps)
