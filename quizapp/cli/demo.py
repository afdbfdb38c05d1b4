"""The demo: load it, tell who may sign in."""

import click
from rich.progress import Progress

from quizapp.accounts.rules import shown_phone
from quizapp.cli.context import with_app
from quizapp.demo import loading, staff
from quizapp.errors import ConflictError
from quizapp.extensions import db, now


@click.group()
def demo() -> None:
    """The demo contest: load it, list its accounts."""


@demo.command()
@click.option("--if-empty", is_flag=True, help="Do nothing if there is a contest.")
@click.option(
    "--people",
    type=click.IntRange(1, 100_000),
    default=300,
    show_default=True,
    help="Made-up people.",
)
@with_app
def load(people: int, *, if_empty: bool) -> None:
    """Load the demo into a database without contests."""
    if not loading.is_empty(db.session()):
        if if_empty:
            return
        raise ConflictError("There are contests already: the demo needs none.")
    with Progress(transient=True) as progress, db.transaction() as session:
        task = progress.add_task("Making up the demo contest", total=people)
        loading.load(
            session,
            people=people,
            now=now(),
            tell=lambda count: progress.update(task, completed=count),
        )
    click.echo(f"Demo contest loaded: {people} made-up people.")


@demo.command()
@with_app
def accounts() -> None:
    """List who may sign in to the demo; organizers and judges on this machine only."""
    if not loading.is_loaded(db.session()):
        return
    click.echo("Demo accounts (all but the member: on this machine only):")
    phone, officer = (
        shown_phone(one) for one in (staff.MEMBER_PHONE, staff.OFFICER_PHONE)
    )
    click.echo(f"  /sign-in        {phone}  PIN {staff.PIN}  member")
    click.echo(
        f"  /sign-in        {officer}  PIN {staff.PIN}  unit officer, with a list of members"
    )
    for one in staff.STAFF:
        click.echo(f"  /staff/sign-in  {one.username:12}  {staff.PASSWORD}  {one.role}")
