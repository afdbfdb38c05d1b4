"""Drafts of question banks: the same steps as on the web, by the same services."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from quizapp.accounts.queries import roles_of, staff_by_name
from quizapp.audit.service import Act
from quizapp.banks import queries, service
from quizapp.banks.files import read_bank
from quizapp.banks.models import BankDraft
from quizapp.banks.rules import Difference, difference
from quizapp.cli.context import with_app
from quizapp.cli.words import FILES, read_all
from quizapp.contests.queries import needs_second_reader
from quizapp.contests.service import follow_bank
from quizapp.errors import NotAllowedError, NotFoundError
from quizapp.extensions import db, now

WRITERS = ("organizer", "admin", "editor")
BOARD = (*WRITERS, "second_reader")

AS = click.option(
    "--as", "username", metavar="USERNAME", required=True, help="Who of the staff acts."
)


@click.group()
def draft() -> None:
    """Drafts of question banks: write, read, publish."""


@draft.command()
@FILES
@AS
@with_app
def take(files: tuple[Path, ...], username: str) -> None:
    """Make files what the drafts of their banks say, all of them or none."""
    banks = read_all(files, read_bank)
    with db.transaction() as session:
        who = act(session, username, WRITERS)
        for file in banks:
            found = service.take_in(session, bank=file.bank, act=who, now=now())
            click.echo(f"{file.bank.id}  draft, revision {found.revision}")


@draft.command()
@click.argument("bank")
@with_app
def show(bank: str) -> None:
    """Show what a draft says otherwise, and what was said of it."""
    session = db.session()
    found = open_draft(session, bank)
    click.echo(f"{bank}  draft, revision {found.revision}")
    for line in lines_of(difference_of(session, found)):
        click.echo(f"  {line}")
    for one in queries.readings_of(session, draft_id=found.id):
        click.echo(f"  {one.verdict} by {one.by}, revision {one.revision}  {one.note}")
    for said in queries.comments_on(session, bank_id=found.bank_id):
        mark = "settled" if said.settled_at else f"comment {said.id}"
        click.echo(f"  {mark}  {said.item}  {said.by}: {said.text}")


@draft.command()
@click.argument("bank")
@AS
@click.option("--note", default="", help="Something to be noted with it.")
@with_app
def approve(bank: str, username: str, note: str) -> None:
    """Say as a second reader that a draft can be published."""
    read(bank, username, "approved", note)


@draft.command("return")
@click.argument("bank")
@click.argument("note")
@AS
@with_app
def return_(bank: str, note: str, username: str) -> None:
    """Send a draft back to its writers."""
    read(bank, username, "returned", note)


@draft.command()
@click.argument("bank")
@AS
@click.option("--reason", default="", help="Needed where right answers are corrected.")
@with_app
def publish(bank: str, username: str, reason: str) -> None:
    """Publish a draft; coming rounds draw from the new version."""
    with db.transaction() as session:
        found = open_draft(session, bank)
        imported = service.publish(
            session,
            draft_id=found.id,
            revision=found.revision,
            needs_reader=needs_second_reader(session, slug=bank, now=now()),
            act=act(session, username, WRITERS, reason),
            now=now(),
        )
        contests = follow_bank(session, slug=bank, now=now())
        click.echo(f"{bank}  published: version {imported.version.number}")
        for contest in contests:
            click.echo(f"  {contest.slug}  follows")


@draft.command()
@click.argument("bank")
@click.argument("item")
@AS
@click.option("--replaced-by", metavar="ITEM", help="The item in its place.")
@with_app
def retire(bank: str, item: str, username: str, replaced_by: str | None) -> None:
    """Retire an item: no paper that is still to come draws it."""
    with db.transaction() as session:
        who = act(session, username, WRITERS)
        found = service.begin_draft(session, slug=bank, act=who, now=now())
        items = {one.id: one for one in queries.parsed_draft(found).items}
        if item not in items or (replaced_by and replaced_by not in items):
            raise NotFoundError("There is no such question.")
        changed = items[item].model_copy(
            update={"retired": True, "replaced_by": replaced_by}
        )
        service.change_item(
            session,
            draft_id=found.id,
            item_id=item,
            known=service.told(items[item]),
            item=changed,
            act=who,
            now=now(),
        )
        click.echo(f"{bank}  draft, revision {found.revision}: {item} retired")


@draft.command()
@click.argument("bank")
@click.argument("item")
@click.argument("text")
@AS
@with_app
def comment(bank: str, item: str, text: str, username: str) -> None:
    """Say something about an item."""
    with db.transaction() as session:
        row = queries.bank_named(session, bank)
        found = service.comment(
            session,
            bank_id=row.id,
            item=item,
            text=text,
            act=act(session, username, BOARD),
            now=now(),
        )
        click.echo(f"comment {found.id}")


@draft.command()
@click.argument("bank")
@click.argument("item", required=False)
@with_app
def history(bank: str, item: str | None) -> None:
    """List who changed what, in a bank or in one item of it, the newest first."""
    session = db.session()
    row = queries.bank_named(session, bank)
    for one in queries.changes_of(session, bank_id=row.id, item=item):
        what = "added" if one.before is None else "changed"
        what = "taken out" if one.after is None else what
        name = one.item or "the bank itself"
        click.echo(f"{one.at.isoformat()}  {one.by}  {name}  {what}")


@draft.command()
@click.argument("bank")
@AS
@with_app
def drop(bank: str, username: str) -> None:
    """Give a draft up; what was published stays."""
    with db.transaction() as session:
        found = open_draft(session, bank)
        who = act(session, username, WRITERS)
        service.drop_draft(session, draft_id=found.id, act=who, now=now())
    click.echo(f"{bank}  draft given up")


def read(bank: str, username: str, verdict: Any, note: str) -> None:
    """Keep what a second reader says of a draft."""
    with db.transaction() as session:
        found = open_draft(session, bank)
        service.read_draft(
            session,
            draft_id=found.id,
            revision=found.revision,
            verdict=verdict,
            note=note,
            act=act(session, username, BOARD),
            now=now(),
        )
        click.echo(f"{bank}  {verdict}: revision {found.revision}")


def open_draft(session: Session, bank: str) -> BankDraft:
    """Return the open draft of a bank."""
    return queries.draft_of(session, bank_id=queries.bank_named(session, bank).id)


def difference_of(session: Session, found: BankDraft) -> Difference:
    """Return what a draft says otherwise than the version it began from."""
    base = found.base_version_id
    before = queries.parsed_version(session, base).bank if base is not None else None
    return difference(before, queries.parsed_draft(found))


def lines_of(found: Difference) -> list[str]:
    """Return a line for each thing that differs."""
    lines = [f"the bank itself: {name}" for name in found.head]
    for one in found.items:
        corrected = ", another answer is right" if one.is_key_corrected else ""
        fields = f" ({', '.join(one.fields)})" if one.fields else ""
        lines.append(f"{one.item}: {one.what.replace('_', ' ')}{fields}{corrected}")
    if found.is_reordered:
        lines.append("the items stand in another order")
    return lines


def act(
    session: Session, username: str, roles: tuple[str, ...], reason: str = ""
) -> Act:
    """Return an act of somebody of the staff who holds one of these roles.

    Raises:
        NotFoundError: nobody is called so.
        NotAllowedError: the role is missing.
    """
    account = staff_by_name(session, username=username)
    if account is None:
        raise NotFoundError("Nobody of the staff is called so.")
    grants = roles_of(session, account_id=account.id, now=now())
    if not any(grant.role in roles for grant in grants):
        raise NotAllowedError("The role for that is missing.")
    return Act.by(account.id, reason)
