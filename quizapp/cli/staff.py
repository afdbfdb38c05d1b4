"""Staff: organizers, judges and others who sign in by name and password."""

import secrets
import sys

import click

from quizapp.accounts.models import Account
from quizapp.accounts.queries import all_staff, roles_of, staff_by_name
from quizapp.accounts.rules import check_password
from quizapp.accounts.service import Reach, add_staff, grant_role, revoke_role
from quizapp.cli.context import with_app
from quizapp.contests.queries import contest_by_slug
from quizapp.entries.service import bar_insiders
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now, settings
from quizapp.hashing import hashed
from quizapp.units.queries import unit_by_code

#: Roles that are held by staff; officers are people of their units.
STAFF_ROLES = ("admin", "organizer", "editor", "second_reader", "judge", "auditor")

ROLE = click.option("--role", type=click.Choice(STAFF_ROLES), required=True)
CONTEST = click.option("--contest", metavar="SLUG", help="Only in this contest.")


@click.group()
def staff() -> None:
    """Organizers, judges and admins: add, list, grant and revoke roles."""


@staff.command()
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Full name.")
@ROLE
@CONTEST
@click.option(
    "--password-from-stdin", is_flag=True, help="Read it instead of making one."
)
@with_app
def add(
    username: str,
    full_name: str,
    role: str,
    contest: str | None,
    *,
    password_from_stdin: bool,
) -> None:
    """Add somebody who signs in by name and password; a password is made and shown once."""
    password = secrets.token_urlsafe(12)
    if password_from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    secret_hash = hashed(check_password(password))
    with db.transaction() as session:
        account = add_staff(
            session,
            username=username,
            full_name=full_name,
            secret_hash=secret_hash,
            now=now(),
        )
        give(account, role, contest)
    click.echo(f"{username}  {role}  {contest or 'every contest'}")
    if not password_from_stdin:
        click.echo(f"password: {password}")


@staff.command("list")
@with_app
def list_() -> None:
    """List the staff with the roles that they hold now."""
    for account in all_staff(db.session()):
        grants = roles_of(db.session(), account_id=account.id, now=now())
        held = ", ".join(f"{grant.role} (grant {grant.id})" for grant in grants)
        click.echo(f"{account.username}  {account.full_name}  {held or '–'}")


@staff.command()
@click.argument("username")
@ROLE
@CONTEST
@with_app
def grant(username: str, role: str, contest: str | None) -> None:
    """Give somebody one more role from now on."""
    with db.transaction():
        give(known(username), role, contest)
    click.echo(f"{username}  {role}")


@staff.command()
@click.argument("grant_id", metavar="GRANT", type=int)
@with_app
def revoke(grant_id: int) -> None:
    """End a role now; `staff list` shows its number."""
    with db.transaction() as session:
        ended = revoke_role(
            session, grant_id=grant_id, salt=secrets.token_bytes(16), now=now()
        )
        bar_insiders(session, contest_id=None, key=settings().secret_key, now=now())
        click.echo(f"grant {ended.id} ended: {ended.role}")


def known(username: str) -> Account:
    """Return somebody of the staff.

    Raises:
        NotFoundError: there is nobody of that name.
    """
    account = staff_by_name(db.session(), username=username)
    if account is None:
        raise NotFoundError("There is no such person.")
    return account


def give(account: Account, role: str, contest: str | None) -> None:
    """Grant a role, in one contest or everywhere."""
    session = db.session()
    contest_id = contest_by_slug(session, contest).id if contest else None
    grant_role(
        session,
        account=account,
        role=role,
        reach=Reach(contest_id=contest_id),
        salt=secrets.token_bytes(16),
        now=now(),
    )
    bar_insiders(session, contest_id=None, key=settings().secret_key, now=now())


def unit_reach(text: str) -> Reach:
    """Return the reach of a unit written as tree/code.

    Raises:
        NotFoundError: there is no such unit.
    """
    tree, _, code = text.partition("/")
    unit = unit_by_code(db.session(), tree=tree, code=code or None)
    if unit is None:
        raise NotFoundError("There is no such unit.")
    return Reach(unit_id=unit.id)
