"""Units: take trees in, list what there is."""

from pathlib import Path

import click

from quizapp.cli.context import with_app
from quizapp.extensions import db, now
from quizapp.units.files import read_units
from quizapp.units.queries import tree_sizes
from quizapp.units.service import import_units


@click.group()
def units() -> None:
    """Units of the union: import trees, list them."""


@units.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--tree", metavar="SLUG", help="Name of the tree; else the file's.")
@with_app
def import_(file: Path, tree: str | None) -> None:
    """Take the units of a CSV or XLSX file in; the same again changes nothing."""
    slug = tree or file.stem
    rows = read_units(file)
    with db.transaction() as session:
        found = import_units(session, tree=slug, rows=rows, name=str(file), now=now())
    rolls = f", counts of members {found.rolls}" if found.rolls else ""
    click.echo(
        f"{slug}  added {found.added}, changed {found.changed},"
        f" unchanged {found.unchanged}{rolls}"
    )


@units.command("list")
@with_app
def list_() -> None:
    """List the trees with their sizes."""
    for slug, count, name in tree_sizes(db.session()):
        click.echo(f"{slug}  {count} units  {name}")
