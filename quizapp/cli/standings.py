"""Standings on the command line: show a board, recount it from its attempts."""

import click

from quizapp.background import service as background
from quizapp.cli.context import commands, with_app
from quizapp.contests.queries import contest_by_slug, round_by_number
from quizapp.contests.rules import RoundRules, explain
from quizapp.extensions import db, now
from quizapp.jobs import run_jobs
from quizapp.phrases import spoken
from quizapp.standings.queries import differences, top_rows


@click.group()
def standings() -> None:
    """Standings of a round: show them, recount them."""


@standings.command()
@click.argument("contest")
@click.argument("number", type=int)
@click.option("--top", default=20, show_default=True, help="How many lines.")
@with_app
def show(contest: str, number: int, top: int) -> None:
    """Show who stands where in a round, and why; straight from the database."""
    session = db.session()
    found = contest_by_slug(session, contest)
    round_ = round_by_number(session, contest_id=found.id, number=number)
    chain = RoundRules.model_validate(round_.rules).ranking
    for row in top_rows(session, round_id=round_.id, page_size=top):
        reasons = ", ".join(
            spoken(*reason, language=commands().language)
            for reason in explain(chain, row.result)
        )
        click.echo(f"{row.rank:>5}  {row.name}  {row.unit}  {reasons}")


@standings.command()
@click.argument("contest")
@click.argument("number", type=int)
@with_app
def recount(contest: str, number: int) -> None:
    """Count every standing of a round anew from its attempts."""
    with db.transaction() as session:
        found = contest_by_slug(session, contest)
        round_ = round_by_number(session, contest_id=found.id, number=number)
        background.enqueue(
            session,
            kind="recount_standings",
            arguments={"round_id": round_.id},
            asked_by=None,
            now=now(),
        )
    click.echo(f"jobs done: {run_jobs.run()}")


@standings.command()
@click.argument("contest")
@click.argument("number", type=int)
@with_app
def verify(contest: str, number: int) -> None:
    """Compare every stored standing with its attempts; exit 1 if one differs."""
    session = db.session()
    found = contest_by_slug(session, contest)
    round_ = round_by_number(session, contest_id=found.id, number=number)
    wrong = list(differences(session, round_=round_))
    for one in wrong:
        click.echo(f"entry {one.entry_id}: its standing isn't what its attempts say")
    click.echo(f"standings that differ: {len(wrong)}")
    if wrong:
        raise SystemExit(1)
