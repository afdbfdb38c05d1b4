"""Tallies on the command line: participation by unit or by day, as a file."""

from pathlib import Path
from typing import Literal

import click

from quizapp.cli.context import commands, with_app
from quizapp.contests.queries import contest_by_slug, round_by_number
from quizapp.extensions import db, now
from quizapp.tallies import files, queries
from quizapp.tallies.rules import read_as_of


@click.command()
@click.argument("contest")
@click.option("--by", type=click.Choice(["unit", "day"]), default="unit")
@click.option("--level", type=click.IntRange(0, 20), help="Depth of units; 0: on top.")
@click.option("--round", "number", type=int, help="One round instead of all.")
@click.option(
    "--units",
    type=click.Choice(["then", "now"]),
    default="then",
    help="Units as at the time of each attempt, or as at the instant of the report.",
)
@click.option("--as-of", metavar="INSTANT", help="Such as “20:14 20/10/2026”.")
@click.option(
    "--format", "form", type=click.Choice(["csv", "xlsx", "json"]), default="csv"
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True
)
@with_app
def tally(
    contest: str,
    by: Literal["unit", "day"],
    level: int | None,
    number: int | None,
    units: Literal["then", "now"],
    as_of: str | None,
    form: str,
    output: Path,
) -> None:
    """Write who took part, by unit or by day, as of an instant, into a file.

    The same instant always gives the same bytes.
    """
    session = db.session()
    found = contest_by_slug(session, contest)
    round_id = None
    if number is not None:
        round_id = round_by_number(session, contest_id=found.id, number=number).id
    counted = queries.tally(
        session,
        contest_id=found.id,
        by=by,
        level=level,
        as_of=read_as_of(as_of) if as_of else None,
        round_id=round_id,
        units=units,
        now=now(),
    )
    output.write_bytes(files.written(counted, form, commands().language))
    click.echo(
        f"{output}: {len(counted.rows)} rows, as of"
        f" {counted.as_of.isoformat(timespec='seconds')}"
    )
