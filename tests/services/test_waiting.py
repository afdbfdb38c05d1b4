"""Waiting for PostgreSQL under gevent, in a process where gevent serves."""

import subprocess
import sys

import pytest

PATCHED = """
import sys
from gevent import monkey
monkey.patch_all()
import gevent
import psycopg
from psycopg import waiting as theirs
from quizapp import waiting
assert waiting.install() is True
assert theirs.wait is waiting.wait
connection = psycopg.connect(sys.argv[1], autocommit=True)
"""

SLEEP = """
told = []
def ask():
    connection.execute("SELECT pg_sleep(0.3)")
    told.append("answered")
def tick():
    while "answered" not in told:
        told.append("tick")
        gevent.sleep(0.01)
gevent.joinall([gevent.spawn(ask), gevent.spawn(tick)], raise_error=True)
print(told.count("tick"))
"""

LARGE = """
size = 12_000_000
row = connection.execute("SELECT length(%s::text)", ["x" * size]).fetchone()
print(row[0])
"""

COME_BACK = """
size = 12_000_000
row = connection.execute("SELECT repeat('x', %s)", [size]).fetchone()
print(len(row[0]))
"""

FAIL = """
try:
    connection.execute("SELECT 1 / 0")
except psycopg.errors.DivisionByZero:
    print(connection.execute("SELECT 7").fetchone()[0])
"""

PIPELINE = """
with connection.pipeline():
    answers = [connection.execute("SELECT %s::int", [n]) for n in range(500)]
print(sum(one.fetchone()[0] for one in answers))
"""

NOT_PATCHED = """
from psycopg import waiting as theirs
before = theirs.wait
from quizapp import waiting
print(waiting.install(), theirs.wait is before)
"""

ONLY_IMPORTED = "import gevent.monkey" + NOT_PATCHED


def said(program, url):
    """What a process of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", program, url.replace("+psycopg", "")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_others_run_while_a_statement_is_under_way(database):
    assert int(said(PATCHED + SLEEP, database[0])) >= 10


@pytest.mark.parametrize("work", [LARGE, COME_BACK], ids=["sent", "received"])
def test_a_large_value_is_whole(database, work):
    assert said(PATCHED + work, database[0]) == "12000000"


def test_a_statement_that_fails_leaves_the_connection_of_use(database):
    assert said(PATCHED + FAIL, database[0]) == "7"


def test_several_statements_sent_together_are_all_answered(database):
    assert said(PATCHED + PIPELINE, database[0]) == str(sum(range(500)))


@pytest.mark.parametrize(
    "program", [NOT_PATCHED, ONLY_IMPORTED], ids=["not there", "not in use"]
)
def test_without_gevent_psycopg_waits_as_it_always_does(database, program):
    assert said(program, database[0]) == "False True"
