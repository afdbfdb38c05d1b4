"""Sentences on a terminal, in the language of ``--lang``."""

from collections.abc import Sequence
from typing import NoReturn

import click

from quizapp.cli.context import commands
from quizapp.errors import DomainError, Fault, FileFaultsError
from quizapp.phrases import spoken


def say(sentence: DomainError | Fault) -> str:
    """Return the sentence of an error or a fault in the command's language."""
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
