"""Which banks are offered for practice."""

import getpass
import secrets

import click

from quizapp.audit.service import Act
from quizapp.cli.context import with_app
from quizapp.errors import InvalidError
from quizapp.extensions import db, now
from quizapp.practice.service import offer_bank, withdraw_bank


@click.command()
@click.argument("slug")
@click.option("--offer/--withdraw", "is_offer", default=None, help="Which of both.")
@click.option(
    "--title", default="", help="As people are shown it; else the bank's own."
)
@click.option(
    "--tag",
    "tags",
    metavar="TAG=NAME",
    multiple=True,
    help="How a tag is shown. Given once, the names of all tags are given anew.",
)
@with_app
def practice(
    slug: str,
    is_offer: bool | None,  # noqa: FBT001  # click hands it over
    title: str,
    tags: tuple[str, ...],
) -> None:
    """Offer a bank for practice, or withdraw it.

    Questions that an open or coming round can draw stay out of it by themselves.
    """
    if is_offer is None:
        raise click.UsageError("Say --offer or --withdraw.")
    act = Act(f"command:{getpass.getuser()}", "", secrets.token_bytes(16))
    with db.transaction() as session:
        if is_offer:
            names = dict(map(named, tags)) if tags else None
            offer = offer_bank(
                session, slug=slug, title=title, tag_names=names, act=act, now=now()
            )
            click.echo(f"{slug}  offered: {offer.title}")
        else:
            withdraw_bank(session, slug=slug, act=act, now=now())
            click.echo(f"{slug}  withdrawn")


def named(text: str) -> tuple[str, str]:
    """Return a tag and its name.

    Raises:
        InvalidError: it isn't written as ``TAG=NAME``.
    """
    tag, sign, name = text.partition("=")
    if not sign:
        raise InvalidError("“%(text)s” isn't written as TAG=NAME.", text=text)
    return tag.strip(), name
