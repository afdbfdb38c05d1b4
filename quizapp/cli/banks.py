"""Question banks: check them, import them, list what there is."""

from collections.abc import Sequence
from pathlib import Path

import click

from quizapp.banks.files import BankFile, Sheet, checked, json_schema
from quizapp.banks.files.choosing import bytes_of, format_for
from quizapp.banks.files.naming import named
from quizapp.banks.queries import (
    latest_version,
    newest_items,
    newest_versions,
    parsed_version,
)
from quizapp.banks.rules import Item, remarks_across
from quizapp.banks.service import import_file
from quizapp.cli.context import with_app
from quizapp.cli.conversions import convert, with_beside
from quizapp.cli.practice import practice
from quizapp.cli.templates import template
from quizapp.cli.words import FILES, read_all, show_faults
from quizapp.clock import SystemClock
from quizapp.errors import Fault
from quizapp.extensions import db, now
from quizapp.yamltree import line_at

#: A bank's id and its items.
Others = tuple[str, Sequence[Item]]

EVERY = click.option(
    "--all", "every", is_flag=True, help="Show every warning, however many are alike."
)


@click.group()
def bank() -> None:
    """Question banks: check, import, list, convert, offer for practice."""


bank.add_command(convert)
bank.add_command(practice)
bank.add_command(template)


@bank.command()
@FILES
@EVERY
def check(files: tuple[Path, ...], every: bool) -> None:  # noqa: FBT001  # a flag
    """Check banks: silent if all is well, else every fault with its line.

    Needs no database. Warnings, such as a law read long ago or a question that stands
    in a bank given before, leave the exit code 0.
    """
    show_warnings(read_all(files, read_any), every=every)


@bank.command("import")
@FILES
@EVERY
@with_app
def import_(files: tuple[Path, ...], every: bool) -> None:  # noqa: FBT001  # a flag
    """Take banks in, all of them or none; the same content makes no new version.

    Any format will do. Items without an id keep the one that they had before.
    """
    banks = read_all(files, read_known)
    with db.transaction() as session:
        found = [import_file(session, file=file, now=now()) for file in banks]
    mine = {file.bank.id for file in banks}
    show_warnings(banks, newest_items(db.session(), but=mine), every=every)
    for file, imported in zip(banks, found, strict=True):
        outcome = "imported" if imported.is_new else "unchanged"
        version = imported.version
        click.echo(
            f"{file.bank.id}  {outcome}: version {version.number},"
            f" {version.item_count} items"
        )


@bank.command()
def schema() -> None:
    """Print the JSON Schema of banks in YAML, for editors."""
    click.echo(json_schema(), nl=False)


@bank.command("list")
@with_app
def list_() -> None:
    """List banks with their newest versions."""
    for slug, title, number, item_count in newest_versions(db.session()):
        click.echo(f"{slug}  version {number}  {item_count} items  {title}")


def read_any(path: Path) -> BankFile:
    """Read a bank in any format."""
    sheet, is_ours = sheet_of(path)
    return checked(sheet if is_ours else named(sheet))


def read_known(path: Path) -> BankFile:
    """Read a bank in any format; what has no id takes that of the version before."""
    sheet, is_ours = sheet_of(path)
    if is_ours:
        return checked(sheet)
    session = db.session()
    newest = latest_version(session, str(named(sheet).tree["id"]))
    known = parsed_version(session, newest.id).bank.items if newest else ()
    return checked(named(sheet, known=known))


def sheet_of(path: Path) -> tuple[Sheet, bool]:
    """Return a file with the pictures beside it, and whether it is our own YAML."""
    data = bytes_of(path)
    form = format_for(str(path), data)
    sheet = with_beside(form.read(data, name=str(path)), path)
    return sheet, form.name == "yaml"


def show_warnings(
    files: Sequence[BankFile], others: Sequence[Others] = (), *, every: bool
) -> None:
    """Print what somebody should look at, a file beside other banks and files above."""
    today = SystemClock().now().date()
    above = [*others]
    for file in files:
        found = [*file.warnings(today=today), *beside(file, above)]
        show_faults(file.name, sorted(found, key=lambda one: one.line), every=every)
        above.append((file.bank.id, file.bank.items))


def beside(file: BankFile, others: Sequence[Others]) -> list[Fault]:
    """Return what to look at in a bank beside others."""
    known = [one for one in others if one[0] != file.bank.id]
    return [
        Fault(
            line_at(file.sheet.tree, remark.path),
            remark.message,
            remark.params,
            is_warning=True,
        )
        for remark in remarks_across(file.bank, known)
    ]
