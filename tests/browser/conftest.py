"""A server as a first start brings it up, and Chromium as a phone or a laptop."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

CHROMIUM = "/usr/bin/chromium"
ROOT = Path(__file__).parent.parent.parent
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}

needs_chromium = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason=f"needs {CHROMIUM}"
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """A running quizapp: its address, its data, what it printed."""

    def __init__(self, people):
        self.folder = Path(tempfile.mkdtemp(prefix="quizapp-browser-"))
        self.folder.chmod(0o755)
        self.data = self.folder / "instance"
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        names = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY")
        env = {name: text for name, text in os.environ.items() if name not in names}
        command = [sys.executable, "-m", "quizapp.app", "--data", str(self.data)]
        command += ["serve", "--port", str(port), "--people", str(people)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
        )
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if line.startswith("Ctrl-C"):
                break

    def stop(self):
        """End it as a person would; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.stdout.read()
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        return code


@pytest.fixture(scope="session")
def served():
    found = Served(people=40)
    yield found
    if found.process.poll() is None:
        found.stop()


@pytest.fixture(scope="session")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, served):
    """Open a page of its own browser profile; faults of its scripts fail the test."""
    contexts = []
    faults = []

    def opened(viewport, **options):
        context = chromium.new_context(
            viewport=viewport, base_url=served.url, accept_downloads=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.set_default_timeout(15_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
