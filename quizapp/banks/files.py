"""Question banks on disk: YAML with a line for every fault, and the schema for editors."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quizapp.banks.rules import Bank, remarks_on
from quizapp.errors import Fault, FileFaultsError
from quizapp.yamltree import Map, faults_of, line_at, read_file, read_tree


@dataclass(frozen=True)
class BankFile:
    """A bank, and where each of its parts stands in the file it came from."""

    bank: Bank
    name: str
    tree: Map

    def warnings(self, *, now: datetime) -> list[Fault]:
        """Return what somebody should look at that keeps nothing from working."""
        return [
            Fault(
                line_at(self.tree, remark.path),
                remark.message,
                remark.params,
                is_warning=True,
            )
            for remark in remarks_on(self.bank, today=now.date())
        ]


def read_bank(path: Path) -> BankFile:
    """Read a bank from a file. Faults as ``parse_bank``'s."""
    return _checked(read_file(path), str(path))


def parse_bank(data: bytes, *, name: str) -> BankFile:
    """Read a bank from YAML.

    Raises:
        FileFaultsError: every fault at once, with its line.
    """
    return _checked(read_tree(data, name=name), name)


def json_schema() -> str:
    """Return the JSON Schema of banks, as ``bank.schema.json`` holds it."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Bank.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _checked(tree: Map, name: str) -> BankFile:
    faults = _repeats(tree)
    try:
        bank = Bank.model_validate(tree)
    except ValidationError as error:
        raise FileFaultsError(name, [*faults, *faults_of(error, tree, Bank)]) from None
    if faults:
        raise FileFaultsError(name, faults)
    return BankFile(bank, name, tree)


def _repeats(tree: Map) -> list[Fault]:
    """Return a fault for each item whose id stands above already."""
    first: dict[str, int] = {}
    faults = []
    items = tree.get("items")
    for place, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get("id") if isinstance(item, Map) else None
        if not isinstance(name, str):
            continue
        line = line_at(tree, ("items", place, "id"))
        if name in first:
            faults.append(
                Fault(
                    line,
                    "The id “%(item)s” stands in line %(first)s already.",
                    {"item": name, "first": first[name]},
                )
            )
        first.setdefault(name, line)
    return faults
