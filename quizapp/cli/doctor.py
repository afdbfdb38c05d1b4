"""``quizapp doctor``: is everything as it should be, line by line."""

import subprocess
import sys
from collections.abc import Callable
from typing import cast

import click
from sqlalchemy import text
from sqlalchemy.orm import Session

from quizapp import schema
from quizapp.audit.service import ATTEMPTS, ways_to_change
from quizapp.cli.context import with_app
from quizapp.extensions import DATABASE_FAILED, cache, clock, db, settings

#: Run in a process of its own, patched first as gunicorn's workers are.
COOPERATIVE = """
from gevent import monkey; monkey.patch_all()
from psycopg import waiting
raise SystemExit(waiting.wait is getattr(waiting, "wait_c", None))
"""


class ProblemError(Exception):
    """One line of the report is red; the message says what to do."""


@click.command()
@with_app
def doctor() -> None:
    """Check settings, connections, clocks, schema; exit 1 if a line is red."""
    results = [report(title, check) for title, check in CHECKS]
    if not all(results):
        raise SystemExit(1)


def report(title: str, check: Callable[[], str]) -> bool:
    """Print one line, green or red."""
    try:
        found = check()
    except (ProblemError, *DATABASE_FAILED) as error:
        reason = str(error).splitlines()[0]
        click.echo(f"{click.style('red  ', fg='red')} {title}: {reason}")
        return False
    click.echo(f"{click.style('green', fg='green')} {title}: {found}")
    return True


def settings_found() -> str:
    """The settings were read, or the application would not have started."""
    way = "https" if settings().is_https else "http, for trying only"
    return f"{settings().public_url} ({way})"


def database_answers() -> str:
    """PostgreSQL answers, and is new enough."""
    version = cast("int", db.session().scalar(text("SHOW server_version_num")))
    if int(version) < 150_000:
        raise ProblemError("PostgreSQL 15 or newer is needed")
    return f"PostgreSQL {int(version) // 10_000} as {schema.role_of(settings().database_url)}"


def clocks_agree() -> str:
    """The database's clock and this machine's are close."""
    seconds = schema.clock_difference(db.session().connection(), now=clock().now())
    if abs(seconds) > schema.CLOCK_SECONDS:
        raise ProblemError(f"{seconds:+.1f} s to the database: set both by NTP")
    return f"{seconds * 1000:+.0f} ms to the database"


def schema_at_head() -> str:
    """The migrations have run."""
    found = schema.revision(db.session().connection())
    if found != schema.head():
        raise ProblemError(
            f"at {found or 'nothing'}, not {schema.head()}: quizapp migrate"
        )
    return f"at {found}"


def audit_is_protected() -> str:
    """The application's role can't change the record of staff: tried, and taken back."""
    return protection(db.session())


def protection(session: Session) -> str:
    """Say how often changing the record was tried by a session's role, in vain.

    Raises:
        ProblemError: it may.
    """
    found = ways_to_change(session, now=clock().now())
    if found:
        verbs = "; ".join(" ".join(one.split()[:3]) for one in found)
        raise ProblemError(
            f"this role may change it ({verbs}): run quizapp migrate with its owner"
        )
    return f"{len(ATTEMPTS)} ways to change it tried, all refused, and taken back"


def redis_answers() -> str:
    """Redis answers; without it boards are slower, not wrong."""
    if not settings().redis_url:
        return "not configured: boards come from PostgreSQL"
    if not cache().is_alive():
        raise ProblemError("no answer: boards come from PostgreSQL, slower")
    return "answers"


def waits_cooperatively() -> str:
    """Under gevent, waiting for PostgreSQL lets other requests go on."""
    done = subprocess.run([sys.executable, "-c", COOPERATIVE], check=False)  # noqa: S603  # a constant
    if done.returncode:
        raise ProblemError("psycopg blocks a whole web process: reinstall gevent")
    return "psycopg waits cooperatively"


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("settings", settings_found),
    ("database", database_answers),
    ("clock", clocks_agree),
    ("schema", schema_at_head),
    ("audit log", audit_is_protected),
    ("redis", redis_answers),
    ("gevent", waits_cooperatively),
)
