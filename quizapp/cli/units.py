"""Units: take trees in and out, what became of them, list what there is."""

import getpass
import secrets
from pathlib import Path

import click
from sqlalchemy.orm import Session

from quizapp.audit.service import Act
from quizapp.cli.context import with_app
from quizapp.contests.queries import all_contests, rule_book
from quizapp.errors import ConflictError
from quizapp.extensions import db, now
from quizapp.units.files import MIME_TYPES, read_changes, read_units, written
from quizapp.units.queries import (
    events_of_tree,
    exported,
    tree_named,
    tree_sizes,
    unit_by_id,
)
from quizapp.units.service import import_units, take_over


@click.group()
def units() -> None:
    """Units of the union: trees in and out, what happened to them."""


@units.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--tree", metavar="SLUG", help="Name of the tree; else the file's.")
@with_app
def import_(file: Path, tree: str | None) -> None:
    """Take the units of a CSV or XLSX file in; the same again changes nothing."""
    slug = tree or file.stem
    rows = read_units(file)
    with db.transaction() as session:
        found = import_units(
            session, tree=slug, rows=rows, name=str(file), act=act(), now=now()
        )
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


@units.command()
@click.argument("tree")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True
)
@with_app
def export(tree: str, output: Path) -> None:
    """Write a tree into a CSV or XLSX file, with former names and newest rolls."""
    form = output.suffix.lower().lstrip(".")
    if form not in MIME_TYPES:
        raise click.UsageError("The name of the file must end in .csv or .xlsx.")
    session = db.session()
    rows = exported(session, tree_id=tree_named(session, tree).id)
    output.write_bytes(written(rows, form))
    click.echo(f"{output}: {len(rows)} units")


@units.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--even-so", is_flag=True, help="Though a contest runs on these units.")
@with_app
def change(file: Path, *, even_so: bool) -> None:
    """Close units of a tree that became units of another one, by a CSV or XLSX file.

    The same file again changes nothing. Refused while a contest isn't over whose unit on
    top it closes: nobody could choose a unit there any more.
    """
    rows = read_changes(file)
    with db.transaction() as session:
        found = take_over(session, rows=rows, name=str(file), act=act(), now=now())
        if found.closed and not even_so:
            check_no_contest_is_shut_out(session)
    click.echo(
        f"closed {found.closed}, closed before {found.known}, events {found.events}"
    )


@units.command()
@click.argument("tree")
@click.option("--last", default=20, help="How many, the newest first.")
@with_app
def events(tree: str, last: int) -> None:
    """List what happened in a tree, the newest first."""
    session = db.session()
    found = events_of_tree(
        session, tree_id=tree_named(session, tree).id, most=max(1, last)
    )
    for one in found:
        names = ", ".join(kin.name for kin in one.before)
        after = ", ".join(kin.name for kin in one.after)
        state = "  taken back" if one.undone_at else ""
        told = f"{names} → {after}" if after else one.now.name if one.now else ""
        click.echo(f"{one.id}  {one.effective_on:%d/%m/%Y}  {one.kind}{state}  {told}")


def check_no_contest_is_shut_out(session: Session) -> None:
    """Check that no contest that isn't over stands on a closed unit.

    Raises:
        ConflictError: one does.
    """
    for contest in all_contests(session):
        unit = unit_by_id(session, contest.unit_id or 0)
        closes_at = rule_book(session, contest).closes_at
        if unit is not None and unit.valid_to is not None and closes_at > now():
            raise ConflictError(
                "“%(contest)s” runs until %(at)s on units that this file closes: nobody"
                " could choose a unit there any more. Wait until it is over, or add"
                " --even-so.",
                contest=contest.title,
                at=closes_at,
            )


def act() -> Act:
    """Return who acts: the account of the machine that runs the command."""
    return Act(f"command:{getpass.getuser()}", "", secrets.token_bytes(16))
