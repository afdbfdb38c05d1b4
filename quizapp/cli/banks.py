"""Question banks: check them, import them, list what there is."""

from pathlib import Path

import click

from quizapp.banks.files import BankFile, read_bank
from quizapp.banks.queries import newest_versions
from quizapp.banks.service import import_bank
from quizapp.cli.context import with_app
from quizapp.cli.templates import template
from quizapp.cli.words import FILES, read_all, show_faults
from quizapp.clock import SystemClock
from quizapp.extensions import db, now


@click.group()
def bank() -> None:
    """Question banks: check, import, list."""


bank.add_command(template)


@bank.command()
@FILES
def check(files: tuple[Path, ...]) -> None:
    """Check banks: silent if all is well, else every fault with its line.

    Needs no database. Warnings, such as a law read long ago, leave the exit code 0.
    """
    show_warnings(read_all(files, read_bank))


@bank.command("import")
@FILES
@with_app
def import_(files: tuple[Path, ...]) -> None:
    """Take banks in, all of them or none; the same content makes no new version."""
    banks = read_all(files, read_bank)
    with db.transaction() as session:
        found = [import_bank(session, bank=file.bank, now=now()) for file in banks]
    show_warnings(banks)
    for file, imported in zip(banks, found, strict=True):
        outcome = "imported" if imported.is_new else "unchanged"
        version = imported.version
        click.echo(
            f"{file.bank.id}  {outcome}: version {version.number},"
            f" {version.item_count} items"
        )


@bank.command("list")
@with_app
def list_() -> None:
    """List banks with their newest versions."""
    for slug, title, number, item_count in newest_versions(db.session()):
        click.echo(f"{slug}  version {number}  {item_count} items  {title}")


def show_warnings(files: list[BankFile]) -> None:
    """Print what somebody should look at."""
    today = SystemClock().now().date()
    for file in files:
        show_faults(file.name, file.warnings(today=today))
