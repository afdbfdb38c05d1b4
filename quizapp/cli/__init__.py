"""The command ``quizapp``: one group of commands a feature; prints and exits, no logic."""

import importlib
from pathlib import Path
from typing import Any

import click

from quizapp.cli.context import Commands
from quizapp.cli.words import stop
from quizapp.errors import DomainError

#: Group or command → the module of quizapp.cli that holds it, in the order of help.
#: They are imported when they are called, so that ``--help`` answers at once.
SECTIONS: dict[str, dict[str, str]] = {
    "Running": {
        "serve": "serving",
        "worker": "working",
        "tick": "working",
        "doctor": "doctor",
        "migrate": "schema",
        "demo": "demo",
    },
    "Question banks": {"bank": "banks", "draft": "drafts", "handbook": "handbooks"},
    "Units and people": {
        "units": "units",
        "members": "members",
        "staff": "staff",
        "person": "people",
    },
    "Contests": {
        "contest": "contests",
        "time": "times",
        "receipt": "receipts",
        "standings": "standings",
    },
    "Figures": {"tally": "tallies", "items": "items", "audit": "audit"},
}


class Sections(click.Group):
    """A group whose help lists commands under the feature they belong to."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return [name for names in SECTIONS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command when it is asked for."""
        for names in SECTIONS.values():
            if cmd_name in names:
                module = importlib.import_module(f"quizapp.cli.{names[cmd_name]}")
                command: click.Command = getattr(module, cmd_name)
                return command
        return None

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the commands, grouped by feature."""
        for title, names in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [
                        (name, command.get_short_help_str(limit=64))
                        for name in names
                        if (command := self.get_command(ctx, name))
                    ]
                )

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a domain error ends it with its sentence, a file with its name."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            stop(error)
        except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
            raise click.FileError(str(error.filename), error.strerror) from error


@click.group(cls=Sections, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="QUIZAPP_DATA",
    default=Path("instance"),
    show_default=True,
    help="Folder of the embedded PostgreSQL and Valkey.",
)
@click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    envvar="QUIZAPP_LANG",
    default="vi",
    show_default=True,
    help="Language of the sentences about banks, contests and people.",
)
@click.version_option(package_name="quizapp")
@click.pass_obj
def quizapp(given: Commands, data: Path, lang: str) -> None:
    """Contests from question banks: set up, run and count them.

    Uses DATABASE_URL and REDIS_URL, or else the embedded servers of --data: those that
    run, or some started for this command alone.
    """
    given.data = data
    given.language = lang
