"""Lists of members: take one in, print the cards of a unit."""

import getpass
import secrets
from pathlib import Path

import click

from quizapp.audit.service import Act
from quizapp.cli.context import with_app
from quizapp.contests.models import Contest
from quizapp.contests.queries import contest_by_slug
from quizapp.errors import ConflictError, FileFaultsError
from quizapp.extensions import db, now
from quizapp.jobs.member_lists import sheet_for
from quizapp.members import service
from quizapp.members.files import sheet_pdf
from quizapp.members.models import BASES
from quizapp.members.queries import unit_in_contest


@click.group()
def members() -> None:
    """Lists of members of a contest: take one in, print cards with codes."""


@members.command("import")
@click.argument("contest")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--basis", default="", help="On what phones and birth years are kept.")
@click.option(
    "--basis-kind",
    type=click.Choice(BASES),
    default="membership",
    show_default=True,
    help="Of which kind that basis is.",
)
@click.option("--unit", metavar="CODE", help="The unit of rows that name none.")
@click.option("--dry-run", is_flag=True, help="Say what it would come to, no more.")
@with_app
def import_(
    contest: str,
    file: Path,
    basis: str,
    basis_kind: str,
    unit: str | None,
    dry_run: bool,  # noqa: FBT001  # a flag
) -> None:
    """Take a list of members in, CSV or XLSX: all of it or nothing."""
    act = Act(f"command:{getpass.getuser()}", basis, secrets.token_bytes(16))
    with db.transaction() as session:
        found = contest_by_slug(session, contest)
        root_id = top_of(found)
        sent = service.Sent(
            source="command",
            name=str(file),
            content=file.read_bytes(),
            roots=[root_id],
            unit_id=unit_in_contest(session, root_id=root_id, code=unit)
            if unit
            else None,
            basis_kind=basis_kind if basis else "",
            basis_text=basis,
        )
        row = service.send(
            session, contest=found, sent=sent, act=act, now=now(), is_awaited=True
        )
        report = row.report or {}
        if report["fault_count"]:
            faults = service.found_in(session, row, now=now()).faults
            raise FileFaultsError(str(file), faults)
        if dry_run:
            session.rollback()
            click.echo(in_words("would be added", report))
            return
        taken = service.take_list(
            session, list_id=row.id, act=act, draw=secrets.randbelow, now=now()
        )
        click.echo(in_words("added", vars(taken)))


@members.command()
@click.argument("contest")
@click.argument("unit")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The PDF to write.",
)
@with_app
def sheet(contest: str, unit: str, out: Path) -> None:
    """Print the cards of a unit's branch: name, code and QR of each open place."""
    session = db.session()
    found = contest_by_slug(session, contest)
    unit_id = unit_in_contest(session, root_id=top_of(found), code=unit)
    made = sheet_for(session, contest_id=found.id, unit_id=unit_id)
    session.rollback()  # printing takes longer than a transaction may wait
    out.write_bytes(sheet_pdf(made))
    count = sum(len(one.cards) for one in made.units)
    click.echo(f"{out}  {count} cards, {len(made.units)} units")


def top_of(contest: Contest) -> int:
    """Return the unit whose branch takes part in a contest.

    Raises:
        ConflictError: none does.
    """
    if contest.unit_id is None:
        raise ConflictError("This contest asks for no unit, so it has no list.")
    return contest.unit_id


def in_words(added: str, counts: dict[str, int]) -> str:
    """Return what taking a list in came to."""
    return (
        f"{added} {counts['added']}, changed {counts['changed']},"
        f" there already {counts['there']}"
    )
