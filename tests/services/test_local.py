"""The embedded servers: started, shared, kept, stopped."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg
import pytest

from quizapp import local

PROGRAM = """
import sys
from pathlib import Path
from quizapp import local
with local.environment({}, Path(sys.argv[1])) as env:
    print(env["DATABASE_URL"], flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(
        prefix="quizapp-local-", ignore_cleanup_errors=True
    ) as name:
        Path(name).chmod(0o755)
        yield Path(name) / "instance"


def started(folder):
    """Another process that uses the servers until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return process, process.stdout.readline().strip()


def ask(url, query):
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(query).fetchone()[0]


def is_running(folder):
    pid_file = folder / "postgresql" / "postmaster.pid"
    return pid_file.exists() and psutil.pid_exists(int(pid_file.read_text().split()[0]))


def test_data_are_found_again_and_servers_stop_after_use(folder):
    with local.environment({}, folder) as env:
        owner = env["DATABASE_OWNER_URL"]
        with psycopg.connect(owner.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        assert local.answers(env["REDIS_URL"])
    assert not is_running(folder)

    with local.environment({}, folder) as env:
        assert ask(env["DATABASE_OWNER_URL"], "SELECT n FROM kept") == 7
        assert not local.answers(f"unix://{folder}/valkey/valkey.sock")


def test_servers_that_run_are_used_and_left_running(folder):
    process, url = started(folder)
    with local.environment({}, folder) as env:
        assert env["DATABASE_URL"] == url
        assert ask(url, "SELECT current_user::text") == local.APPLICATION
    assert is_running(folder)

    process.communicate("\n", timeout=20)
    assert not is_running(folder)


def test_a_killed_user_of_the_servers_is_forgotten(folder):
    process, _ = started(folder)
    process.kill()
    process.communicate()
    with local.environment({}, folder) as env:
        assert ask(env["DATABASE_URL"], "SELECT 1") == 1

    assert not is_running(folder)


def test_nobody_gets_in_without_a_password(folder):
    with local.environment({}, folder), pytest.raises(psycopg.OperationalError):
        psycopg.connect(
            host=str(folder / "postgresql"), user=local.SUPERUSER, dbname="postgres"
        )


def test_what_the_environment_names_is_not_started(folder):
    given = {"DATABASE_URL": "postgresql://h/db", "REDIS_URL": "redis://h"}
    with local.environment(given, folder) as env:
        assert env["DATABASE_URL"] == given["DATABASE_URL"]
        assert env["REDIS_URL"] == given["REDIS_URL"]
        assert len(env["SECRET_KEY"]) == 64

    assert not (folder / "postgresql").exists()


def test_secrets_are_made_once_and_for_the_owner_alone(folder):
    folder.mkdir()
    first = local.kept_secrets(folder)

    assert local.kept_secrets(folder) == first
    assert (folder / "secrets.json").stat().st_mode & 0o077 == 0
    assert len(set(json.loads((folder / "secrets.json").read_text()).values())) == 4


def test_a_folder_that_can_not_be_made_is_named():
    with (
        pytest.raises(local.LocalServerError, match="/proc/nowhere"),
        local.environment({}, Path("/proc/nowhere")),
    ):
        pass


def test_a_long_path_gets_a_short_socket(tmp_path):
    long = tmp_path / ("x" * 120) / "valkey.sock"

    assert len(str(local.socket_path(long))) < 100
    assert local.socket_path(long) == local.socket_path(long)
    assert local.socket_path(Path("/a/valkey.sock")) == Path("/a/valkey.sock")
