"""Handbooks: list, publish, print into files."""

import getpass
import secrets
from pathlib import Path

import click

from quizapp.audit.service import Act
from quizapp.cli.context import with_app
from quizapp.errors import InvalidError
from quizapp.extensions import db, now
from quizapp.handbooks import service
from quizapp.handbooks.files import handbook_docx, handbook_pdf
from quizapp.handbooks.queries import (
    compiled_now,
    every_handbook,
    handbook_named,
    pictures_in,
)
from quizapp.phrases import ZONE

PRINTERS = {"pdf": handbook_pdf, "docx": handbook_docx}


@click.group()
def handbook() -> None:
    """Handbooks of questions and answers: list, publish, print."""


@handbook.command("list")
@with_app
def list_() -> None:
    """List handbooks with the questions that may be shown now."""
    session = db.session()
    for row in every_handbook(session):
        book = compiled_now(session, row, now=now()).book
        state = "published" if row.is_published else "not published"
        click.echo(
            f"{row.slug}  {state}  {book.entry_count} questions,"
            f" {book.held_count} held back  {row.title}"
        )


@handbook.command()
@click.argument("slug")
@click.option("--withdraw", is_flag=True, help="Let nobody read it any more.")
@with_app
def publish(slug: str, withdraw: bool) -> None:  # noqa: FBT001  # a flag
    """Let everybody read a handbook."""
    act = Act(f"command:{getpass.getuser()}", "", secrets.token_bytes(16))
    with db.transaction() as session:
        do = service.withdraw if withdraw else service.publish
        row = do(session, slug=slug, act=act, now=now())
        click.echo(f"{slug}  {'published' if row.is_published else 'withdrawn'}")


@handbook.command()
@click.argument("slug")
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--docx", type=click.Path(path_type=Path, dir_okay=False))
@with_app
def make(slug: str, pdf: Path | None, docx: Path | None) -> None:
    """Print a handbook into files: what rounds can still ask stays out of them."""
    if pdf is None and docx is None:
        raise click.UsageError("Say --pdf FILE, --docx FILE, or both.")
    session = db.session()
    row = handbook_named(session, slug)
    compiled = compiled_now(session, row, now=now())
    if not compiled.book.entry_count:
        raise InvalidError("No question of this handbook may be printed now.")
    pictures = pictures_in(session, compiled)
    session.rollback()  # printing takes longer than a transaction may wait
    for form, path in (("pdf", pdf), ("docx", docx)):
        if path is not None:
            content = PRINTERS[form](
                compiled.book,
                as_of=now().astimezone(ZONE).date(),
                pictures=pictures,
            )
            path.write_bytes(content)
            click.echo(f"{path}  {compiled.book.entry_count} questions")
