"""Kills: a worker of the web server, a backend of PostgreSQL, all of PostgreSQL."""

import os
import random
import shlex
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.site import CLOCK, Site


class Killer:
    """Kills one thing after another, and counts what really died."""

    def __init__(self, site: Site, rng: random.Random) -> None:
        self.site = site
        self.random = rng
        self.counts = {"worker": 0, "backend": 0, "cluster": 0}

    @property
    def total(self) -> int:
        """Return how many kills there were."""
        return sum(self.counts.values())

    def kill(self, kind: str) -> None:
        """Kill one thing of a kind, unless there is none just now."""
        with suppress(psutil.Error, OSError, IndexError):
            self._kill(kind)

    def _kill(self, kind: str) -> None:
        if kind == "worker":
            victims = psutil.Process(self.site.processes["web"].pid).children()
        else:
            server = psutil.Process(self.site.postgresql_pid())
            victims = server.children()
            if kind == "backend":
                victims = [one for one in victims if "quizapp" in " ".join(named(one))]
        if kind == "cluster":
            self.counts[kind] += kill_cluster(self.site.folder / "postgresql")
        elif victims and killed(self.random.choice(victims)):
            self.counts[kind] += 1


def named(process: psutil.Process) -> list[str]:
    """Return the command line of a process that may be gone."""
    with suppress(psutil.Error):
        return list(process.cmdline())
    return []


def killed(process: psutil.Process) -> bool:
    """Kill a process; tell whether it was there."""
    try:
        process.kill()
        process.wait(timeout=10)
    except (psutil.Error, psutil.TimeoutExpired):
        return False
    return True


def kill_cluster(folder: Path) -> int:
    """Kill every process of a PostgreSQL at once, then start it as it was started."""
    server = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
    command = shlex.split((folder / "postmaster.opts").read_text())
    user = server.uids().real
    family = [server, *server.children(recursive=True)]
    for process in family:
        with suppress(psutil.Error):
            process.suspend()  # none of them writes anything more
    for process in family:
        with suppress(psutil.Error):
            process.send_signal(signal.SIGKILL)
    psutil.wait_procs(family, timeout=10)
    with suppress(OSError):
        (folder / "postmaster.pid").unlink()
    group = (folder.stat().st_gid, user)
    CLOCK.sleep(0.2)
    with (folder / "log").open("ab") as log:
        subprocess.Popen(  # noqa: S603  # the command it was started with
            command,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            user=user if os.getuid() == 0 else None,
            group=group[0] if os.getuid() == 0 else None,
        )
    return 1
