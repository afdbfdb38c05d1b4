"""Question banks in YAML, our own format: every fault with its line."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from quizapp.banks.files.checking import BankFile, checked
from quizapp.banks.files.pictures import Beside
from quizapp.banks.files.sheet import Sheet, Written
from quizapp.banks.files.texts import MOST_BYTES
from quizapp.banks.rules import AnyItem, Bank, Item, readings
from quizapp.yamltree import read_tree
from quizapp.yamltree.reading import read_bytes

#: No item has more fields, options, tags or answers.
MOST_INSIDE = 50
#: Tells editors what may stand in the file.
SCHEMA_LINE = "# yaml-language-server: $schema=bank.schema.json\n"


def read_bank(path: Path) -> BankFile:
    """Read a bank from a file, and its pictures, which lie beside the file.

    Faults as ``checking.checked``'s.
    """
    data = read_bytes(path, most_bytes=MOST_BYTES)
    beside = Beside(path.absolute().parent)
    return checked(replace(read(data, name=str(path)), pictures=beside))


def parse_bank(data: bytes, *, name: str) -> BankFile:
    """Read a bank from YAML. Faults as ``checking.checked``'s."""
    return checked(read(data, name=name))


def read(data: bytes, *, name: str) -> Sheet:
    """Read YAML into a sheet.

    Raises:
        FileFaultsError: it is no YAML that we take.
    """
    tree = read_tree(data, name=name, most_bytes=MOST_BYTES, most_inside=MOST_INSIDE)
    lines = data.decode("utf-8-sig").splitlines()
    return Sheet(
        name,
        tree,
        texts=dict(enumerate(lines, start=1)),
    )


def json_schema() -> str:
    """Return the JSON Schema of banks, as ``bank.schema.json`` holds it."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Bank.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write(bank: Bank) -> Written:
    """Write a bank as an author would have: nothing is lost."""
    head = bank.model_dump(
        mode="json", exclude_defaults=True, exclude={"items", "pictures"}
    )
    text = yaml.dump(
        head | {"items": [_item(item) for item in bank.items]},
        Dumper=yaml.CSafeDumper,
        sort_keys=False,
        allow_unicode=True,
        width=120,
    )
    return Written((SCHEMA_LINE + text).encode())


def _item(item: Item) -> dict[str, Any]:
    """Return what a file says of an item: id, kind, question, answer, and the rest."""
    told = item.model_dump(mode="json", exclude_defaults=True)
    own = [name for name in type(item).model_fields if name not in AnyItem.model_fields]
    order = ["id", "kind", "stem", *own, *AnyItem.model_fields]
    written = {name: told[name] for name in dict.fromkeys(order) if name in told}
    for name, value in written.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            written[name] = _number(value)
    if item.as_of is not None:
        written["as_of"] = f"{item.as_of:%d/%m/%Y}"
    return written


def _number(value: float) -> int | float | str:
    """Return a number that can be read in one way alone: three decimals get a zero."""
    if len(readings(str(value))) == 1:
        return value
    return f"{value}0".replace(".", ",")
