"""A quizapp of its own in a temporary folder: servers, people, cookies, web and worker."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import create_engine, text

from quizapp import local, schema
from quizapp.app import create_app
from quizapp.clock import SystemClock
from quizapp.contests.files import read_rule_book
from quizapp.demo import loading
from quizapp.extensions import db
from quizapp.hashing import hashed
from quizapp.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
CLOCK = SystemClock()
PIN = "502468"
FIRST_PHONE = 970_000_000

#: What bare Flask writes to.
FLOOR_TABLE = "CREATE TABLE floor_rows (id bigserial PRIMARY KEY, value text)"

PEOPLE = text("""
    WITH made AS (
        INSERT INTO accounts (kind, full_name, sort_key, search_key, birth_year, phone,
            phone_place, unit_id, secret_hash, is_loopback_only, created_at)
        SELECT 'person', 'Nguyễn Thị Đo ' || n, 'do ' || n, 'nguyen thi do ' || n, 1980,
            '+84' || (CAST(:first AS bigint) + n), 1, :unit_id, :secret, false, :now
        FROM generate_series(0, :count - 1) n
        RETURNING id, phone
    ), entered AS (
        INSERT INTO entries (contest_id, account_id, unit_id, is_name_shown, created_at,
            completed_at)
        SELECT :contest_id, id, :unit_id, true, :now, :now FROM made
        RETURNING account_id, id
    ), signed_in AS (
        INSERT INTO sign_in_sessions (account_id, token_hash, created_at, expires_at)
        SELECT id, sha256(convert_to(:salt || id, 'UTF8')), :now,
            CAST(:now AS timestamptz) + interval '2 days'
        FROM made
    )
    SELECT made.id, made.phone, entered.id AS entry_id
    FROM made JOIN entered ON entered.account_id = made.id ORDER BY made.id
""")


@dataclass(frozen=True)
class Person:
    """Somebody who has entered, and a cookie of a device on which she is signed in."""

    account_id: int
    entry_id: int
    phone: str
    token: str


@dataclass
class Site:
    """A running quizapp."""

    env: dict[str, str]
    app: Flask
    port: int
    slug: str
    round_id: int
    round_number: int
    people: list[Person]
    folder: Path
    #: Processes by name: ``web``, ``worker``, ``floors``.
    processes: dict[str, "subprocess.Popen[bytes]"]

    @property
    def address(self) -> tuple[str, int]:
        """Return where it listens."""
        return "127.0.0.1", self.port

    @property
    def contest_path(self) -> str:
        """Return the address of the contest's page."""
        return f"/contests/{self.slug}"

    @property
    def round_path(self) -> str:
        """Return the address of the round's page."""
        return f"{self.contest_path}/rounds/{self.round_number}"

    def cookie(self, person: Person, leases: dict[str, int] | None = None) -> str:
        """Return the cookie of a device on which a person is signed in."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)
        value = serializer.dumps(
            {
                "_user_id": person.token,
                "_fresh": True,
                "csrf_token": "0" * 40,
                "leases": leases or {},
            }
        )
        device = sha256(person.token.encode()).hexdigest()[:32]
        name = self.app.config["SESSION_COOKIE_NAME"]
        return f"{name}={value}; {self.app.extensions['device_cookie']}={device}"

    def form_token(self) -> str:
        """Return the token that forms carry, for any of these cookies."""
        with self.app.test_request_context():
            session["csrf_token"] = "0" * 40
            g.pop("csrf_token", None)
            return str(generate_csrf())

    def postgresql_pid(self) -> int:
        """Return the process id of the database server."""
        return int(
            (self.folder / "postgresql" / "postmaster.pid").read_text().split()[0]
        )


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(*, people: int, has_worker: bool = True) -> Iterator[Site]:
    """Run a quizapp with an open round and so many people who have entered it."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="quizapp-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        own = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
        }
        env = stack.enter_context(local.environment(own, folder, shared_cache=True))
        schema.upgrade(
            env["DATABASE_OWNER_URL"],
            application_role=schema.role_of(env["DATABASE_URL"]),
        )
        make_floor(env)
        app = create_app(Settings.from_env(env))
        port = free_port()
        env["PUBLIC_URL"] = f"http://127.0.0.1:{port}"
        with app.app_context():
            slug, round_id, number, made = load(people)
        site = Site(env, app, port, slug, round_id, number, made, folder, {})
        stack.callback(stop_all, site)
        start_web(site)
        if has_worker:
            site.processes["worker"] = spawn(env, "-m", "quizapp.app", "worker")
        wait_for(site.address, "/healthz")
        yield site


def load(people: int) -> tuple[str, int, int, list[Person]]:
    """Load the contest of the demo without a limit of attempts, and people."""
    now = CLOCK.now()
    book = loading.dated(read_rule_book(loading.RULE_BOOK).book, now)
    free = book.attempts.model_copy(update={"limit": None, "per": None})
    book = book.model_copy(update={"attempts": free})
    with db.transaction() as tx:
        place = loading.prepare(tx, book, now)
        round_ = place.rounds[2]
        salt = secrets.token_hex(16)
        rows = tx.execute(
            PEOPLE,
            {
                "first": FIRST_PHONE,
                "count": people,
                "unit_id": place.communes[0].id,
                "contest_id": place.contest.id,
                "secret": hashed(PIN),
                "salt": salt,
                "now": now,
            },
        )
        made = [
            Person(row.id, row.entry_id, row.phone, f"{salt}{row.id}") for row in rows
        ]
        return place.contest.slug, round_.id, round_.number, made


def make_floor(env: dict[str, str]) -> None:
    """Make the table that bare Flask writes to."""
    engine = create_engine(env["DATABASE_OWNER_URL"])
    with engine.begin() as connection:
        connection.execute(text(FLOOR_TABLE))
        role = schema.role_of(env["DATABASE_URL"])
        connection.execute(text(f'GRANT ALL ON floor_rows TO "{role}"'))
        connection.execute(text(f'GRANT ALL ON SEQUENCE floor_rows_id_seq TO "{role}"'))
    engine.dispose()


def start_web(site: Site) -> None:
    """Start the web server as it runs for people."""
    bound = f"127.0.0.1:{site.port}"
    site.processes["web"] = spawn(
        site.env, "-m", "gunicorn", "--bind", bound, "--workers", str(WORKERS)
    )


def start_floors(site: Site) -> tuple[str, int]:
    """Start bare Flask under the same gunicorn; return where it listens."""
    port = free_port()
    arguments = ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    site.processes["floors"] = spawn(
        site.env, "-m", "gunicorn", *arguments, "benchmarks.floors:app"
    )
    wait_for(("127.0.0.1", port), "/hello")
    return "127.0.0.1", port


def spawn(env: dict[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    """Start Python beside us, in a process group of its own."""
    return subprocess.Popen(  # noqa: S603  # our own commands
        [sys.executable, *arguments], env=env, cwd=ROOT, start_new_session=True
    )


def wait_for(address: tuple[str, int], path: str, *, seconds: float = 60) -> float:
    """Wait until a server answers; return how long it took.

    Raises:
        TimeoutError: it didn't.
    """
    began = time.monotonic()
    request = f"GET {path} HTTP/1.0\r\nHost: {address[0]}:{address[1]}\r\n\r\n".encode()
    while time.monotonic() - began < seconds:
        with suppress(OSError), socket.create_connection(address, timeout=2) as line:
            line.sendall(request)
            if b" 200 " in line.recv(100):
                return time.monotonic() - began
        CLOCK.sleep(0.1)
    raise TimeoutError(f"{address} does not answer.")


def stop_all(site: Site) -> None:
    """End every process that was started here."""
    for process in site.processes.values():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    for process in site.processes.values():
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
