"""Which format a file is in: by what stands in it first, by its name only then."""

import re
from collections.abc import Callable

from quizapp.banks.files.formats import FORMATS, Format, format_of
from quizapp.banks.files.packed import Packed
from quizapp.errors import FileFaultsError, InvalidError

#: So much of a text tells what it is.
_BEGINNING = 200_000
_OLE = b"\xd0\xcf\x11\xe0"
_YAML = re.compile(r"^items:\s*$", re.M)
_YAML_ITEM = re.compile(r"^\s+(?:- )?(?:kind|stem):\s", re.M)
_AIKEN = re.compile(r"^ANSWER:\s*[A-Z]\s*$", re.M)
_GIFT_BRACE = re.compile(r"(?<!\\)\{(?:[^{}\\]|\\.){0,5000}(?<!\\)\}", re.S)
_GIFT_INSIDE = re.compile(r"\{\s*(?:=|~|#|T(?:RUE)?\b|F(?:ALSE)?\b)", re.I)
_GIFT_SURE = re.compile(r"^(?:\$CATEGORY:|::[^:\n]+::)", re.M)
#: Only the usual layout counts its questions so.
_CAU = re.compile(r"^\s*c[âa]u\s*(?:h[ỏo]i\s*)?[0-9]", re.I | re.M)
#: A member of an archive → the format that has it.
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def recognised(name: str, data: bytes) -> Format:
    """Return the format of a file, whatever it is called.

    Args:
        name: of the file; empty for pasted text.
        data: its bytes.

    Raises:
        InvalidError: its content tells nothing, and its suffix neither.
    """
    found = _by_content(name, data)
    if found in FORMATS:
        return FORMATS[found]
    return format_of(name)


def _by_content(name: str, data: bytes) -> str:
    """Return the name of a format; empty: what stands there doesn't say."""
    if data.startswith(b"PK"):
        return _of_archive(name, data)
    if data.startswith(_OLE):
        # Old Word and Excel: their readers say how to save them anew.
        is_sheet = "Workbook".encode("utf-16-le") in data or name.lower().endswith(
            (".xls", ".xlsx")
        )
        return "xlsx" if is_sheet else "docx"
    text = data[:_BEGINNING].decode("utf-8-sig", errors="replace")
    if "\0" in text and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    return _of_text(text.replace("\r\n", "\n"), name)


def _of_archive(name: str, data: bytes) -> str:
    try:
        members = Packed(data, name=name)
    except FileFaultsError:
        return ""
    for member in members:
        for part, form in _PARTS.items():
            if member == part or (
                form == "docx" and re.fullmatch(r"word/document\d*\.xml", member)
            ):
                return form
    return ""


def _of_text(text: str, name: str) -> str:
    for form, is_so in _LOOKS:
        if is_so(text):
            return form
    try:
        return "" if name and format_of(name).name in _TEXTS else "text"
    except InvalidError:
        return "text"


def _is_gift(text: str) -> bool:
    return _GIFT_SURE.search(text) is not None or (
        _CAU.search(text) is None
        and any(_GIFT_INSIDE.match(found[0]) for found in _GIFT_BRACE.finditer(text))
    )


#: A format of text, and how it is told from the others.
_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("moodle-xml", lambda text: text.lstrip().startswith(("<?xml", "<quiz"))),
    ("yaml", lambda text: bool(_YAML.search(text) and _YAML_ITEM.search(text))),
    ("aiken", lambda text: bool(_AIKEN.search(text) and not _CAU.search(text))),
    ("gift", _is_gift),
)
#: A file that is called so is read as such, though it doesn't look like it.
_TEXTS = {"yaml", "gift", "aiken", "moodle-xml"}
