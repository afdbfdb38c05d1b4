"""The empty template of question banks for Excel."""

from pathlib import Path

import click

from quizapp.banks.files.xlsx import template as workbook
from quizapp.errors import InvalidError


@click.command()
@click.argument(
    "out", metavar="OUT.xlsx", type=click.Path(path_type=Path, dir_okay=False)
)
def template(out: Path) -> None:
    """Write the template for Excel, with two examples and a help sheet."""
    if out.exists():
        raise InvalidError(
            "“%(name)s” is there already: give another name.", name=str(out)
        )
    out.write_bytes(workbook())
