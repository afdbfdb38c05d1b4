"""``quizapp bank convert``: a bank from one format into another."""

import os
import sys
import tempfile
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import click

from quizapp.banks.files import Sheet, checked
from quizapp.banks.files.choosing import bytes_of, format_for
from quizapp.banks.files.formats import FORMATS, format_of
from quizapp.banks.files.naming import named
from quizapp.banks.files.pictures import Beside
from quizapp.banks.files.texts import MOST_XML_BYTES
from quizapp.banks.rules import Bank, named_pictures
from quizapp.cli.words import say
from quizapp.errors import Fault, FileFaultsError, InvalidError

#: Stands for standard input and standard output.
STREAM = "-"
#: So much of a line is shown.
_WIDEST = 100

_form = click.Choice(list(FORMATS))


@click.command()
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--from", "from_", type=_form, help="Format of IN; else by its suffix.")
@click.option("--to", type=_form, help="Format of OUT; else by its suffix.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def convert(
    source: str,
    target: str,
    from_: str | None,
    to: str | None,
    force: bool,  # noqa: FBT001  # click gives it so
) -> None:
    """Write a bank in another format; - is standard input or output.

    What is skipped and what the other format can't hold is told line by line, item by
    item. With faults nothing is written.
    """
    form = _form_of(target, to)
    _check_free(target, force=force)
    if source == STREAM:
        data = sys.stdin.buffer.read(MOST_XML_BYTES + 1)
    else:
        data = bytes_of(Path(source))
    read_as = format_for(source, data, told=from_ or "")
    sheet = read_as.read(data, name=source)
    if read_as.name != "yaml" and "items" in sheet.tree:
        sheet = named(sheet)
    _report(sheet, sheet.warnings)
    if source != STREAM:
        sheet = with_beside(sheet, Path(source))
    try:
        bank = checked(sheet, None).bank
    except FileFaultsError as error:
        _report(sheet, error.faults)
        raise SystemExit(1) from None
    written = FORMATS[form].write(bank, sheet.pictures)
    shown = _beside(target, form, bank, sheet.pictures, force=force)
    _put(target, written.data)
    for path, picture in shown.items():
        path.write_bytes(picture)
    for loss in written.losses:
        click.echo(f"{target}: {say(loss)}", err=True)
    if target != STREAM:
        click.echo(f"{target}  {len(bank.items)} items")


def with_beside(sheet: Sheet, path: Path) -> Sheet:
    """Return a sheet that also has the pictures that lie beside its file."""
    beside = Beside(path.absolute().parent)
    return replace(sheet, pictures=ChainMap(dict(sheet.pictures), cast("Any", beside)))


def _beside(
    target: str, form: str, bank: Bank, pictures: Mapping[str, bytes], *, force: bool
) -> dict[Path, bytes]:
    """Return the pictures to lay beside a bank in YAML, which names them alone.

    Raises:
        InvalidError: another picture lies there by the name of one.
    """
    found: dict[Path, bytes] = {}
    for name in named_pictures(bank) if form == "yaml" and target != STREAM else ():
        path = Path(target).parent / name
        data = pictures.get(name)
        if data is None or (path.exists() and path.read_bytes() == data):
            continue
        _check_free(str(path), force=force)
        found[path] = data
    return found


def _form_of(target: str, told: str | None) -> str:
    """Return the format to write."""
    if told:
        return told
    if target == STREAM:
        raise InvalidError("Say by --to in which format to write.")
    return format_of(target).name


def _check_free(target: str, *, force: bool) -> None:
    """Check that nothing is written over unasked."""
    if target != STREAM and not force and Path(target).exists():
        raise InvalidError(
            "“%(name)s” is there already: give another name, or --force.", name=target
        )


def _report(sheet: Sheet, faults: Sequence[Fault]) -> None:
    """Print sentences with their lines, and what stands there."""
    for fault in faults:
        mark = "warning: " if fault.is_warning else ""
        click.echo(f"{sheet.name}:{fault.line or 1}: {mark}{say(fault)}", err=True)
        text = " ".join(sheet.texts.get(fault.line, "").split())
        if text:
            click.echo(f"    {text[:_WIDEST]}", err=True)


def _put(target: str, data: bytes) -> None:
    """Write a whole file or nothing."""
    if target == STREAM:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    try:
        handle, half = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError:
        raise InvalidError(
            "“%(name)s” can't be written: check the folder and its rights.", name=target
        ) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        Path(half).chmod(0o666 & ~umask)
        Path(half).replace(path)
    except OSError:
        Path(half).unlink(missing_ok=True)
        raise InvalidError(
            "“%(name)s” can't be written: check the folder and its rights.", name=target
        ) from None
