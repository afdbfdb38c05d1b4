"""Receipts: whether the answers are still those that a code stands for."""

import click

from quizapp.attempts import queries
from quizapp.attempts.rules import typed_phone_code
from quizapp.cli.context import with_app
from quizapp.extensions import db
from quizapp.phrases import ZONE


@click.group()
def receipt() -> None:
    """Receipts of attempts: verify."""


@receipt.command()
@click.argument("code")
@with_app
def verify(code: str) -> None:
    """Count the answers behind a code anew; exit 1 if they are others.

    CODE is that of a receipt, or the one that a phone shows when time is up and there
    is no network.
    """
    if typed_phone_code(code):
        checked = queries.check_phone_code(db.session(), code=code)
    else:
        checked = queries.check_receipt(db.session(), code=code)
    attempt = checked.attempt
    ended = attempt.ended_at.astimezone(ZONE).isoformat() if attempt.ended_at else "–"
    click.echo(f"contest   {checked.contest.slug}, round {checked.round_.number}")
    click.echo(f"attempt   {attempt.state}, {ended}")
    click.echo(f"answered  {attempt.answered_count or 0}/{attempt.position_count}")
    click.echo(f"hash      {attempt.receipt_hash or '–'}")
    click.echo("right" if checked.is_right else "NOT RIGHT")
    if not checked.is_right:
        raise SystemExit(1)
