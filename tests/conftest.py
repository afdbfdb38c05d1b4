"""One PostgreSQL and one Valkey a run, a database a worker, a rolled-back test."""

import os
import tempfile
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import create_engine, make_url, pool, text
from sqlalchemy.orm import sessionmaker

from quizapp import local, schema
from quizapp.app import create_app
from quizapp.clock import FixedClock
from quizapp.extensions import db
from quizapp.settings import Settings
from quizapp.web.memo import Memo
from quizapp.web.site import Site

#: `make nightly` asks for many more random cases.
hypothesis.settings.register_profile("nightly", max_examples=10_000, deadline=None)
hypothesis.settings.register_profile("daily", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "daily"))

NOON = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
SECRET = "0123456789abcdef" * 4
SERVERS = "QUIZAPP_TEST_SERVERS"


def pytest_collection_modifyitems(items):
    """Leave what takes a night to `make nightly`."""
    if os.environ.get("HYPOTHESIS_PROFILE") == "nightly":
        return
    for item in items:
        if item.get_closest_marker("nightly"):
            item.add_marker(pytest.mark.skip(reason="by `make nightly`"))


def pytest_configure(config):
    """Start the servers once, in the process that the workers of xdist share."""
    if SERVERS in os.environ:
        return
    config.servers = stack = ExitStack()
    folder = Path(
        stack.enter_context(
            tempfile.TemporaryDirectory(
                prefix="quizapp-test-", ignore_cleanup_errors=True
            )
        )
    )
    folder.chmod(0o755)
    env = stack.enter_context(local.environment({}, folder, shared_cache=True))
    stack.callback(os.environ.pop, SERVERS)
    os.environ[SERVERS] = "|".join(
        [
            env["DATABASE_URL"],
            superuser_url(folder, env["DATABASE_URL"]),
            env["REDIS_URL"],
        ]
    )


def pytest_unconfigure(config):
    if hasattr(config, "servers"):
        config.servers.close()


def superuser_url(folder, url):
    password = local.kept_secrets(folder)[local.SUPERUSER]
    full = make_url(url).set(
        username=local.SUPERUSER, password=password, database="postgres"
    )
    return full.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def worker_id():
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def servers():
    """URLs: the application's role, a superuser, Redis."""
    return os.environ[SERVERS].split("|")


def make_database(servers, name):
    """Make an empty database and bring it to head; return URLs of role and owner."""
    application, superuser, _ = servers
    engine = create_engine(
        superuser, isolation_level="AUTOCOMMIT", poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" OWNER quizapp_owner'))
    engine.dispose()
    owner = make_url(superuser).set(database=name).render_as_string(hide_password=False)
    url = make_url(application).set(database=name).render_as_string(hide_password=False)
    schema.upgrade(owner, application_role=local.APPLICATION)
    return url, owner


@pytest.fixture(scope="session")
def database(servers, worker_id):
    """One database per worker, built by the migrations: URLs of role and owner."""
    return make_database(servers, f"quizapp_test_{worker_id}")


@pytest.fixture(scope="session")
def settings(database, servers, worker_id):
    """Settings of a test application; each worker has a Redis database of its own."""
    number = int("".join(filter(str.isdigit, worker_id)) or 0) % 16
    return Settings(
        secret_key=SECRET,
        database_url=database[0],
        database_owner_url=database[1],
        redis_url=f"{servers[2]}?db={number}",
        public_url="http://localhost",
    )


@pytest.fixture
def clock():
    return FixedClock(NOON)


@pytest.fixture(scope="session")
def wired_app(settings):
    app = create_app(settings)
    app.config.update(TESTING=True)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def connection(wired_app):
    """A connection whose outer transaction is rolled back after the test."""
    with wired_app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def make_session(connection):
    """Make sessions whose commit only releases a savepoint."""
    return sessionmaker(connection, join_transaction_mode="create_savepoint")


@pytest.fixture
def session(make_session):
    with make_session() as session:
        yield session


class SameConnection:
    """Stands in for who lends connections: a savepoint on the test's own one."""

    def __init__(self, connection):
        self._connection = connection
        self.engine = connection.engine
        self.execute = connection.execute
        self.scalar = connection.scalar
        self.scalars = connection.scalars

    @contextmanager
    def lend(self):
        with self._connection.begin_nested():
            yield self

    @contextmanager
    def transaction(self):
        with self._connection.begin_nested():
            yield


@pytest.fixture
def app(wired_app, clock, connection):
    """The application on the test's connection, its clock at noon."""
    with on_connection(wired_app, clock, connection) as found:
        yield found


@contextmanager
def on_connection(wired_app, clock, connection):
    """Let the application read and write on one connection, by one clock."""
    real_clock = wired_app.extensions["clock"]
    with wired_app.app_context():
        engines = db.engines
    real_engines = dict(engines)
    wired_app.extensions["clock"] = clock
    engines |= {None: connection}
    real_lender = wired_app.extensions["lender"]
    wired_app.extensions["lender"] = SameConnection(connection)
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    wired_app.extensions["site"] = (None, Site())
    wired_app.extensions["visitors"] = Memo(timedelta(0), most=1)  # nothing is kept
    wired_app.extensions["scenes"] = Memo(timedelta(0), most=1)
    wired_app.extensions["signed_in"].clear()
    yield wired_app
    wired_app.extensions["clock"] = real_clock
    wired_app.extensions["lender"] = real_lender
    engines |= real_engines


@pytest.fixture
def client(app):
    return app.test_client()
