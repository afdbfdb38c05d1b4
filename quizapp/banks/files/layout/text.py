"""Pasted text in the usual layout."""

import re
from collections.abc import Iterator, Mapping

from quizapp.banks.files.layout.lines import Paragraph, tidy
from quizapp.banks.files.layout.reading import tree_of
from quizapp.banks.files.layout.writing import shown
from quizapp.banks.files.literal import Run
from quizapp.banks.files.sheet import Sheet, Written
from quizapp.banks.files.typed import Taker
from quizapp.banks.rules import Bank
from quizapp.errors import Fault, FileFaultsError

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 400_000
LONGEST_LINE = 20_000

_LINE_ENDS = re.compile(r"\r\n?")


def read(data: bytes, *, name: str) -> Sheet:
    """Read text into a sheet.

    Raises:
        FileFaultsError: it is too large, no text, or has too many questions.
    """
    lines = _LINE_ENDS.sub("\n", _decoded(data, name)).split("\n")
    if len(lines) > MOST_LINES:
        _refuse(name, Fault(MOST_LINES, "The file has too many lines: split it."))
    texts = {place: line for place, line in enumerate(lines, start=1) if line.strip()}
    taker = Taker()
    tree = tree_of(_paragraphs(lines, name), taker, name=name)
    return Sheet(
        name,
        tree,
        place="line",
        faults=tuple(taker.faults),
        warnings=tuple(taker.warnings),
        texts=texts,
    )


def write(bank: Bank, pictures: Mapping[str, bytes]) -> Written:
    """Write a bank as plain text; looks, formulas and pictures are lost."""
    paragraphs, losses = shown(bank, form="TXT", is_plain=True)
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [""] if paragraph.is_apart and lines else []
        lines.append("".join(run.text for run in paragraph.runs))
    return Written(("\n".join(lines) + "\n").encode(), tuple(losses))


def _paragraphs(lines: list[str], name: str) -> Iterator[Paragraph]:
    for place, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            _refuse(
                name,
                Fault(
                    place,
                    "This paragraph is too long to be a question's: %(most)s characters"
                    " at most.",
                    {"most": LONGEST_LINE},
                ),
            )
        yield Paragraph(place, [Run(tidy(line, place=place, name=name))], is_line=True)


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        _refuse(name, Fault(0, "The file is larger than 10 MB: split it."))
    for start, coding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(start):
            return data.decode(coding, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refuse(
            name, Fault(line, "This isn't UTF-8 text: save the file again as UTF-8.")
        )


def _refuse(name: str, fault: Fault) -> str:
    raise FileFaultsError(name, [fault])
