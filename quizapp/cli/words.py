"""Sentences on a terminal, in the language of ``--lang``."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from quizapp.cli.context import commands
from quizapp.contests.rules import Sentence
from quizapp.errors import DomainError, Fault, FileFaultsError
from quizapp.phrases import spoken

T = TypeVar("T")

#: So many faults of one sentence are shown of a file, unless all of them are wanted.
MOST_ALIKE = 5

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


def show_faults(name: str, faults: Sequence[Fault], *, every: bool = True) -> None:
    """Print ``file:line: sentence`` for each, on stderr.

    Unless every one is wanted, what says the same of many lines is cut short.
    """
    seen: Counter[str] = Counter()
    for fault in faults:
        seen[fault.message] += 1
        if every or seen[fault.message] <= MOST_ALIKE:
            mark = "warning: " if fault.is_warning else ""
            click.echo(f"{name}:{fault.line or 1}: {mark}{say(fault)}", err=True)
    left = sum(max(0, count - MOST_ALIKE) for count in seen.values())
    if left and not every:
        more = Sentence("and %(count)s more like these: see --all.", {"count": left})
        click.echo(f"{name}: {say(more)}", err=True)


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
