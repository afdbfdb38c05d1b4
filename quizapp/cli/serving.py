"""``quizapp serve``: databases, schema, demo, web server and worker in one command."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

import click
import segno

from quizapp import local, schema
from quizapp.cli.context import commands
from quizapp.clock import SystemClock
from quizapp.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
#: How long the web server may take until it answers.
PATIENCE_SECONDS = 60


class Stopped(Exception):  # noqa: N818  # not an error: somebody asked to stop
    """The process was asked to stop."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--no-demo", is_flag=True, help="Start without the demo contest.")
@click.option(
    "--people",
    type=click.IntRange(1, 100_000),
    default=300,
    show_default=True,
    help="People in the demo.",
)
def serve(port: int, host: str, people: int, *, no_demo: bool) -> None:
    """Start everything: databases, schema, demo, web server, worker."""
    check_free(host, port)
    for number in STOP:
        signal.signal(number, on_signal)
    data = commands().data
    try:
        with ExitStack() as stack:
            say(f"Starting the databases in {data} …")
            env = stack.enter_context(
                local.environment(os.environ, data, shared_cache=True)
            )
            env |= public_address(env, host, port)
            prepare(env, people=0 if no_demo else people)
            run(stack, env, host, port)
    except Stopped:
        say("Stopped.")


def on_signal(_number: int, _frame: FrameType | None) -> None:
    """Leave through the way that ends what was started."""
    for number in STOP:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def say(sentence: str) -> None:
    """Print a line at once."""
    click.echo(sentence)
    sys.stdout.flush()


def check_free(host: str, port: int) -> None:
    """End with a sentence if the address can't be listened on."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise click.ClickException(
            f"Can't listen on {host}:{port}: {error.strerror or error}."
            " Choose another port by --port."
        ) from error


def public_address(env: Mapping[str, str], host: str, port: int) -> dict[str, str]:
    """Return the address for people and the hosts that are answered."""
    if env.get("PUBLIC_URL"):
        return {}
    shown = own_address() if host in {"0.0.0.0", "::"} else host  # noqa: S104  # compared
    near = ["127.0.0.1", "localhost", *filter(None, [env.get("TRUSTED_HOSTS")])]
    return {
        "PUBLIC_URL": f"http://{shown}:{port}",
        "TRUSTED_HOSTS": ",".join(near),
    }


def own_address() -> str:
    """Return this machine's address in its network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def prepare(env: Mapping[str, str], *, people: int) -> None:
    """Bring the schema to head and load the demo into an empty database."""
    say("Bringing the database to its newest schema …")
    settings = Settings.from_env(env)
    owner = settings.database_owner_url or settings.database_url
    try:
        schema.upgrade(owner, application_role=schema.role_of(settings.database_url))
    except schema.UnreachableError as error:
        raise click.ClickException(str(error)) from error
    if people:
        quizapp(["demo", "load", "--if-empty", "--people", str(people)], env)


def quizapp(arguments: list[str], env: Mapping[str, str]) -> None:
    """Run another of our commands over the same data, and let it print."""
    command = [sys.executable, "-m", "quizapp.app", *arguments]
    subprocess.run(command, env=env, check=True)  # noqa: S603  # our own command


def run(stack: ExitStack, env: dict[str, str], host: str, port: int) -> None:
    """Start web server and worker, say where they are, and wait."""
    say("Starting the web server and the worker …")
    env["PROMETHEUS_MULTIPROC_DIR"] = stack.enter_context(figures_folder())
    bound = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = stack.enter_context(
        child(["-m", "gunicorn", "--chdir", str(ROOT), "--bind", bound], env)
    )
    stack.enter_context(child(["-m", "quizapp.app", "worker"], env))
    wait_for(env["PUBLIC_URL"], f"http://{bound}", web)
    announce(env["PUBLIC_URL"], env, host)
    clock = SystemClock()
    while web.poll() is None:
        clock.sleep(0.5)
    raise click.ClickException("The web server ended; its last lines are above.")


@contextmanager
def figures_folder() -> Iterator[str]:
    """Lend an empty folder where processes share their figures."""
    folder = tempfile.mkdtemp(prefix="quizapp-figures-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def child(
    arguments: list[str], env: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run Python beside us, in a session of its own; end it when we end."""
    process = subprocess.Popen(  # noqa: S603  # our own commands
        [sys.executable, *arguments], env=env, cwd=ROOT, start_new_session=True
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(public_url: str, near_url: str, web: subprocess.Popen[bytes]) -> None:
    """Wait until the web server answers."""
    host = public_url.split("://", 1)[1]
    near = near_url.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]")  # noqa: S104
    request = urllib.request.Request(f"{near}/healthz", headers={"Host": host})  # noqa: S310
    clock = SystemClock()
    for _ in range(PATIENCE_SECONDS * 10):
        if web.poll() is not None:
            break
        try:
            with urllib.request.urlopen(request, timeout=2):  # noqa: S310  # our own
                return
        except (urllib.error.URLError, OSError):
            clock.sleep(0.1)
    raise click.ClickException(
        "The web server did not start; its last lines are above."
    )


def announce(url: str, env: Mapping[str, str], host: str) -> None:
    """Print where it is, for a phone too, and who may sign in to the demo."""
    say(f"Ready: {url}")
    if host not in {"127.0.0.1", "localhost", "::1"}:
        segno.make(url, error="m").terminal(compact=True, border=2)
        say(
            "A phone on the same network opens it by the picture above. Plain http is"
            " for trying only: real contests need https."
        )
    quizapp(["demo", "accounts"], env)
    say("Ctrl-C stops it.")
