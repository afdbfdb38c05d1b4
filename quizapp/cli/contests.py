"""Contests: check rule books, import them, list what there is."""

from pathlib import Path

import click

from quizapp.cli.context import with_app
from quizapp.cli.words import FILES, read_all, say, show_faults
from quizapp.contests.files import read_rule_book
from quizapp.contests.queries import current_contests
from quizapp.contests.service import import_contest
from quizapp.extensions import db, now
from quizapp.phrases import shown_instant


@click.group()
def contest() -> None:
    """Contests from rule books: check, import, list."""


@contest.command()
@FILES
def check(files: tuple[Path, ...]) -> None:
    """Check rule books: silent if all is well, else every fault with its line.

    Needs no database: whether banks and units are there is found by `import`.
    """
    read_all(files, read_rule_book)


@contest.command("import")
@FILES
@with_app
def import_(files: tuple[Path, ...]) -> None:
    """Take rule books in, all of them or none; the same content changes nothing."""
    books = read_all(files, read_rule_book)
    with db.transaction() as session:
        found = [
            import_contest(session, book=file.book, file=file, now=now())
            for file in books
        ]
    for file, imported in zip(books, found, strict=True):
        show_faults(file.name, imported.warnings)
        click.echo(f"{imported.contest.slug}  {say(imported.outcome)}")


@contest.command("list")
@with_app
def list_() -> None:
    """List contests with their rounds: those that are open first."""
    current = current_contests(db.session(), now=now())
    for one in (*current.open, *current.coming, *current.finished):
        click.echo(f"{one.contest.slug}  {one.phase}  {one.contest.title}")
        for round_ in one.rounds:
            opens, closes = (
                shown_instant(at, "en") for at in (round_.opens_at, round_.closes_at)
            )
            click.echo(f"  {round_.number}  {opens} – {closes}  {round_.title}")
