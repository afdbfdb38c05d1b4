"""Time given back after an outage: to everybody, or to one unit's branch."""

import getpass
import secrets

import click

from quizapp.attempts.queries import ledger
from quizapp.attempts.service import Act, Scope, give_time, undo_time
from quizapp.cli.context import with_app
from quizapp.contests.queries import contest_by_slug, round_by_number
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now
from quizapp.tallies.rules import read_as_of
from quizapp.units.queries import unit_by_code


@click.group()
def time() -> None:
    """Time given back to attempts that an outage hit: give, undo, list."""


@time.command()
@click.argument("contest")
@click.argument("number", type=int)
@click.option("--seconds", type=int, required=True, help="How much each attempt gets.")
@click.option("--from", "from_", metavar="INSTANT", required=True)
@click.option("--to", metavar="INSTANT", required=True)
@click.option("--unit", metavar="TREE/CODE", help="Only to this unit's branch.")
@click.option("--reason", required=True, help="Written into the audit log.")
@with_app
def give(
    contest: str,
    number: int,
    seconds: int,
    from_: str,
    to: str,
    unit: str | None,
    reason: str,
) -> None:
    """Give seconds to every attempt that ran at some time between two instants."""
    with db.transaction() as session:
        found = contest_by_slug(session, contest)
        scope = Scope()
        if unit is not None:
            tree, _, code = unit.partition("/")
            chosen = unit_by_code(session, tree=tree, code=code or None)
            if chosen is None:
                raise NotFoundError("There is no such unit.")
            scope = Scope(unit_id=chosen.id)
        grant = give_time(
            session,
            round_=round_by_number(session, contest_id=found.id, number=number),
            seconds=seconds,
            from_at=read_as_of(from_),
            to_at=read_as_of(to),
            act=act(reason),
            now=now(),
            scope=scope,
        )
        click.echo(f"grant {grant.id}: {seconds} s")


@time.command()
@click.argument("grant", type=int)
@click.option("--reason", required=True, help="Written into the audit log.")
@with_app
def undo(grant: int, reason: str) -> None:
    """Take back what a grant gave; no deadline is put before now."""
    with db.transaction() as session:
        undoing = undo_time(session, grant_id=grant, act=act(reason), now=now())
        click.echo(f"grant {undoing.id}: {undoing.seconds} s")


@time.command("list")
@click.argument("contest")
@click.argument("number", type=int)
@with_app
def list_(contest: str, number: int) -> None:
    """List the time that was given in a round."""
    session = db.session()
    found = contest_by_slug(session, contest)
    round_ = round_by_number(session, contest_id=found.id, number=number)
    for one in ledger(session, round_id=round_.id):
        click.echo(
            f"{one.id}  {one.seconds} s  {one.from_at.isoformat()} –"
            f" {one.to_at.isoformat()}"
        )


def act(reason: str) -> Act:
    """Return who acts: the user of this machine."""
    return Act(
        actor=f"command:{getpass.getuser()}",
        reason=reason,
        salt=secrets.token_bytes(16),
    )
