"""The schema of the database: bring it to head, and tell whether it is there.

The owner of the database migrates; the application's own role may read and write rows,
but neither change nor delete what the audit log holds.
"""

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, pool, text
from sqlalchemy.exc import OperationalError

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

#: Clocks that differ by more make times of one machine strange on another.
CLOCK_SECONDS = 1.0
#: Tables to which the application may only add.
ADD_ONLY = (
    "audit_entries",
    "responses",
    "consents",
    "time_grants",
    "replaced_marks",
    "bank_versions",
    "pictures",
    "entry_changes",
    "unit_events",
    "unit_changes",
    "unit_successions",
    "entry_moves",
    "recusals",
)
#: Tables whose rows may go, which a trigger guards, but never change.
NEVER_CHANGED = ("audit_texts",)


class UnreachableError(Exception):
    """The database can't be reached or signed in to; the message says so."""


def config(url: str) -> Config:
    """Return Alembic's configuration for one database."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    settings.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return settings


def head() -> str:
    """Return the revision that this code was written for."""
    return ScriptDirectory.from_config(config("")).get_current_head() or ""


def revision(connection: Connection) -> str:
    """Return the revision of a database; empty if it holds no schema."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(owner_url: str, *, application_role: str) -> None:
    """Bring the schema to head and give the application's role what it needs.

    Raises:
        UnreachableError: nothing was changed.
    """
    check_reachable(owner_url)
    command.upgrade(config(owner_url), "head")
    engine = create_engine(owner_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        grant(connection, application_role)
    engine.dispose()


def check_reachable(url: str) -> None:
    """Connect once.

    Raises:
        UnreachableError: says where and why, without the password.
    """
    engine = create_engine(
        url, poolclass=pool.NullPool, connect_args={"connect_timeout": 5}
    )
    try:
        engine.connect().close()
    except OperationalError as error:
        shown = make_url(url).render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[-1].strip(" .?")
        raise UnreachableError(
            f"DATABASE_URL can't be reached ({shown}): {reason}. Check host, port,"
            " user, password and database name."
        ) from error


def grant(connection: Connection, role: str) -> None:
    """Let the application's role work with rows; nothing to do if it is the owner."""
    if connection.scalar(text("SELECT current_user")) == role:
        return
    name = connection.dialect.identifier_preparer.quote_identifier(role)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(ADD_ONLY)} FROM {name}",
        f"REVOKE UPDATE, TRUNCATE ON {', '.join(NEVER_CHANGED)} FROM {name}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {name}",
    ):
        connection.execute(text(statement))


def role_of(url: str) -> str:
    """Return the role that a database URL signs in with."""
    return make_url(url).username or ""


def clock_difference(connection: Connection, *, now: datetime) -> float:
    """Return by how many seconds the database's clock is ahead of ours."""
    there: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return (there - now).total_seconds()
