"""PostgreSQL with nothing in between, for the statements that nearly all requests are.

A lender keeps connections of psycopg; one of them executes written-out statements, each
by itself or several as a transaction. What a transaction doesn't wait for goes out
together with the next thing it does wait for.
"""

import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from time import monotonic
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import ClauseElement, Engine, TextClause
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

Values = Mapping[str, Any]
NONE: Values = MappingProxyType({})

OUT_OF_DATE = (psycopg.NotSupportedError, psycopg.errors.InvalidSqlStatementName)

#: As SQLAlchemy's pool: a connection that is older is replaced.
OLDEST_SECONDS = 1800


class ConnectionLostError(psycopg.OperationalError):
    """The connection was lost: whether the statement was done isn't known."""


class Answer:
    """What a statement answers; in a transaction it is fetched when it is asked for."""

    def __init__(
        self, cursor: "psycopg.Cursor[Any]", pipeline: psycopg.Pipeline | None
    ) -> None:
        self._cursor = cursor
        self._pipeline = pipeline

    def all(self) -> list[Any]:
        """Return every row."""
        with told_when_lost(self._cursor.connection):
            if self._pipeline is not None:
                # Not a flush: only between syncs does PostgreSQL see a transaction idle.
                self._pipeline.sync()
            return self._cursor.fetchall()

    def one_or_none(self) -> Any:
        """Return the only row, or None.

        Raises:
            MultipleResultsFound: there are several.
        """
        rows = self.all()
        if len(rows) > 1:
            raise MultipleResultsFound
        return rows[0] if rows else None

    def one(self) -> Any:
        """Return the only row.

        Raises:
            NoResultFound, MultipleResultsFound: it isn't one.
        """
        row = self.one_or_none()
        if row is None:
            raise NoResultFound
        return row

    def __iter__(self) -> Iterator[Any]:
        """Go through the rows."""
        return iter(self.all())


class Direct:
    """A connection that is lent; it answers as SQLAlchemy's own would."""

    def __init__(self, connection: "psycopg.Connection[Any]", engine: Engine) -> None:
        self.connection = connection
        #: Whose dialect writes the statements, and by which memos tell databases apart.
        self.engine = engine
        self.made_at = monotonic()
        self._pipeline: psycopg.Pipeline | None = None

    @property
    def is_usable(self) -> bool:
        """Look whether it can be lent: not too old, and the server hasn't closed it."""
        if monotonic() - self.made_at > OLDEST_SECONDS:
            return False
        return is_alive(self.connection)

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is under way on it."""
        status = self.connection.pgconn
        return not (status.transaction_status or status.pipeline_status)

    def execute(
        self, statement: ClauseElement, values: Values | Sequence[Values] = NONE
    ) -> Answer:
        """Execute a statement, or the same one with several sets of values."""
        cursor = self.connection.cursor()
        with told_when_lost(self.connection):
            written, own = self._written(statement)
            if isinstance(values, Mapping):
                cursor.execute(written, {**own, **values})
            else:
                cursor.executemany(written, values)
        return Answer(cursor, self._pipeline)

    def scalar(self, statement: ClauseElement, values: Values = NONE) -> Any:
        """Return the first value of the first row, or None."""
        rows = self.execute(statement, values).all()
        return rows[0][0] if rows else None

    def scalars(self, statement: ClauseElement, values: Values = NONE) -> list[Any]:
        """Return the first value of each row."""
        return [row[0] for row in self.execute(statement, values).all()]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what the block did, or undo all of it."""
        with told_when_lost(self.connection):
            try:
                with self.connection.pipeline() as self._pipeline:
                    self.connection.execute("BEGIN")
                    yield
                    done = self.connection.execute("COMMIT")
                check_committed(done)
            except BaseException:
                self._undo()
                raise
            finally:
                self._pipeline = None

    def _undo(self) -> None:
        with suppress(psycopg.Error):  # else it goes with the connection
            if self.connection.pgconn.transaction_status:
                self.connection.execute("ROLLBACK")

    def _written(self, statement: ClauseElement) -> tuple[Any, Values]:
        """Return a statement as the driver takes it, with the values it brings."""
        kept = _WRITTEN.get(statement)
        if kept is None:
            compiled = statement.compile(
                dialect=self.engine.dialect,
                compile_kwargs={"render_postcompile": True},
            )
            own = {k: v for k, v in compiled.params.items() if v is not None}
            kept = str(compiled), own
            if isinstance(statement, TextClause):  # a constant of the code
                _WRITTEN[statement] = kept
        return kept


_WRITTEN: dict[ClauseElement, tuple[str, Values]] = {}


def check_committed(done: "psycopg.Cursor[Any]") -> None:
    """Check that a COMMIT did commit: after an error that was passed over it doesn't.

    Raises:
        psycopg.errors.InFailedSqlTransaction: all was undone.
    """
    if done.statusmessage != "COMMIT":
        raise psycopg.errors.InFailedSqlTransaction("All of it was undone.")


def is_alive(connection: Any) -> bool:
    """Look whether the server has closed a connection; unlike a ping, ask nothing."""
    try:
        connection.pgconn.consume_input()  # what the server said before it went …
        connection.pgconn.consume_input()  # … and that it went
    except psycopg.Error:
        return False
    return not connection.closed


@contextmanager
def told_when_lost(connection: "psycopg.Connection[Any]") -> Iterator[None]:
    """Say of an error that the connection is lost, if it is, or no longer of use."""
    try:
        yield
    except OUT_OF_DATE as error:  # what was prepared on it is of an older schema
        connection.close()
        raise ConnectionLostError(str(error)) from error
    except psycopg.OperationalError as error:
        if connection.closed and not isinstance(error, ConnectionLostError):
            raise ConnectionLostError(str(error)) from error
        raise


class Lender:
    """Keeps up to so many connections, and lends each to one borrower at a time."""

    def __init__(
        self, engine: Engine, options: Values, *, most: int, wait_seconds: float
    ) -> None:
        self._engine = engine
        self._options = options
        self._wait_seconds = wait_seconds
        self._slots = _semaphore(most)
        self._free: deque[Direct] = deque()

    @contextmanager
    def lend(self) -> Iterator[Direct]:
        """Lend a connection.

        Raises:
            sqlalchemy.exc.TimeoutError: all are lent, for too long.
        """
        if not self._slots.acquire(timeout=self._wait_seconds):
            raise PoolTimeoutError("Every connection is in use.")
        try:
            lent = self._usable()
            try:
                yield lent
            finally:
                self._take_back(lent)
        finally:
            self._slots.release()

    def close(self) -> None:
        """Close the connections that nobody has."""
        while self._free:
            self._free.pop().connection.close()

    def _usable(self) -> Direct:
        while self._free:
            kept = self._free.pop()
            if kept.is_usable:
                return kept
            kept.connection.close()
        _, named = self._engine.dialect.create_connect_args(self._engine.url)
        connection = psycopg.connect(
            autocommit=True,
            row_factory=namedtuple_row,
            prepare_threshold=0,
            **{**named, **self._options},
        )
        return Direct(connection, self._engine)

    def _take_back(self, lent: Direct) -> None:
        if lent.is_idle:
            self._free.append(lent)
        else:
            lent.connection.close()


def _semaphore(count: int) -> Any:
    """Return a semaphore: gevent's own where it serves, for it costs next to nothing."""
    if "gevent.monkey" in sys.modules:
        from gevent import monkey  # noqa: PLC0415  # only where it is in use
        from gevent.lock import BoundedSemaphore  # noqa: PLC0415

        if monkey.is_module_patched("socket"):
            return BoundedSemaphore(count)
    return threading.BoundedSemaphore(count)
