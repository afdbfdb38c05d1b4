"""Text files of other programs: bytes in, lines out, in one spelling."""

import unicodedata
from typing import NoReturn

from quizapp.errors import Fault, FileFaultsError
from quizapp.yamltree.characters import text_problem, visible
from quizapp.yamltree.reading import MOST_FAULTS, MOST_LINES, character_fault

MOST_BYTES = 10 * 1024 * 1024
#: Of a format that says everything twice and has its pictures inside.
MOST_XML_BYTES = 2 * MOST_BYTES


def text_of(
    data: bytes, *, name: str, most_bytes: int = MOST_BYTES
) -> tuple[str, list[Fault]]:
    """Return a file's text in NFC, lines ended as in Unix, and what was left out of it.

    Raises:
        FileFaultsError: it is too large, no UTF-8, or no text.
    """
    if len(data) > most_bytes:
        most = most_bytes // 1024
        _refuse(
            name,
            Fault(0, "The file is larger than %(most)s KB: split it.", {"most": most}),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(
            name, Fault(line, "This isn't UTF-8 text: save the file again as UTF-8.")
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") >= MOST_LINES:
        _refuse(
            name,
            Fault(
                MOST_LINES,
                "A file may have %(most)s lines at most: split it.",
                {"most": MOST_LINES},
            ),
        )
    if text_problem(text) is None:
        return unicodedata.normalize("NFC", text), []
    return _mended(text, name)


def lines_of(text: str) -> dict[int, str]:
    """Return each line by its number."""
    return dict(enumerate(text.split("\n"), start=1))


def _mended(text: str, name: str) -> tuple[str, list[Fault]]:
    """Return a text without invisible characters, each line that had some reported."""
    warnings: list[Fault] = []
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        problem = text_problem(line)
        if problem is None:
            continue
        lines[number - 1] = visible(line)
        if text_problem(lines[number - 1]) is not None:
            _refuse(name, character_fault(number, problem))
        if len(warnings) < MOST_FAULTS:
            warnings.append(
                Fault(
                    number,
                    "The invisible character %(code)s is left out.",
                    {"code": f"U+{ord(problem):04X}"},
                    is_warning=True,
                )
            )
    return unicodedata.normalize("NFC", "\n".join(lines)), warnings


def _refuse(name: str, fault: Fault) -> NoReturn:
    raise FileFaultsError(name, [fault])
