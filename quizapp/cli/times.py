"""Time given back: to everybody, to one unit's branch, or to one person."""

import getpass
import secrets
from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.orm import Session

from quizapp.accounts.rules import canonical_phone
from quizapp.attempts.queries import ledger
from quizapp.attempts.service import Scope, give_outage, give_time, undo_time
from quizapp.audit.service import Act
from quizapp.cli.context import with_app
from quizapp.contests.models import Round
from quizapp.contests.queries import contest_by_slug, round_by_number
from quizapp.entries.queries import entries_of_phone, only_entry
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now
from quizapp.tallies.rules import read_as_of
from quizapp.units.queries import unit_by_code


@click.group()
def time() -> None:
    """Time given back to attempts: give, outage, undo, list."""


WINDOW = (
    click.option("--from", "from_", metavar="INSTANT", required=True),
    click.option("--to", metavar="INSTANT", required=True),
    click.option("--reason", required=True, help="Written into the audit log."),
)


def over_a_window(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a window and a reason."""
    for option in reversed(WINDOW):
        command = option(command)
    return command


@time.command()
@click.argument("contest")
@click.argument("number", type=int)
@click.option("--seconds", type=int, required=True, help="How much each attempt gets.")
@over_a_window
@click.option("--unit", metavar="TREE/CODE", help="Only to this unit's branch.")
@click.option("--phone", help="Only to the person who entered with this phone.")
@with_app
def give(contest: str, number: int, seconds: int, **options: Any) -> None:
    """Give seconds to every attempt that ran at some time between two instants."""
    with db.transaction() as session:
        round_ = round_of(session, contest, number)
        grant = give_time(
            session,
            round_=round_,
            seconds=seconds,
            from_at=read_as_of(options["from_"]),
            to_at=read_as_of(options["to"]),
            act=act(options["reason"]),
            now=now(),
            scope=scope_of(session, round_, options["unit"], options["phone"]),
        )
        click.echo(f"grant {grant.id}: {seconds} s")


@time.command()
@click.argument("contest")
@click.argument("number", type=int)
@over_a_window
@click.option("--unit", metavar="TREE/CODE", help="Only to this unit's branch.")
@with_app
def outage(contest: str, number: int, **options: Any) -> None:
    """Give a whole outage back to everybody it hit, also to who has handed in."""
    with db.transaction() as session:
        round_ = round_of(session, contest, number)
        grant = give_outage(
            session,
            round_=round_,
            from_at=read_as_of(options["from_"]),
            to_at=read_as_of(options["to"]),
            act=act(options["reason"]),
            now=now(),
            scope=scope_of(session, round_, options["unit"], None),
        )
        click.echo(f"grant {grant.id}: {grant.seconds} s")


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
    round_ = round_of(session, contest, number)
    for one in ledger(session, round_id=round_.id):
        click.echo(
            f"{one.id}  {one.kind}  {one.seconds} s  {one.from_at.isoformat()} –"
            f" {one.to_at.isoformat()}"
        )


def round_of(session: Session, slug: str, number: int) -> Round:
    """Return a round by the contest's name in its address and its own number."""
    contest = contest_by_slug(session, slug)
    return round_by_number(session, contest_id=contest.id, number=number)


def scope_of(
    session: Session, round_: Round, unit: str | None, phone: str | None
) -> Scope:
    """Return to whom time is given.

    Raises:
        NotFoundError: no such unit, or nobody of this phone has entered.
        ConflictError: several people entered with one phone.
    """
    if phone is not None:
        entries = entries_of_phone(
            session, contest_id=round_.contest_id, phone=canonical_phone(phone)
        )
        return Scope(entry_id=only_entry(entries).id)
    if unit is None:
        return Scope()
    tree, _, code = unit.partition("/")
    chosen = unit_by_code(session, tree=tree, code=code or None)
    if chosen is None:
        raise NotFoundError("There is no such unit.")
    return Scope(unit_id=chosen.id)


def act(reason: str) -> Act:
    """Return who acts: the user of this machine."""
    return Act(
        actor=f"command:{getpass.getuser()}",
        reason=reason,
        salt=secrets.token_bytes(16),
    )
