"""``quizapp audit``: the record of what staff did."""

import click

from quizapp.audit import queries
from quizapp.cli.context import with_app
from quizapp.extensions import db


@click.group()
def audit() -> None:
    """The record of what staff did: show it, check its chain."""


@audit.command("list")
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=20,
    show_default=True,
    help="How many, newest first.",
)
@with_app
def list_(limit: int) -> None:
    """Show the newest entries."""
    for entry in queries.newest(db.session(), limit=limit):
        click.echo(
            f"{entry.position}  {entry.at.isoformat(timespec='seconds')}"
            f"  {entry.actor}  {entry.action}  {entry.subject}"
        )


@audit.command()
@click.option("--noted", metavar="HASH", help="A last hash that was noted before.")
@with_app
def verify(noted: str | None) -> None:
    """Recompute the whole chain; exit 1 if an entry was changed, moved or taken out.

    With --noted also if the chain no longer holds the entry of that hash.
    """
    found = queries.verification(db.session())
    click.echo(
        f"{found.entry_count} entries, {found.erased_count} texts erased,"
        f" last hash {found.head.hex()}"
    )
    if found.broken:
        places = ", ".join(map(str, found.broken[:10]))
        click.echo(f"Broken at: {places}", err=True)
        raise SystemExit(1)
    if noted:
        check_noted("".join(noted.split()))


def check_noted(typed: str) -> None:
    """Look for the entry of a noted hash; exit 1 if the chain doesn't hold it."""
    try:
        position = queries.position_of_hash(db.session(), bytes.fromhex(typed))
    except ValueError:
        raise click.BadParameter(
            "64 letters from a to f and digits are needed.", param_hint="--noted"
        ) from None
    if position is None:
        click.echo("No entry bears the noted hash.", err=True)
        raise SystemExit(1)
    click.echo(f"The noted hash is entry {position}: nothing up to it was changed.")
