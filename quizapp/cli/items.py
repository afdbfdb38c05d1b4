"""Statistics of items on the command line."""

import click

from quizapp.attempts.files import answer_in, sealed_in_words
from quizapp.attempts.queries import shown_items
from quizapp.attempts.rules import ShownItem, read
from quizapp.cli.context import commands, with_app
from quizapp.contests.queries import contest_by_slug, round_by_number
from quizapp.extensions import db, now
from quizapp.jobs import count_items, run_jobs
from quizapp.phrases import spoken

HEAD = "  asked  right%  best%  weakest%      D      r  half s  item"


@click.group()
def items() -> None:
    """Items of a round: what attempts tell of them."""


@items.command()
@click.argument("contest")
@click.argument("number", type=int)
@with_app
def statistics(contest: str, number: int) -> None:
    """Count the items of a round anew, and show those that no seal holds."""
    with db.transaction() as session:
        found = contest_by_slug(session, contest)
        round_ = round_by_number(session, contest_id=found.id, number=number)
        count_items.check_has_closed(round_.closes_at, now())
        count_items.ask(session, round_id=round_.id, asked_by=None, now=now())
    run_jobs.run()
    session = db.session()
    round_ = round_by_number(session, contest_id=found.id, number=number)
    shown = shown_items(session, round_, now=now())
    language = commands().language
    click.echo(f"attempts: {shown.present_count}")
    for one in shown.sealed:
        click.echo(spoken(*sealed_in_words(one.until, one.count), language=language))
    if shown.items:
        click.echo(HEAD)
    for item in shown.items:
        click.echo(line(item, language))


def line(one: ShownItem, language: str) -> str:
    """Return one line of the table."""
    figures = one.figures
    shares = (figures.difficulty, figures.upper_right, figures.lower_right)
    percents = ("–" if share is None else f"{share * 100:.1f}" for share in shares)
    decimals = (
        "–" if value is None else f"{value:.2f}"
        for value in (figures.index, figures.discrimination)
    )
    half = str(figures.quartiles[1]) if figures.quartiles else "–"
    right, best, weakest = percents
    index, discrimination = decimals
    text = (
        f"{figures.asked:>7}  {right:>6}  {best:>5}  {weakest:>8}  {index:>5}"
        f"  {discrimination:>5}  {half:>6}  {one.item.id}"
    )
    if figures.wrong_key is None:
        return text
    return f"{text}  ⚠ {answer_in(read(figures.wrong_key.words, one.item), language)}"
