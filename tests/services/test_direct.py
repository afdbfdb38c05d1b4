"""Bare connections on a real PostgreSQL: rows, errors, transactions, and who is lent one."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import pytest
from sqlalchemy import column, create_engine, make_url, pool, select, text
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from quizapp.app import create_app
from quizapp.direct import ConnectionLostError, Lender
from quizapp.errors import ConflictError
from quizapp.extensions import CONNECT, db

PID = text("SELECT pg_backend_pid()")
COUNT = text("SELECT count(*) FROM notes")
WRITE = text("INSERT INTO notes (n) VALUES (:n)")
COUNTING = text("SELECT n FROM generate_series(1, :last) AS n ORDER BY n")
DIVIDE = text("SELECT 1 / (:n - :n)")
NOT_LONG = 0.05


@pytest.fixture
def engine(database):
    engine = create_engine(database[0], poolclass=pool.NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def lender(engine):
    lender = Lender(engine, CONNECT, most=2, wait_seconds=NOT_LONG)
    yield lender
    lender.close()


@pytest.fixture
def direct(lender):
    """A connection on which a table of its own can be written."""
    with lender.lend() as direct:
        direct.execute(text("CREATE TEMPORARY TABLE notes (n integer UNIQUE)"))
        yield direct


def backend(direct):
    return direct.scalar(PID)


def transact(direct, *works):
    """Do these in one transaction."""
    with direct.transaction():
        for work in works:
            work()


def writing(direct, n):
    return lambda: direct.execute(WRITE, {"n": n})


def failing(error):
    def work():
        raise error

    return work


def kill(servers, pid):
    """Let the server end a connection; come back when it is gone."""
    url = make_url(servers[1]).set(drivername="postgresql")
    whole = url.render_as_string(hide_password=False)
    with psycopg.connect(whole, autocommit=True) as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_rows_are_told_by_name_and_in_order(direct):
    answer = direct.execute(COUNTING, {"last": 3})
    assert [row.n for row in answer] == [1, 2, 3]


@pytest.mark.parametrize(("last", "rows"), [(0, []), (1, [(1,)]), (2, [(1,), (2,)])])
def test_all_rows_are_a_list(direct, last, rows):
    assert direct.execute(COUNTING, {"last": last}).all() == rows


def test_the_only_row_is_told(direct):
    assert direct.execute(COUNTING, {"last": 1}).one().n == 1
    assert direct.execute(COUNTING, {"last": 1}).one_or_none().n == 1


def test_no_row_is_none_or_an_error(direct):
    assert direct.execute(COUNTING, {"last": 0}).one_or_none() is None
    with pytest.raises(NoResultFound):
        direct.execute(COUNTING, {"last": 0}).one()


def test_several_rows_are_not_one(direct):
    for ask in ("one", "one_or_none"):
        with pytest.raises(MultipleResultsFound):
            getattr(direct.execute(COUNTING, {"last": 2}), ask)()


def test_first_values_are_told(direct):
    assert direct.scalar(COUNTING, {"last": 2}) == 1
    assert direct.scalar(COUNTING, {"last": 0}) is None
    assert direct.scalars(COUNTING, {"last": 3}) == [1, 2, 3]


def test_a_composed_statement_brings_its_values(direct):
    numbers = text("SELECT n FROM generate_series(1, 9) AS n").columns(column("n"))
    n = numbers.subquery().c.n
    statement = select(n).where(n > 5, n.in_([4, 6, 8])).order_by(n)

    assert direct.scalars(statement) == [6, 8]
    assert direct.execute(statement.limit(1)).one().n == 6


def test_a_statement_is_done_with_each_set_of_values(direct):
    direct.execute(WRITE, [{"n": 1}, {"n": 2}, {"n": 3}])
    assert direct.scalar(COUNT) == 3


def test_a_transaction_commits(direct):
    with direct.transaction():
        direct.execute(WRITE, {"n": 1})
        assert direct.scalar(COUNT) == 1
        direct.execute(WRITE, [{"n": 2}, {"n": 3}])

    assert direct.is_idle
    direct.connection.execute("ROLLBACK")
    assert direct.scalar(COUNT) == 3


def test_a_lock_is_held_until_the_end_of_the_transaction(engine, lender):
    lock = text("SELECT pg_advisory_xact_lock(7301)")
    held = text("SELECT count(*) FROM pg_locks WHERE objid = 7301 AND granted")
    with lender.lend() as one, lender.lend() as other:
        with one.transaction():
            one.execute(lock).all()
            assert other.scalar(held) == 1
        assert other.scalar(held) == 0


@pytest.mark.parametrize("error", [ConflictError("No."), KeyboardInterrupt()])
def test_an_error_of_our_own_undoes_everything(direct, error):
    counts = []
    works = [
        writing(direct, 1),
        lambda: counts.append(direct.scalar(COUNT)),
        writing(direct, 2),
        failing(error),
    ]
    with pytest.raises(type(error)):
        transact(direct, *works)

    assert counts == [1]
    assert direct.is_idle
    assert direct.scalar(COUNT) == 0


def test_a_statement_that_fails_undoes_everything(direct):
    with pytest.raises(psycopg.errors.DivisionByZero):
        transact(direct, writing(direct, 1), lambda: direct.scalar(DIVIDE, {"n": 1}))

    assert direct.is_idle
    assert direct.scalar(COUNT) == 0


def test_a_statement_that_nobody_waited_for_undoes_everything_if_it_fails(direct):
    twice = [writing(direct, n) for n in (1, 1)]
    with pytest.raises(psycopg.errors.UniqueViolation):
        transact(direct, *twice)

    assert direct.is_idle
    assert direct.scalar(COUNT) == 0


def test_one_of_several_sets_of_values_that_fails_undoes_everything(direct):
    with pytest.raises(psycopg.errors.UniqueViolation), direct.transaction():
        direct.execute(WRITE, [{"n": 1}, {"n": 1}])

    assert direct.scalar(COUNT) == 0


def test_a_transaction_that_failed_is_followed_by_one_that_commits(direct):
    with pytest.raises(psycopg.errors.DivisionByZero), direct.transaction():
        direct.scalar(DIVIDE, {"n": 1})
    with direct.transaction():
        direct.execute(WRITE, {"n": 1})

    assert direct.scalar(COUNT) == 1


def test_a_connection_is_lent_again(lender):
    pids = set()
    for _ in range(3):
        with lender.lend() as direct:
            pids.add(backend(direct))
    assert len(pids) == 1


def test_a_connection_that_the_server_closed_is_replaced(servers, lender):
    with lender.lend() as direct:
        gone = backend(direct)
    kill(servers, gone)

    with lender.lend() as direct:
        assert backend(direct) != gone


def test_a_connection_lost_within_a_statement_is_told(servers, lender):
    with lender.lend() as direct:
        kill(servers, backend(direct))
        with pytest.raises(ConnectionLostError):
            direct.execute(COUNTING, {"last": 1})


def test_a_connection_lost_while_the_server_works_is_told(servers, lender):
    with lender.lend() as direct, ThreadPoolExecutor(1) as threads:
        killing = threads.submit(kill, servers, backend(direct))
        with pytest.raises(ConnectionLostError):
            direct.scalar(text("SELECT pg_sleep(2)"))
        killing.result()


def test_a_connection_lost_in_a_transaction_is_told_and_replaced(servers, lender):
    with lender.lend() as direct:
        gone = backend(direct)
        works = [lambda: kill(servers, gone), lambda: backend(direct)]
        with pytest.raises(ConnectionLostError):
            transact(direct, lambda: backend(direct), *works)

    with lender.lend() as direct:
        assert backend(direct) != gone


def test_who_asks_while_all_are_lent_is_told_after_a_while(lender):
    with lender.lend(), lender.lend(), pytest.raises(PoolTimeoutError), lender.lend():
        pass


def test_what_was_given_back_can_be_lent_though_the_borrower_failed(lender):
    for _ in range(3):
        with pytest.raises(ConflictError), lender.lend(), lender.lend():
            raise ConflictError("No.")
    with lender.lend() as one, lender.lend() as other:
        assert backend(one) != backend(other)


def test_a_connection_left_in_a_transaction_is_not_lent_again(lender):
    with lender.lend() as direct:
        left = backend(direct)
        direct.connection.execute("BEGIN")

    with lender.lend() as direct:
        assert backend(direct) != left
        assert direct.is_idle


def test_an_old_connection_is_replaced(lender, monkeypatch):
    with lender.lend() as direct:
        old = backend(direct)
    monkeypatch.setattr("quizapp.direct.OLDEST_SECONDS", 0)

    with lender.lend() as direct:
        assert backend(direct) != old


def test_closing_closes_what_nobody_has(lender):
    with lender.lend() as direct:
        lent = direct.connection
    lender.close()
    assert lent.closed


def test_a_pooled_connection_that_the_server_closed_is_replaced(servers, settings):
    with create_app(settings).app_context():
        engine = db.engine
    with engine.connect() as connection:
        gone = connection.scalar(PID)
    kill(servers, gone)

    with engine.connect() as connection:
        assert connection.scalar(PID) != gone
    engine.dispose()


def test_a_transaction_that_sits_idle_is_ended_by_the_server(direct):
    state = text("SELECT state FROM pg_stat_activity WHERE pid = :pid")
    pid = direct.scalar(text("SELECT pg_backend_pid()"))
    engine = create_engine(direct.engine.url)
    with direct.transaction():
        direct.scalar(text("SELECT 1"))
        with engine.connect() as other:
            assert other.scalar(state, {"pid": pid}) == "idle in transaction"
    engine.dispose()


def test_an_error_that_was_passed_over_is_told_by_the_commit(direct):
    def passed_over():
        with suppress(psycopg.errors.DivisionByZero):
            direct.scalar(DIVIDE, {"n": 1})

    with pytest.raises(psycopg.errors.Error):
        transact(direct, writing(direct, 1), passed_over)

    assert direct.is_idle
    assert direct.scalar(COUNT) == 0


def test_a_statement_that_was_prepared_for_an_older_table_works_at_the_next_try(direct):
    whole = text("SELECT * FROM kept_numbers")
    direct.execute(text("CREATE TEMPORARY TABLE kept_numbers (n int)"))
    direct.execute(whole).all()
    # Inside of DO the driver doesn't notice, as if a migration did it elsewhere.
    direct.execute(text("DO 'BEGIN ALTER TABLE kept_numbers ADD m int; END'"))
    with pytest.raises(ConnectionLostError):
        direct.execute(whole)

    assert direct.connection.closed
