"""Rule books on disk: YAML with a line for every fault, and the schema for editors."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quizapp.contests.rules import Flaw, RuleBook, flaws_of
from quizapp.errors import Fault, FileFaultsError
from quizapp.yamltree import Map, faults_of, line_at, read_file, read_tree


@dataclass(frozen=True)
class RuleBookFile:
    """A rule book, and where each of its parts stands in the file it came from."""

    book: RuleBook
    name: str
    tree: Map = field(default_factory=lambda: Map(0))

    def faults(self, flaws: Iterable[Flaw], *, is_warning: bool = False) -> list[Fault]:
        """Return flaws with the lines they stand on."""
        return [
            Fault(line_at(self.tree, flaw.path), flaw.message, flaw.params, is_warning)
            for flaw in flaws
        ]

    def check(self, flaws: Iterable[Flaw]) -> None:
        """Check that there are no flaws.

        Raises:
            FileFaultsError: all of them, with their lines.
        """
        faults = self.faults(flaws)
        if faults:
            raise FileFaultsError(self.name, faults)


def read_rule_book(path: Path) -> RuleBookFile:
    """Read a rule book from a file. Faults as ``parse_rule_book``'s."""
    return _checked(read_file(path), str(path))


def parse_rule_book(data: bytes, *, name: str) -> RuleBookFile:
    """Read a rule book from YAML.

    Raises:
        FileFaultsError: every fault at once, with its line.
    """
    return _checked(read_tree(data, name=name), name)


def unread(book: RuleBook) -> RuleBookFile:
    """Return a rule book that came from no file: its faults have no lines."""
    return RuleBookFile(book, book.contest)


def json_schema() -> str:
    """Return the JSON Schema of rule books, as ``rulebook.schema.json`` holds it."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **RuleBook.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _checked(tree: Map, name: str) -> RuleBookFile:
    """Return the rule book that a tree holds, its parts in agreement."""
    try:
        book = RuleBook.model_validate(tree)
    except ValidationError as error:
        raise FileFaultsError(name, faults_of(error, tree, RuleBook)) from None
    file = RuleBookFile(book, name, tree)
    file.check(flaws_of(book))
    return file
