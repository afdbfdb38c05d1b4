"""Zip archives that somebody sent: looked at before anything of them is unpacked.

Nothing is ever written to disk. Word's and Excel's files are such archives too.
"""

import io
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import NoReturn

from quizapp.errors import Fault, FileFaultsError

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_MEMBERS = 2_000
MOST_UNPACKED = 100 * MEGABYTE
#: Letters and tables shrink to a twentieth, or a hundredth where they repeat; what
#: shrinks more is made to burst.
MOST_RATIO = 400
#: Below this nobody asks how much something shrank.
SMALL = MEGABYTE

_ENTRY = b"PK\x01\x02"


class Packed:
    """An archive whose list of members is in order."""

    def __init__(self, data: bytes, *, name: str) -> None:
        self.name = name
        self._zip = _opened(data, name)
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._members_folded: set[str] = set()
        for member in self._zip.infolist():
            self._check_member(member)
        self._check_sums()

    def __contains__(self, member: str) -> bool:
        return member in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def size(self, member: str) -> int:
        """Return how large a member says that it is."""
        return self._members[member].file_size

    def read(self, member: str, *, most: int = MOST_UNPACKED) -> bytes:
        """Return the bytes of a member.

        Raises:
            FileFaultsError: it is larger than allowed, or broken.
        """
        found = self._members[member]
        if found.file_size > most:
            self._refuse_size(member, most)
        try:
            with self._zip.open(found) as file:
                data = file.read(found.file_size + 1)
        except _BROKEN:
            self._refuse(
                Fault(
                    0,
                    "“%(member)s” in this archive is broken: pack the files anew.",
                    {"member": _shown(member)},
                )
            )
        if len(data) != found.file_size:
            self._refuse_size(member, found.file_size)
        return data

    def _check_member(self, member: zipfile.ZipInfo) -> None:
        name = unicodedata.normalize("NFC", member.filename)
        if name.endswith("/"):
            return
        if _is_outside(name) or "\0" in (member.orig_filename or "") or len(name) > 300:
            self._refused(
                name,
                "“%(member)s” isn't the name of a file in a folder: pack the files anew.",
            )
        if stat.S_ISLNK(member.external_attr >> 16):
            self._refused(
                name, "“%(member)s” is a link and no file: pack the file itself."
            )
        if member.flag_bits & 0x1:
            self._refused(
                name, "“%(member)s” has a password: pack the files without one."
            )
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            self._refused(
                name,
                "“%(member)s” is packed in an unusual way: pack the files as a plain ZIP.",
            )
        if name.casefold() in self._members_folded:
            self._refused(
                name, "“%(member)s” is in this archive twice: leave one of them."
            )
        self._members_folded.add(name.casefold())
        self._members[name] = member

    def _check_sums(self) -> None:
        total = 0
        end = 0
        for member in sorted(
            self._members.values(), key=lambda member: member.header_offset
        ):
            total += member.file_size
            is_burst = member.file_size > SMALL and member.file_size > MOST_RATIO * max(
                member.compress_size, 1
            )
            if is_burst:
                self._refused(
                    member.filename,
                    "“%(member)s” grows out of all measure when it is unpacked, as no"
                    " file of people does: pack the files anew.",
                )
            if total > MOST_UNPACKED:
                self._refuse_size(member.filename, MOST_UNPACKED)
            if member.header_offset < end:
                self._refuse_broken()
            end = member.header_offset + 30 + member.compress_size

    def _refuse_broken(self) -> NoReturn:
        self._refuse(Fault(0, "This archive is broken: pack the files anew."))

    def _refused(self, member: str, message: str) -> NoReturn:
        self._refuse(Fault(0, message, {"member": _shown(member)}))

    def _refuse_size(self, member: str, most: int) -> NoReturn:
        self._refuse(
            Fault(
                0,
                "“%(member)s” is too large once it is unpacked: %(most)s MB at most.",
                {"member": _shown(member), "most": max(most // MEGABYTE, 1)},
            )
        )

    def _refuse(self, fault: Fault) -> NoReturn:
        raise FileFaultsError(self.name, [fault])


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    if len(data) > MOST_BYTES:
        raise FileFaultsError(
            name, [Fault(0, "The file is larger than 10 MB: split it.")]
        )
    if data.count(_ENTRY) > MOST_MEMBERS:
        raise FileFaultsError(
            name,
            [
                Fault(
                    0,
                    "There are too many files in this archive: %(most)s at most.",
                    {"most": MOST_MEMBERS},
                )
            ],
        )
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (*_BROKEN, IndexError, OverflowError, UnicodeError):
        raise FileFaultsError(
            name, [Fault(0, "This archive is broken: pack the files anew.")]
        ) from None


def _is_outside(name: str) -> bool:
    """Tell whether a name leads out of the folder that it is unpacked in."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ":" in name or ".." in parts or "" in parts


def _shown(name: str) -> str:
    printable = "".join(char if char.isprintable() else "?" for char in name)
    return printable if len(printable) <= 60 else f"{printable[:60]}…"
