"""Set quizapp up and start it, with nothing but python3 and git on the machine.

    python3 run.py                start it; the first time also install it
    python3 run.py test           run its tests; what follows goes to pytest

Standard library only: this file runs before anything is installed.
"""

import argparse
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main() -> None:
    """Check the machine, install what is missing, and hand over."""
    arguments = sys.argv[1:]
    check_machine()
    if arguments[:1] == ["test"]:
        install("test", ["run.txt", "dev.txt"])
        command = ["-m", "pytest", "-n", "auto", *arguments[1:]]
    else:
        options = read_options(arguments)
        install("run", ["run.txt"])
        command = ["-m", "quizapp.app", *options]
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *command])


def check_machine() -> None:
    """Stop with one sentence where quizapp can't run."""
    if sys.version_info < OLDEST:
        found = platform.python_version()
        stop(f"quizapp needs Python 3.11 or newer, and this is Python {found}.")
    if platform.system() == "Windows":
        stop(
            "quizapp runs on Linux and macOS. On Windows, install WSL"
            " (wsl --install), open Ubuntu and start it there."
        )
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            stop(
                f"This Python lacks the module {module!r}. On Debian or Ubuntu:"
                " sudo apt install python3-venv"
            )


def read_options(arguments: list[str]) -> list[str]:
    """Read the options of a start and return them as those of ``quizapp serve``."""
    parser = argparse.ArgumentParser(
        prog="python3 run.py",
        description="Start quizapp. `python3 run.py test` runs its tests instead.",
    )
    parser.add_argument("--port", type=int, default=8000, help="default: 8000")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="default: 127.0.0.1; 0.0.0.0 lets phones on the same network in",
    )
    parser.add_argument(
        "--data", help="folder of the embedded databases; default: ./instance"
    )
    parser.add_argument(
        "--no-demo", action="store_true", help="start empty, without the demo contest"
    )
    parser.add_argument(
        "--people", type=int, default=300, help="people in the demo; default: 300"
    )
    given = parser.parse_args(arguments)
    data = given.data or os.environ.get("QUIZAPP_DATA") or ROOT / "instance"
    options = ["--data", str(Path(data).expanduser().resolve()), "serve"]
    options += ["--port", str(given.port), "--host", given.host]
    options += ["--people", str(given.people)]
    return options + ["--no-demo"] * given.no_demo


def install(purpose: str, names: list[str]) -> None:
    """Make .venv and install the locked requirements, unless that is done already."""
    locks = [ROOT / "requirements" / name for name in ("setup.txt", *names)]
    sources = [*locks, ROOT / "pyproject.toml"]
    digest = hashlib.sha256(platform.python_version().encode())
    digest.update(str(ROOT).encode())
    for path in sources:
        digest.update(path.read_bytes())
    stamp = VENV / f"installed-for-{purpose}"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest() and works():
        return
    if not works():
        shutil.rmtree(VENV, ignore_errors=True)
        step("Making .venv", [sys.executable, "-m", "venv", str(VENV)])
    uv = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--python", str(PYTHON)]
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    step("Fetching the installer", [*pip, "--require-hashes", "-r", str(locks[0])])
    step(
        "Installing the libraries (this takes longest the first time)",
        [*uv, "--require-hashes", *[f"--requirements={path}" for path in locks[1:]]],
    )
    own = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    step("Installing quizapp", [*uv, *own])
    stamp.write_text(digest.hexdigest())


def works() -> bool:
    """Tell whether .venv has a Python of the right version."""
    try:
        answer = subprocess.run(
            [PYTHON, "-c", "import platform; print(platform.python_version())"],
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.strip() == platform.python_version()


def step(title: str, command: list[str]) -> None:
    """Run one command, showing that it goes on; stop with its words if it fails."""
    print(title, end=" ", flush=True)
    done = threading.Event()
    dots = threading.Thread(target=show_dots, args=[done], daemon=True)
    dots.start()
    try:
        subprocess.run(command, check=True, cwd=ROOT, stderr=subprocess.PIPE)
    except subprocess.CalledProcessError as error:
        print("failed")
        words = error.stderr.decode(errors="replace").strip()
        stop(f"{words}\n{title} failed. Check the network, then start again.")
    finally:
        done.set()
        dots.join()
    print("done")


def show_dots(done: threading.Event) -> None:
    """Print a dot every second until done."""
    while not done.wait(1):
        print(".", end="", flush=True)


def stop(sentence: str) -> None:
    """End with a sentence and exit code 1."""
    sys.exit(sentence)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
