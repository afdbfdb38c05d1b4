"""A database for each module of races, since what they commit stays."""

import pytest
from sqlalchemy import create_engine, pool, text
from sqlalchemy.orm import sessionmaker

from tests.conftest import make_database
from tests.races.arena import THREADS

#: Whoever waits for ever fails, instead of holding up the run.
PATIENCE = "-c lock_timeout=20s"


@pytest.fixture(scope="module")
def own_database(servers, worker_id, request):
    """URLs of role and owner."""
    module = request.module.__name__.rpartition(".")[2]
    return make_database(servers, f"quizapp_{module}_{worker_id}")


@pytest.fixture(scope="module")
def engine(own_database):
    engine = create_engine(
        own_database[0], pool_size=THREADS + 4, connect_args={"options": PATIENCE}
    )
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine, own_database):
    """Make sessions; no attempt is left for the sweepers of the next test."""
    yield sessionmaker(engine, expire_on_commit=False)
    owner = create_engine(own_database[1], poolclass=pool.NullPool)
    with owner.begin() as connection:
        connection.execute(text("TRUNCATE attempts CASCADE"))
