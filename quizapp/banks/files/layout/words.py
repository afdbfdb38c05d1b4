"""What a line of the usual layout is: head of a question, option, field, key, heading."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from quizapp.banks.files.fieldwords import (
    BANK_WORDS,
    ITEM_WORDS,
    folded,
    truth,
    word,
)
from quizapp.banks.files.layout.lines import Line

#: A sign of the right option, before its letter, before its text or behind it.
STARS = "*✓✔√"

_CAU = re.compile(
    r"\s*(?:cau\s*hoi|cau|question)\s*(?:so\s*)?(?P<number>[0-9]{1,5})(?![0-9])"
    r"\s*(?:\([^()]{1,30}\)\s*)?[:.)/\-–]*\s*"
)
_BARE = re.compile(r"\s*(?P<number>[0-9]{1,5})\s*[.):/](?![0-9])\s*")
_POINTS = re.compile(r"\((?P<points>[0-9.,]{1,6})\s*(?:diem|d)\)")
_OPTION = re.compile(
    rf"\s*(?P<before>[{STARS}]\s*)?\(?(?:(?P<upper>[A-J])\s*(?P<star>[{STARS}]?)\s*"
    r"(?P<sign>[.):]|/(?=\s)|[-–](?=\s))|(?P<lower>[a-j])(?P<small>\)|[./](?=\s)))\s*"
)
_NEXT = re.compile(
    rf"(?P<gap>\t\s{{0,40}}|\s{{2,40}}|\s)(?P<before>[{STARS}]\s?)?(?P<letter>[A-Ja-j])"
    rf"\s?[{STARS}]?(?P<sign>[.):]|/(?=\s))"
)
_FIELD = re.compile(r"\s*[*\-–+•]?\s*(?P<name>[a-z][a-z /,]{0,30}?)\s*[:：]\s*")
_KEY = re.compile(
    r"\s*(?:(?:=>|->|→|⇒|\+)\s*)?(?:(?:dap\s*an|da|d/a|phuong\s*an)(?:\s*(?:dung|chinh xac))?"
    r"(?:\s*la)?|chon|answer)\s*[:.=\-–]?\s+(?=\S)"
)
_ARROW = re.compile(r"\s*(?:=>|->|→|⇒)\s*(?:chon|dap an|da)?\s*[:.]?\s*")
_KEY_HEADING = re.compile(
    r"\s*(?:[-–*.\s]*)(?:bang\s+)?(?:dap\s*an|ket qua)"
    r"(?:\s+(?:cac cau hoi|trac nghiem|de thi|bo cau hoi|phan .{1,20}))?\s*[-–*.:\s]*"
)
_ENTRY = re.compile(
    r"[\s|;,]*(?:cau\s*)?(?P<number>[0-9]{1,5})\s*[.:)\-–=/]*\s*"
    r"(?P<value>dung|sai|[a-jdsđ](?:(?:\s*[,&+]\s*|)[a-j])*)(?![a-z0-9])\s*[.]?"
)
_ANY_ENTRY = re.compile(
    r"\s*(?:cau\s*)?(?P<number>[0-9]{1,5})\s*[.:)\-–=/]\s*(?P<value>\S.{0,300})"
)
_HEADING = re.compile(
    r"\s*(?P<level>phan|chuong|muc|bai|chu de|chuyen de)\s+(?:thu\s+)?"
    r"(?:[ivxl]{1,6}|[0-9]{1,3}|[a-e]|nhat|hai|ba|tu|nam)\b\s*(?P<sign>[.:)\-–]?)\s*"
)
_LEVELS = {"phan": 1, "chuong": 2, "chu de": 2, "chuyen de": 2, "muc": 3, "bai": 4}
_LETTERS = re.compile(
    r"\s*[a-j](?:(?:\s*[,;&+/]\s*|\s+(?:va|hoac)\s+|\s*)[a-j])*\s*\.?\s*"
)
_LONGEST_HEADING = 150


class Head(NamedTuple):
    """The beginning of a question."""

    number: int
    #: ``Câu`` stands there, so that no other number can be meant.
    is_sure: bool
    rest: Line
    points: str = ""


class Mark(NamedTuple):
    """An option as it stands in its line."""

    letter: str
    #: The letter as it looks.
    label: Line
    rest: Line
    is_starred: bool


class Told(NamedTuple):
    """A named field and its value."""

    name: str
    rest: Line


def head_of(line: Line) -> Head | None:
    """Return the question that begins in a line."""
    found = _CAU.match(line.folded)
    is_sure = found is not None
    found = found or _BARE.match(line.folded)
    if found is None:
        return None
    points = _POINTS.search(found[0])
    told = line.text[points.start("points") : points.end("points")] if points else ""
    return Head(int(found["number"]), is_sure, line.cut(found.end()), told)


def mark_of(line: Line) -> Mark | None:
    """Return the option that a line begins with; a star is taken off."""
    found = _OPTION.match(line.text)
    if found is None:
        return None
    letter = (found["upper"] or found["lower"]).upper()
    at = found.start("upper" if found["upper"] else "lower")
    rest, is_starred = _unstarred(line.cut(found.end()))
    is_starred = is_starred or bool(found["before"] or found["star"])
    return Mark(letter, line.cut(at, at + 1), rest, is_starred)


def _unstarred(line: Line) -> tuple[Line, bool]:
    """Return an option's text without a star before or behind it, and whether it had."""
    text = line.text
    start = 1 if text[:1] and text[0] in STARS else 0
    end = len(text) - (1 if text[start:] and text[-1] in STARS else 0)
    if text[:end].endswith("(") or text[end - 1 :].startswith("\\"):
        return line, False
    for behind in ("(*)", "(đúng)", "(Đúng)"):
        if text.endswith(behind) and len(text) > len(behind):
            return line.cut(0, len(text) - len(behind)), True
    if start == 0 and end == len(text):
        return line, False
    return line.cut(start, end), True


def parted(line: Line, first: str, *, follows: str) -> list[Line]:
    """Return the options that stand in one line, the first of which is ``first``.

    Args:
        line: begins with the option ``first``.
        first: its letter.
        follows: the letter that the next line begins with; a single blank parts no
            option of that letter off.
    """
    cuts = [0]
    expected = chr(ord(first) + 1)
    for found in _NEXT.finditer(line.text, 1):
        is_wide = found["gap"] != " "
        if found["letter"].upper() != expected:
            continue
        if is_wide or (follows != expected and found["letter"].isupper()):
            cuts.append(found.start())
            expected = chr(ord(expected) + 1)
    return [line.cut(start, end) for start, end in zip(cuts, [*cuts[1:], None])]  # noqa: B905


def options_inside(line: Line) -> int | None:
    """Return where the options begin that stand behind a question, in its own line."""
    found = re.search(rf"[\s?:.](?P<at>[{STARS}]?A[.)]\s?)", line.text)
    if found is None:
        return None
    tail = line.cut(found.start("at"))
    return found.start("at") if len(parted(tail, "A", follows="")) > 1 else None


def field_of(line: Line) -> Told | None:
    """Return the field of a question that a line tells."""
    return _told(line, ITEM_WORDS)


def bank_field_of(line: Line) -> Told | None:
    """Return the field of the bank that a line tells."""
    return _told(line, BANK_WORDS)


def _told(line: Line, words: dict[str, str]) -> Told | None:
    found = _FIELD.match(line.folded)
    if found is None:
        return None
    name = words.get(" ".join(found["name"].split()))
    return Told(name, line.cut(found.end())) if name else None


def key_of(line: Line) -> Line | None:
    """Return the key that a line tells, with or without a colon, or None."""
    told = field_of(line)
    if told is not None:
        return told.rest if told.name == "key" else None
    if found := _ARROW.match(line.folded):
        return line.cut(found.end())
    found = _KEY.match(line.folded)
    if found is None:
        return None
    rest = line.cut(found.end())
    is_key = letters_of(rest.text) or truth(rest.text) is not None
    return rest if is_key else None


def is_key_heading(line: Line) -> bool:
    """Tell whether keys of many questions stand below."""
    return len(line.text) < 80 and bool(_KEY_HEADING.fullmatch(line.folded))


def entries_of(line: Line) -> list[tuple[int, str]]:
    """Return numbers with keys, if a line is made of nothing else."""
    found: list[tuple[int, str]] = []
    end = len(line.folded.rstrip(" .;,|\t"))
    at = 0
    while at < end:
        entry = _ENTRY.match(line.folded, at)
        if entry is None or entry.end() == at:
            return []
        value = line.text[entry.start("value") : entry.end("value")]
        found.append((int(entry["number"]), value))
        at = entry.end()
    return found


def entry_of(line: Line) -> tuple[int, Line] | None:
    """Return a number and whatever answer stands behind it."""
    found = _ANY_ENTRY.fullmatch(line.folded.rstrip())
    if found is None:
        return None
    return int(found["number"]), line.cut(found.start("value"))


def heading_of(line: Line) -> tuple[int, str] | None:
    """Return level and name of a chapter that begins in a line."""
    if len(line.text) > _LONGEST_HEADING or line.text.rstrip().endswith("?"):
        return None
    found = _HEADING.match(line.folded)
    if found is not None:
        name = line.cut(found.end()).text
        if found["sign"] or not name or line.heading or line.text.isupper():
            return _LEVELS[found["level"]], name or line.cut(0).text
    if line.heading > 1:
        return line.heading, line.cut(0).text
    return None


def letters_of(text: str) -> list[str]:
    """Return the letters of a key such as ``A, C`` or ``BD``; none: it is no such key."""
    if len(text) > 40 or "đ" in text.lower() or not _LETTERS.fullmatch(folded(text)):
        return []
    told = re.sub(r"va|hoac", " ", folded(text))
    found = re.findall(r"[a-j]", told)
    is_word = re.search(r"[a-j]{2}", told) is not None
    if is_word and (not text.isupper() or found != sorted(set(found))):
        return []
    return [letter.upper() for letter in dict.fromkeys(found)]


def letter_before(text: str) -> tuple[str, str] | None:
    """Return letter and text of a key that says both: ``B. Năm 1930``."""
    found = re.match(r"\s*([A-Ja-j])\s*[.):\-–/]\s*(\S.*)", text, re.S)
    return (found[1].upper(), found[2].strip()) if found else None


def pairs_in(rows: list[list[str]]) -> Iterator[tuple[int, str]] | None:
    """Return the numbers and keys of a table that holds nothing else, or None."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    across = _across(cells)
    return iter(across) if across else None


def _across(rows: list[list[str]]) -> list[tuple[int, str]]:
    body = [row for row in rows if any(row)]
    if body and all(not _number(cell) for cell in body[0]) and _is_title(body[0]):
        body = body[1:]
    for read in (_by_columns, _by_rows):
        found = read(body)
        if len(found) > 1 or (found and len(body) <= 2):
            return found
    return []


def _is_title(row: list[str]) -> bool:
    return all(not cell or word(cell) in _COLUMN_TITLES for cell in row)


_COLUMN_TITLES = {"cau", "cau hoi", "stt", "so", "cau so", "dap an", "da", "tt", "key"}


def _by_rows(rows: list[list[str]]) -> list[tuple[int, str]]:
    """Read rows of numbers, each with a row of keys below."""
    found: list[tuple[int, str]] = []
    if len(rows) % 2:
        return []
    for numbers, keys in zip(rows[::2], rows[1::2], strict=True):
        for told, key in zip(numbers, keys, strict=False):
            if not told and not key:
                continue
            number = _number(told)
            if number and key and len(key) <= 60:
                found.append((number, key))
            elif word(told) not in _COLUMN_TITLES:
                return []
    return found


def _by_columns(rows: list[list[str]]) -> list[tuple[int, str]]:
    """Read cells in pairs of a number and a key, or cells that hold both."""
    found: list[tuple[int, str]] = []
    for row in rows:
        told = [cell for cell in row if cell]
        both = [_both(cell) for cell in told]
        if told and all(both):
            found += [pair for pair in both if pair]
            continue
        if len(told) % 2:
            return []
        for number, key in zip(told[::2], told[1::2], strict=True):
            if not _number(number) or not _is_key(key):
                return []
            found.append((_number(number), key))
    return found


def _both(cell: str) -> tuple[int, str] | None:
    found = re.fullmatch(r"(?:[Cc]âu\s*)?(\d{1,5})\s*[.:)\-–]\s*(\S.{0,40})", cell)
    return (int(found[1]), found[2]) if found and _is_key(found[2]) else None


def _is_key(text: str) -> bool:
    return bool(letters_of(text)) or truth(text) is not None


def _number(cell: str) -> int:
    found = re.fullmatch(r"(?:[Cc][âa]u\s*)?(\d{1,5})[.:)]?", cell)
    return int(found[1]) if found else 0
