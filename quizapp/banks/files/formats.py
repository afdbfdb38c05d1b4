"""The formats of banks by name and by suffix."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from quizapp.banks.files import aiken, docx, gift, layout, moodle_xml, xlsx, yaml
from quizapp.banks.files.sheet import Sheet, Written
from quizapp.banks.rules import Bank
from quizapp.errors import InvalidError


@dataclass(frozen=True)
class Format:
    """One way of writing a bank down."""

    name: str
    #: In small letters, with the dot.
    suffixes: tuple[str, ...]
    #: Bytes and ``name=``, what the file is called in reports. Raises FileFaultsError
    #: where the file as a whole can't be read.
    read: Callable[..., Sheet]
    #: A bank, and the bytes of its pictures by file name.
    write: Callable[[Bank, Mapping[str, bytes]], Written]


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("yaml", (".yaml", ".yml"), yaml.read, lambda bank, _: yaml.write(bank)),
        Format("docx", (".docx",), docx.read, docx.write),
        Format("xlsx", (".xlsx",), xlsx.read, xlsx.write),
        # .txt may hold anything: ``recognition`` looks into it.
        Format("text", (), layout.read, layout.write),
        Format("gift", (".gift",), gift.read, gift.write),
        Format("aiken", (".aiken",), aiken.read, aiken.write),
        Format("moodle-xml", (".xml",), moodle_xml.read, moodle_xml.write),
    )
}


def format_of(file_name: str) -> Format:
    """Return the format that a file's suffix names.

    Raises:
        InvalidError: none has this suffix.
    """
    suffix = PurePath(file_name).suffix.lower()
    for one in FORMATS.values():
        if suffix in one.suffixes:
            return one
    known = ", ".join(s for one in FORMATS.values() for s in one.suffixes)
    raise InvalidError(
        "“%(name)s” has no suffix that we know: give the format, or use one of"
        " %(known)s.",
        name=file_name,
        known=known,
    )
