"""Which format a file is in, by its suffix or by what stands in it."""

import re
from pathlib import Path, PurePath

from quizapp.banks.files.formats import FORMATS, Format, format_of
from quizapp.banks.files.texts import MOST_XML_BYTES
from quizapp.errors import InvalidError
from quizapp.yamltree.reading import read_bytes

#: So much of a file is looked at.
_BEGINNING = 100_000
#: What only one of the formats of text has.
_SIGNS = {
    "moodle-xml": re.compile(
        r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<quiz\b", re.S
    ),
    "aiken": re.compile(r"^[A-Z][.)]\s.*\n\s*ANSWER\s*:\s*[A-Z]\s*$", re.M),
    "gift": re.compile(r"(?<!\\)\{\s*(?:[=~#}]|(?:T|F|TRUE|FALSE)\s*[#}])"),
    "yaml": re.compile(r"^items\s*:\s*$", re.M),
}


def format_for(name: str, data: bytes, *, told: str = "") -> Format:
    """Return the format of a file.

    Args:
        name: what the file is called; its suffix decides if it names one format.
        data: what stands in it; it decides where the suffix doesn't.
        told: the format's name, if somebody said it.

    Raises:
        InvalidError: neither tells.
    """
    if told:
        return FORMATS[told]
    if PurePath(name).suffix.lower() not in {".txt", ""}:
        return format_of(name)
    text = data[:_BEGINNING].decode("utf-8-sig", errors="replace")
    text = text.replace("\r\n", "\n")
    found = [form for form, sign in _SIGNS.items() if sign.search(text)]
    if len(found) != 1:
        raise InvalidError(
            "“%(name)s” may be in several formats: say by --from which of %(known)s it"
            " is.",
            name=name,
            known=", ".join(FORMATS),
        )
    return FORMATS[found[0]]


def bytes_of(path: Path) -> bytes:
    """Return what stands in a file; of one that no reader takes, the beginning.

    Raises:
        FileFaultsError: it can't be read.
    """
    return read_bytes(path, most_bytes=MOST_XML_BYTES)
