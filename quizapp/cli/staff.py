"""Staff: organizers, judges and others who sign in by name and password."""

import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import click

from quizapp.accounts import service
from quizapp.accounts.models import Account, RoleGrant
from quizapp.accounts.queries import all_staff, grants_of, staff_by_name, unit_names
from quizapp.accounts.rules import RESET_CODE_DIGITS, canonical_phone, check_password
from quizapp.accounts.rules.roles import BY_KEY, STAFF_ROLES, term
from quizapp.accounts.service import (
    Reach,
    add_staff,
    grant_role,
    reset_second_factor,
    revoke_role,
)
from quizapp.audit.service import Act
from quizapp.cli.context import with_app
from quizapp.cli.words import say
from quizapp.contests.queries import all_contests, contest_by_slug
from quizapp.contests.rules import Sentence
from quizapp.entries.service import bar_insiders
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now, settings
from quizapp.hashing import hashed
from quizapp.units.queries import unit_by_code

F = TypeVar("F", bound=Callable[..., Any])
DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])

ROLE = click.option("--role", type=click.Choice(STAFF_ROLES), required=True)
REASON = click.option("--reason", default="", help="Stands in the record.")


@dataclass(frozen=True)
class Given:
    """Where and for which days a role is given on the command line."""

    contest: str | None
    first_day: date | None
    last_day: date | None

    def reach(self) -> Reach:
        """Return where and when it holds.

        Raises:
            NotFoundError: there is no such contest.
            InvalidError: the days can't be.
        """
        starts_at, ends_at = term(self.first_day, self.last_day, now=now())
        contest_id = (
            contest_by_slug(db.session(), self.contest).id if self.contest else None
        )
        return Reach(contest_id, None, starts_at, ends_at)


def held_where_and_when(command: F) -> F:
    """Add the options that say where and for which days a role holds."""
    for option in (
        click.option("--until", type=DAY, help="Last day, counted wholly."),
        click.option("--from", "from_", type=DAY, help="First day; now without it."),
        click.option("--contest", metavar="SLUG", help="Only in this contest."),
    ):
        command = option(command)
    return command


def given(contest: str | None, from_: datetime | None, until: datetime | None) -> Given:
    """Return what the options say."""
    return Given(
        contest, from_.date() if from_ else None, until.date() if until else None
    )


@click.group()
def staff() -> None:
    """Organizers, judges and admins: accounts, second factors, roles for contests and days."""


@staff.command()
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Full name.")
@ROLE
@held_where_and_when
@click.option("--phone", help="Contact phone: who runs a contest can't enter it.")
@click.option(
    "--password-from-stdin", is_flag=True, help="Read it instead of making one."
)
@with_app
def add(
    username: str,
    full_name: str,
    role: str,
    *,
    phone: str | None,
    password_from_stdin: bool,
    **where: Any,
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
            contact_phone=canonical_phone(phone) if phone else None,
            secret_hash=secret_hash,
            act=server(),
            now=now(),
        )
        give(account, role, given(**where))
    click.echo(f"{username}  {role}  {where['contest'] or 'every contest'}")
    if not password_from_stdin:
        click.echo(f"password: {password}")


@staff.command("list")
@click.option("--all", "all_", is_flag=True, help="Roles that have ended, too.")
@with_app
def list_(*, all_: bool) -> None:
    """List the staff with the roles that they hold or will hold, where and until when."""
    session = db.session()
    accounts = all_staff(session)
    contests = {one.id: one.slug for one in all_contests(session)}
    grants = grants_of(session, [one.id for one in accounts])
    units = unit_names(session, {one.unit_id for one in grants if one.unit_id})
    for account in accounts:
        held = [
            told(one, contests.get(one.contest_id or 0) or units.get(one.unit_id or 0))
            for one in grants
            if one.account_id == account.id and (all_ or not is_over(one))
        ]
        state = "  (disabled)" if account.disabled_at else ""
        click.echo(
            f"{account.username}  {account.full_name}{state}  {', '.join(held) or '–'}"
        )


@staff.command()
@click.argument("username")
@ROLE
@held_where_and_when
@REASON
@with_app
def grant(username: str, role: str, *, reason: str, **where: Any) -> None:
    """Give somebody one more role."""
    with db.transaction():
        made = give(known(username), role, given(**where), reason)
        click.echo(f"{username}  {told(made, where['contest'])}")


@staff.command()
@click.argument("grant_id", metavar="GRANT", type=click.IntRange(1, 2**63 - 1))
@REASON
@with_app
def revoke(grant_id: int, reason: str) -> None:
    """End a role now; `staff list` shows its number."""
    with db.transaction() as session:
        ended = revoke_role(
            session,
            grant_id=grant_id,
            salt=secrets.token_bytes(16),
            reason=reason,
            now=now(),
        )
        bar_insiders(session, contest_id=None, key=settings().secret_key, now=now())
        click.echo(f"grant {ended.id} ended: {ended.role}")


@staff.command()
@click.argument("username")
@REASON
@with_app
def disable(username: str, reason: str) -> None:
    """Put an account out of use, and sign its devices out."""
    with db.transaction() as session:
        account = known(username)
        service.disable_account(session, account=account, act=server(reason), now=now())
    click.echo(f"{username}  disabled")


@staff.command()
@click.argument("username")
@REASON
@with_app
def enable(username: str, reason: str) -> None:
    """Put an account back into use."""
    with db.transaction() as session:
        account = known(username)
        service.enable_account(session, account=account, act=server(reason), now=now())
    click.echo(f"{username}  enabled")


@staff.command()
@click.argument("username")
@with_app
def code(username: str) -> None:
    """Issue a code by which somebody chooses her password: once, within 10 minutes."""
    made = f"{secrets.randbelow(10**RESET_CODE_DIGITS):0{RESET_CODE_DIGITS}}"
    with db.transaction() as session:
        service.issue_password_code(
            session, account=known(username), code=made, act=server(), now=now()
        )
    click.echo(f"code: {made}  to be typed at /staff/password")


@staff.command()
@with_app
def roles() -> None:
    """Print what each role is for and which pages it opens, as docs/roles.md has it."""
    from quizapp.cli.role_table import document  # noqa: PLC0415  # read when asked for

    click.echo(document(), nl=False)


def server(reason: str = "") -> Act:
    """Return who acts on the command line."""
    return Act("command", reason, secrets.token_bytes(16))


@staff.command("reset-second-factor")
@click.argument("username")
@with_app
def reset_factor(username: str) -> None:
    """Take a lost second factor away; a new one is set up at the next signing in.

    All devices are signed out. Make sure by another way who asks for it.
    """
    with db.transaction() as session:
        reset_second_factor(session, account=known(username), act=server(), now=now())
    click.echo(f"{username}  second factor reset")


def known(username: str) -> Account:
    """Return somebody of the staff, in use or not.

    Raises:
        NotFoundError: there is nobody of that name.
    """
    session = db.session()
    account = staff_by_name(session, username=username)
    if account is None:
        others = [one for one in all_staff(session) if one.username == username]
        account = others[0] if others else None
    if account is None:
        raise NotFoundError("There is no such person.")
    return account


def give(account: Account, role: str, where: Given, reason: str = "") -> RoleGrant:
    """Grant a role, in one contest or everywhere, for days or without an end."""
    session = db.session()
    grant = grant_role(
        session,
        account=account,
        role=role,
        reach=where.reach(),
        salt=secrets.token_bytes(16),
        reason=reason,
        now=now(),
    )
    bar_insiders(session, contest_id=None, key=settings().secret_key, now=now())
    return grant


def told(grant: RoleGrant, where: str | None) -> str:
    """Return a grant in a few words: its role, place, days and number."""
    words = [
        say(Sentence(BY_KEY[grant.role].label, {})),
        f"[{grant.role}]",
        where or "everywhere",
    ]
    if grant.starts_at > now():
        words.append(f"from {grant.starts_at:%Y-%m-%d %H:%M} UTC")
    if grant.ends_at is not None:
        words.append(f"until {grant.ends_at:%Y-%m-%d %H:%M} UTC")
    return " ".join([*words, f"(grant {grant.id})"])


def is_over(grant: RoleGrant) -> bool:
    """Tell whether a role has ended."""
    ends_at = grant.ends_at
    return ends_at is not None and ends_at <= max(now(), grant.starts_at)


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
