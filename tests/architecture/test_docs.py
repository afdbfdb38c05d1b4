"""What README.md says of settings and commands is what there is."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from quizapp.cli import SECTIONS, quizapp, role_table
from quizapp.settings import Settings

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()
DOCUMENTS = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/**/*.md"),
    *(ROOT / name / "README.md" for name in ("question_banks", "contests", "units")),
]
#: Of the command alone: they say where the data is and which language is spoken.
OF_THE_COMMAND = {"QUIZAPP_DATA", "QUIZAPP_LANG"}


def section(title):
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_every_setting_stands_in_the_readme_and_no_other():
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", section("Settings"), re.M))

    assert told == {field.name.upper() for field in fields(Settings)} | OF_THE_COMMAND


def commands():
    """Every command as it is typed, without ``quizapp``."""
    for names in SECTIONS.values():
        for name in names:
            command = quizapp.get_command(click.Context(quizapp), name)
            if isinstance(command, click.Group):
                yield from (f"{name} {sub}" for sub in command.commands)
            else:
                yield name


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_stands_in_the_readme(command):
    assert re.search(rf"`(quizapp )?{command}\b", section("Commands"))


def test_no_command_stands_in_the_readme_that_is_gone():
    told = re.findall(
        r"`(?:quizapp )?([a-z-]+(?: [a-z-]+)?)[^`]*`", section("Commands")
    )
    known = set(commands())

    for command in told:
        if command.split(" ")[0] in {name.split(" ")[0] for name in known}:
            assert command in known or command.split(" ")[0] in known, command


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.name))
def test_links_between_documents_lead_somewhere(document):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(), flags=re.S)
    for target in re.findall(r"(?:\]\(|src=\")([^)\"#]+)", text):
        if "://" not in target:
            assert (document.parent / target).exists(), (document.name, target)


def test_the_document_on_roles_is_what_the_declarations_say(wired_app):
    """``quizapp staff roles > docs/roles.md`` writes it anew."""
    with wired_app.app_context():
        assert (ROOT / "docs" / "roles.md").read_text() == role_table.document()
