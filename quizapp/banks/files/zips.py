"""An archive of several banks with their pictures: one sheet for each bank in it.

Nothing is unpacked to disk, and no archive inside of the archive is opened.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from quizapp.banks.files.formats import FORMATS, Format
from quizapp.banks.files.packed import MEGABYTE, Packed
from quizapp.banks.files.recognition import recognised
from quizapp.banks.files.sheet import Sheet
from quizapp.errors import Fault, FileFaultsError, InvalidError
from quizapp.yamltree import Map

MOST_BANKS = 50
MOST_PICTURE = 10 * MEGABYTE

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz")
#: What systems leave in folders.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_OFFICE = ("[Content_Types].xml", "xl/workbook.xml", "word/document.xml")


@dataclass(frozen=True)
class Found:
    """A bank in an archive."""

    format: Format
    #: Its name begins with the archive's; a file that can't be read has faults alone.
    sheet: Sheet


def is_archive(data: bytes) -> bool:
    """Tell whether a file is an archive of files, and no file of Word or Excel."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        members = Packed(data, name="")
    except FileFaultsError:
        return True
    return not any(part in members for part in _OFFICE)


def read(data: bytes, *, name: str) -> list[Found]:
    """Read every bank in an archive, in the order of names.

    Raises:
        FileFaultsError: the archive itself can't be taken.
    """
    packed = Packed(data, name=name)
    members = sorted(member for member in packed if not _is_litter(member))
    _check(members, name)
    banks = [member for member in members if _is_bank(member)]
    pictures = {member for member in members if _suffix(member) in _PICTURES}
    _check_banks(banks, name)
    others = [one for one in members if one not in pictures and one not in banks]
    found = [_found(packed, member, pictures) for member in banks]
    found[0] = replace(found[0], sheet=_with_others(found[0].sheet, others))
    return found


def _check(members: list[str], name: str) -> None:
    faults = [
        Fault(
            0,
            "“%(member)s” is an archive inside of the archive: unpack it first.",
            {"member": member},
        )
        for member in members
        if _suffix(member) in _ARCHIVES
    ]
    if faults:
        raise FileFaultsError(name, faults)


def _check_banks(banks: list[str], name: str) -> None:
    if not banks:
        raise FileFaultsError(
            name,
            [
                Fault(
                    0,
                    "There is no bank in this archive: put files of Word, Excel or YAML"
                    " into it.",
                )
            ],
        )
    if len(banks) > MOST_BANKS:
        raise FileFaultsError(
            name,
            [
                Fault(
                    0,
                    "There are too many files in this archive: %(most)s at most.",
                    {"most": MOST_BANKS},
                )
            ],
        )


def _found(packed: Packed, member: str, pictures: set[str]) -> Found:
    full = f"{packed.name}/{member}"
    beside = _beside(packed, member, pictures)
    try:
        data = packed.read(member)
        form = recognised(member, data)
        sheet = form.read(data, name=full)
    except FileFaultsError as error:
        form = FORMATS.get(_suffix(member)[1:], FORMATS["text"])
        return Found(form, Sheet(full, Map(1), faults=tuple(error.faults)))
    except InvalidError as error:
        fault = Fault(0, error.message, error.params)
        return Found(FORMATS["text"], Sheet(full, Map(1), faults=(fault,)))
    return Found(form, replace(sheet, pictures={**beside, **sheet.pictures}))


def _beside(packed: Packed, member: str, pictures: set[str]) -> Mapping[str, bytes]:
    """Return the pictures in the folder of a bank, by file name."""
    folder = PurePosixPath(member).parent
    return {
        PurePosixPath(picture).name: packed.read(picture, most=MOST_PICTURE)
        for picture in sorted(pictures)
        if PurePosixPath(picture).parent == folder
    }


def _with_others(sheet: Sheet, others: list[str]) -> Sheet:
    """Return a sheet that says which files of the archive nobody reads."""
    warnings = tuple(
        Fault(
            0,
            "“%(member)s” in this archive is no bank and no picture: left out.",
            {"member": other},
            is_warning=True,
        )
        for other in others
    )
    return replace(sheet, warnings=(*warnings, *sheet.warnings))


def _is_bank(member: str) -> bool:
    known = {suffix for one in FORMATS.values() for suffix in one.suffixes}
    return _suffix(member) in known | {".txt", ".doc", ".xls", ".docm", ".xlsm"}


def _is_litter(member: str) -> bool:
    name = PurePosixPath(member).name
    return member.startswith(_LITTER) or name in _LITTER or name.startswith(("~$", "."))


def _suffix(member: str) -> str:
    return PurePosixPath(unicodedata.normalize("NFC", member)).suffix.lower()
