"""People: find them, help them back in, make them officers of a unit, erase them."""

import secrets
from dataclasses import replace
from datetime import datetime

import click

from quizapp.accounts.models import Account
from quizapp.accounts.queries import grants_of, people_of_phone, unit_names
from quizapp.accounts.rules import (
    RESET_CODE_DIGITS,
    canonical_phone,
    masked_phone,
)
from quizapp.accounts.rules.roles import term
from quizapp.accounts.service import grant_role, issue_reset_code
from quizapp.audit.service import Act
from quizapp.cli.context import with_app
from quizapp.cli.staff import DAY, told, unit_reach
from quizapp.errors import NotFoundError
from quizapp.extensions import db, now
from quizapp.jobs.keep_to_retention import means
from quizapp.privacy.service import erase as erase_person

PLACE = click.option(
    "--place", default=1, show_default=True, help="Which of the people of this phone."
)


@click.group()
def person() -> None:
    """People who sign in by phone: find, reset codes, unit officers, erasing."""


@person.command()
@click.argument("phone")
@with_app
def find(phone: str) -> None:
    """List the people of a phone."""
    session = db.session()
    people = people_of_phone(session, phone=canonical_phone(phone))
    for one in people:
        click.echo(
            f"{one.phone_place}  {one.full_name}  {one.birth_year}"
            f"  {masked_phone(one.phone or '')}"
        )
        for grant in grants_of(session, [one.id]):
            units = unit_names(session, [grant.unit_id or 0])
            click.echo(f"   {told(grant, units.get(grant.unit_id or 0))}")
    if not people:
        raise NotFoundError("There is no such person.")


@person.command("reset-code")
@click.argument("phone")
@PLACE
@with_app
def reset_code(phone: str, place: int) -> None:
    """Issue a code with which a person chooses a new PIN: once, within 10 minutes."""
    code = f"{secrets.randbelow(10**RESET_CODE_DIGITS):0{RESET_CODE_DIGITS}}"
    with db.transaction() as session:
        issue_reset_code(
            session,
            person=known(phone, place),
            issuer_id=None,
            code=code,
            salt=secrets.token_bytes(16),
            now=now(),
        )
    click.echo(f"code: {code}")


@person.command()
@click.argument("phone")
@click.argument("unit", metavar="TREE/CODE")
@PLACE
@click.option("--from", "from_", type=DAY, help="First day; now without it.")
@click.option("--until", type=DAY, help="Last day, counted wholly.")
@with_app
def officer(
    phone: str, unit: str, place: int, from_: datetime | None, until: datetime | None
) -> None:
    """Make a person the officer of a unit's branch; `staff revoke` ends it."""
    days = from_.date() if from_ else None, until.date() if until else None
    starts_at, ends_at = term(*days, now=now())
    with db.transaction() as session:
        grant = grant_role(
            session,
            account=known(phone, place),
            role="unit_officer",
            reach=replace(unit_reach(unit), starts_at=starts_at, ends_at=ends_at),
            salt=secrets.token_bytes(16),
            now=now(),
        )
        click.echo(f"grant {grant.id}: unit_officer of {unit}")


@person.command()
@click.argument("phone")
@PLACE
@click.option("--yes", is_flag=True, help="Don't ask before.")
@with_app
def erase(phone: str, place: int, *, yes: bool) -> None:
    """Erase a person's data for ever; figures stay, tied to nobody."""
    one = known(phone, place)
    if not yes:
        click.confirm(f"Erase {one.full_name} ({one.birth_year}) for ever?", abort=True)
    with db.transaction() as session:
        done = erase_person(
            session,
            account_id=one.id,
            act=Act("command", "", secrets.token_bytes(16)),
            means=means(),
            now=now(),
        )
    click.echo(f"erased: {done.entry_count} entries stay as facts of nobody")
    if done.until is not None:
        click.echo(f"the hash of the phone stays until {done.until.isoformat()}")


def known(phone: str, place: int) -> Account:
    """Return one of the people of a phone.

    Raises:
        NotFoundError: there is nobody there.
    """
    for one in people_of_phone(db.session(), phone=canonical_phone(phone)):
        if one.phone_place == place:
            return one
    raise NotFoundError("There is no such person.")
