"""Sentences on a terminal, in the language of ``--lang``."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from quizapp.cli.context import commands
from quizapp.contests.rules import Sentence
from quizapp.errors import DomainError, Fault, FileFaultsError
from quizapp.phrases import spoken

T = TypeVar("T")

FILES = click.argument(
    "files",
    metavar="FILE…",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)


def say(sentence: DomainError | Fault | Sentence) -> str:
    """Return a sentence in the command's language."""
    return spoken(sentence.message, sentence.params, language=commands().language)


def show_faults(name: str, faults: Sequence[Fault]) -> None:
    """Print ``file:line: sentence`` for each, on stderr."""
    for fault in faults:
        mark = "warning: " if fault.is_warning else ""
        click.echo(f"{name}:{fault.line or 1}: {mark}{say(fault)}", err=True)


def stop(error: DomainError) -> NoReturn:
    """Print what is wrong on stderr and end the command with exit code 1."""
    if isinstance(error, FileFaultsError):
        show_faults(error.name, error.faults)
    else:
        click.echo(say(error), err=True)
    raise SystemExit(1)


def read_all(files: Sequence[Path], read: Callable[[Path], T]) -> list[T]:
    """Read every file; faults of all of them are shown before the command ends."""
    found = []
    is_faulty = False
    for path in files:
        try:
            found.append(read(path))
        except FileFaultsError as error:
            is_faulty = True
            show_faults(error.name, error.faults)
    if is_faulty:
        raise SystemExit(1)
    return found
