"""YAML into a tree: PyYAML's parser in C gives events, and our own builder reads them.

The loaders of PyYAML are not used: they follow references and merge keys without end,
and turn ``12:30`` into 750.
"""

import unicodedata
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from quizapp.errors import Fault, FileFaultsError
from quizapp.yamltree.characters import text_problem
from quizapp.yamltree.syntax import indentation_fault, syntax_fault
from quizapp.yamltree.tree import List, Map, Value

MOST_BYTES = 512 * 1024
DEEPEST = 12
#: The root is 1, a list in it 2, what is in the list 3.
DEPTH_OF_PARTS = 3
#: After so many faults of form nobody reads on.
MOST_FAULTS = 100
#: No list and no mapping of ours needs more.
MOST_VALUES = 10_000
#: Of lists, mappings and texts in one file: what ten thousand items need, and half more.
MOST_NODES = 600_000
#: No text of ours is longer.
LONGEST_TEXT = 64 * 1024
#: In a file beyond MOST_BYTES: so long may a line be, so many there may be, and so many
#: characters may stand in lines without content.
LONGEST_LINE = 20_000
MOST_LINES = 400_000
MOST_EMPTY = MOST_BYTES
#: How much of a name is repeated in a sentence.
LONGEST_NAME = 60


class _StoppedError(Exception):
    """There is no use in reading on."""


def read_file(path: Path, *, most_bytes: int = MOST_BYTES) -> Map:
    """Read a file whose root is a mapping. Faults as ``read_tree``'s."""
    data = read_bytes(path, most_bytes=most_bytes)
    return read_tree(data, name=str(path), most_bytes=most_bytes)


def read_bytes(path: Path, *, most_bytes: int) -> bytes:
    """Return what stands in a file; of one that is too large, a byte more than it may.

    Raises:
        FileFaultsError: it can't be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most_bytes + 1)
    except OSError:
        fault = Fault(0, "This file can't be read: check its name and its rights.")
        raise FileFaultsError(str(path), [fault]) from None


def read_tree(
    data: bytes,
    *,
    name: str,
    most_bytes: int = MOST_BYTES,
    most_inside: int = MOST_VALUES,
) -> Map:
    """Read YAML whose root is a mapping. Texts come out in NFC, otherwise as typed.

    Args:
        data: UTF-8, with or without a byte order mark, any line ends.
        name: what the file is called in errors.
        most_bytes: larger files are refused.
        most_inside: so many values may stand in what is part of a list.

    Raises:
        FileFaultsError: all faults of form, with their lines.
    """
    faults: list[Fault] = []
    text = _decoded(data, most_bytes, faults)
    faults += _character_faults(text)
    if len(text) > MOST_BYTES:
        faults += _size_faults(text)
    if not faults:
        builder = _Builder(text, most_inside)
        try:
            root = builder.root()
        except _StoppedError:
            root = None
        faults = builder.faults
        if root is not None and not faults:
            return root
    raise FileFaultsError(name, faults)


def _decoded(data: bytes, most_bytes: int, faults: list[Fault]) -> str:
    """Return the text of a file; nothing of it if that can't be known."""
    if len(data) > most_bytes:
        most = most_bytes // 1024
        faults.append(
            Fault(0, "The file is larger than %(most)s KB: split it.", {"most": most})
        )
        return ""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.append(
            Fault(line, "This isn't UTF-8 text: save the file again as UTF-8.")
        )
        return ""


def _character_faults(text: str) -> list[Fault]:
    """Return a fault for each line that holds what may stand in no text."""
    if text_problem(text) is None:
        return []
    return list(
        islice(
            (
                character_fault(number, problem)
                for number, line in enumerate(text.split("\n"), start=1)
                if (problem := text_problem(line))
            ),
            MOST_FAULTS,
        )
    )


def _size_faults(text: str) -> list[Fault]:
    """Return what makes a large file larger than any that people write."""
    if text.count("\n") >= MOST_LINES:
        return [
            Fault(
                MOST_LINES,
                "A file may have %(most)s lines at most: split it.",
                {"most": MOST_LINES},
            )
        ]
    empty = 0
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.lstrip(" \t")
        if not words or words[0] in "#\r":
            empty += len(line) + 1
        if len(line) > LONGEST_LINE:
            return [
                Fault(
                    number,
                    "A line may have %(most)s characters at most.",
                    {"most": LONGEST_LINE},
                )
            ]
        if empty > MOST_EMPTY:
            return [
                Fault(
                    number,
                    "Comments and empty lines may have %(most)s characters at most.",
                    {"most": MOST_EMPTY},
                )
            ]
    return []


def character_fault(line: int, problem: str) -> Fault:
    """Return the fault behind what ``text_problem`` found."""
    return Fault(
        line,
        "The invisible character %(code)s can't stand here: delete it.",
        {"code": f"U+{ord(problem):04X}"},
    )


class _Builder:
    """Builds the tree from events. Collects faults; stops where reading on is useless."""

    def __init__(self, text: str, most_inside: int) -> None:
        self.faults: list[Fault] = []
        self._text = text
        self._count = 0
        self._most_inside = most_inside
        self._parser = yaml.CBaseLoader(text)

    def root(self) -> Map:
        """Return the only document of the text."""
        self._check_beginning()
        self._next()
        if isinstance(self._next(), StreamEndEvent):
            self._stop(Fault(1, "The file is empty."))
        event = self._next()
        if not isinstance(event, MappingStartEvent):
            self._refuse_root(event)
        self._check_node(event)
        root = self._map(event, depth=1)
        self._check_ending()
        return root

    def _refuse_root(self, event: Any) -> NoReturn:
        """Say what is wrong with a text that isn't a mapping."""
        self._check_node(event)
        if self.faults:
            raise _StoppedError
        self._stop(
            Fault(_line(event), "The file must be made of lines such as “name: value”.")
        )

    def _check_beginning(self) -> None:
        """Refuse directives before the parser reads them: many make it slow."""
        number, line = _first_line(self._text)
        if line.startswith("%"):
            self._stop(
                Fault(number, "A line can't start with “%(sign)s” here.", {"sign": "%"})
            )

    def _check_ending(self) -> None:
        """Refuse a second document, without asking the parser to read it."""
        event = self._next()
        number, line = _first_line(self._text[event.end_mark.index :])
        if not line:
            return
        number += event.end_mark.line
        if event.explicit or line.startswith(("---", "%")):
            self._stop(
                Fault(
                    number,
                    "A file holds one document: take out the line “---” or “...”.",
                )
            )
        self._stop(indentation_fault(number))

    def _next(self) -> Any:
        try:
            return self._parser.get_event()
        except yaml.YAMLError as error:
            self._stop(syntax_fault(error, self._text))

    def _value(self, event: Any, *, depth: int) -> Value:
        self._check_node(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, AliasEvent):
            return ""
        if depth > DEEPEST:
            self._stop(Fault(_line(event), "Lists and names stand too deep here."))
        if isinstance(event, MappingStartEvent):
            return self._map(event, depth)
        return self._list(event, depth)

    def _check_node(self, event: Any) -> None:
        """Note what YAML reads as a reference, as a name for one, or as a type."""
        self._count += 1
        if self._count > MOST_NODES:
            self._stop(
                Fault(
                    _line(event),
                    "A file may have %(most)s values at most: split it.",
                    {"most": MOST_NODES},
                )
            )
        if isinstance(event, AliasEvent):
            sign = "*"
        elif event.anchor is not None:
            sign = "&"
        elif event.tag is not None:
            sign = "!"
        else:
            return
        self._add(
            Fault(
                _line(event),
                "A value that starts with “%(sign)s” must stand between quotes.",
                {"sign": sign},
            )
        )

    def _scalar(self, event: Any) -> str:
        text: str = event.value
        if len(text) > LONGEST_TEXT:
            self._stop(
                Fault(
                    _line(event),
                    "A text may have %(most)s characters at most.",
                    {"most": LONGEST_TEXT},
                )
            )
        if event.style == '"':  # the only one that can spell characters by number
            problem = text_problem(text)
            if problem is not None:
                self._add(character_fault(_line(event), problem))
                return ""
        return text if text.isascii() else unicodedata.normalize("NFC", text)

    def _list(self, start: Any, depth: int) -> List:
        values = List(_line(start))
        while not isinstance(event := self._next(), SequenceEndEvent):
            self._check_count(values, event, depth)
            values.lines.append(_line(event))
            values.append(self._value(event, depth=depth + 1))
        return values

    def _map(self, start: Any, depth: int) -> Map:
        values = Map(_line(start))
        while not isinstance(event := self._next(), MappingEndEvent):
            self._check_count(values, event, depth)
            name = self._name(event, depth)
            value = self._value(self._next(), depth=depth + 1)
            if name is None:
                continue
            if name in values:
                self._add(
                    Fault(
                        _line(event),
                        "“%(name)s” stands here twice: line %(first)s has it already.",
                        {"name": shortened(name), "first": values.lines[name]},
                    )
                )
            else:
                values[name] = value
                values.lines[name] = _line(event)
        return values

    def _name(self, event: Any, depth: int) -> str | None:
        name = self._value(event, depth=depth + 1)
        if isinstance(name, str) and name != "<<":
            return name
        self._add(
            Fault(_line(event), "Only a word may stand before the colon of a name.")
        )
        return None

    def _check_count(self, values: List | Map, event: Any, depth: int) -> None:
        most = MOST_VALUES if depth < DEPTH_OF_PARTS else self._most_inside
        if len(values) >= most:
            self._stop(
                Fault(
                    _line(event),
                    "A list may have %(most)s lines at most: split the file.",
                    {"most": most},
                )
            )

    def _add(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) >= MOST_FAULTS:
            raise _StoppedError

    def _stop(self, fault: Fault) -> NoReturn:
        self.faults.append(fault)
        raise _StoppedError


def shortened(text: str) -> str:
    """Return the beginning of a text, short enough to be repeated in a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"


def _first_line(text: str) -> tuple[int, str]:
    """Return the first line with more than a comment, and its number from 1."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            return number, line
    return 0, ""


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1
