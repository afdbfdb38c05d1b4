"""Files of banks from outside: their bytes, and the format that they are in."""

from pathlib import Path

from quizapp.banks.files.formats import FORMATS, Format
from quizapp.banks.files.recognition import recognised
from quizapp.banks.files.texts import MOST_XML_BYTES
from quizapp.yamltree.reading import read_bytes


def format_for(name: str, data: bytes, *, told: str = "") -> Format:
    """Return the format of a file: what somebody said it is, or what it looks like.

    Raises:
        InvalidError: nobody said it, and the file doesn't tell.
    """
    return FORMATS[told] if told else recognised(name, data)


def bytes_of(path: Path) -> bytes:
    """Return what stands in a file; of one that no reader takes, the beginning.

    Raises:
        FileFaultsError: it can't be read.
    """
    return read_bytes(path, most_bytes=MOST_XML_BYTES)
