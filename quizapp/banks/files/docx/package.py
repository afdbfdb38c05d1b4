"""A Word file opened: its parts, read as XML that can do nothing."""

import io
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any, NoReturn

from lxml import etree

from quizapp.banks.files.packed import MEGABYTE, Packed
from quizapp.errors import Fault, FileFaultsError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Word can save in a stricter form, whose names are others.
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MOST_XML = 64 * MEGABYTE
#: Of styles, lists and the like.
MOST_SMALL_XML = 8 * MEGABYTE
#: Elements of the document: ten thousand questions of ours have under a million.
MOST_ELEMENTS = 2_000_000
MOST_PICTURE = 10 * MEGABYTE
MOST_PICTURES = 20 * MEGABYTE

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
}


class Package:
    """The parts of a Word file that matter."""

    def __init__(self, data: bytes, *, name: str) -> None:
        self.name = name
        self._check_beginning(data)
        self._packed = Packed(data, name=name)
        self._check_macros()
        self.main = self._main_part()
        self._related = {
            related.get("Id"): related
            for related in self._rels(self.main)
            if related.get("TargetMode") != "External"
        }
        self._pictured = 0

    def blocks(self, tags: list[str]) -> Iterator[tuple[str, Any]]:
        """Return (start or end, element) of the document for these tags, in order."""
        data = self._packed.read(self.main, most=MOST_XML)
        self._check_xml(data)
        if data.count(b"<") - data.count(b"</") > MOST_ELEMENTS:
            self.refuse(Fault(0, "The file has too many paragraphs: split it."))
        try:
            yield from etree.iterparse(
                io.BytesIO(data), events=("start", "end"), tag=tags, **_SAFE
            )
        except etree.XMLSyntaxError:
            self.refuse_broken()

    def part(self, kind: str) -> Any:
        """Return the tree of the part of a kind, such as ``styles``; None: no such."""
        for related in self._related.values():
            if (related.get("Type") or "").endswith(f"/{kind}"):
                member = self._member(related)
                if member in self._packed:
                    return self._tree(member)
        return None

    def picture(self, related_id: str) -> bytes | None:
        """Return the bytes of a picture in the file; None: it isn't in there."""
        related = self._related.get(related_id)
        member = self._member(related) if related is not None else ""
        if member not in self._packed:
            return None
        self._pictured += self._packed.size(member)
        if self._pictured > MOST_PICTURES:
            self.refuse(
                Fault(
                    0,
                    "The pictures in this file are too large: %(most)s MB at most"
                    " together; compress them in Word.",
                    {"most": MOST_PICTURES // MEGABYTE},
                )
            )
        return self._packed.read(member, most=MOST_PICTURE)

    def refuse(self, fault: Fault) -> NoReturn:
        """Give the whole file up."""
        raise FileFaultsError(self.name, [fault])

    def refuse_broken(self) -> NoReturn:
        """Give up a file that Word itself would have to mend."""
        self.refuse(
            Fault(
                0,
                "This can't be read as a Word file: open it in Word and save it anew as"
                " .docx.",
            )
        )

    def _check_beginning(self, data: bytes) -> None:
        if data.startswith(_OLE):
            if "EncryptedPackage".encode("utf-16-le") in data:
                self.refuse(
                    Fault(0, "This file has a password: save it without one in Word.")
                )
            self.refuse(
                Fault(
                    0,
                    "This is a file of the old kind .doc: open it in Word and save it as"
                    " .docx.",
                )
            )
        if not data.startswith(b"PK"):
            self.refuse_broken()

    def _check_macros(self) -> None:
        if any(name.lower().endswith("vbaproject.bin") for name in self._packed):
            self.refuse(
                Fault(
                    0,
                    "This file holds macros (.docm): save it in Word as .docx, without"
                    " macros.",
                )
            )

    def _main_part(self) -> str:
        mains = [
            str(related.get("Target") or "").lstrip("/")
            for related in self._rels("")
            if (related.get("Type") or "").endswith("/officeDocument")
        ]
        if not mains or mains[0] not in self._packed:
            self.refuse_broken()
        return mains[0]

    def _rels(self, part: str) -> list[Any]:
        folder, _, name = part.rpartition("/")
        member = join(folder, "_rels", f"{name}.rels")
        return list(self._tree(member)) if member in self._packed else []

    def _member(self, related: Any) -> str:
        target = related.get("Target") or ""
        if target.startswith("/"):
            return str(normpath(target)).lstrip("/")
        return str(normpath(join(dirname(self.main), target)))

    def _tree(self, member: str) -> Any:
        data = self._packed.read(member, most=MOST_SMALL_XML)
        self._check_xml(data)
        try:
            return etree.fromstring(data, etree.XMLParser(**_SAFE))
        except etree.XMLSyntaxError:
            self.refuse_broken()

    def _check_xml(self, data: bytes) -> None:
        """Refuse what Word never writes: declarations of types and entities."""
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            self.refuse_broken()
        if STRICT in data[:4000]:
            self.refuse(
                Fault(
                    0,
                    "This file is of the kind “Strict Open XML”: save it in Word as a"
                    " plain Word document (.docx).",
                )
            )
