"""PDF by Typst, from a template of ours and data in JSON."""

import json
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

from quizapp.documents.letters import fonts, printable
from quizapp.errors import DomainError

TEMPLATES = Path(__file__).parent / "templates"
#: Readable by machines that read aloud.
STANDARD: Literal["ua-1"] = "ua-1"
#: Of picture files, by their first bytes.
_SIGNS = {b"\x89PNG": "png", b"\xff\xd8": "jpg", b"RIFF": "webp"}


def pdf(
    template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a tagged PDF (PDF/UA-1).

    Args:
        template: a file of ``documents/templates``, without its suffix.
        data: what it prints, as JSON; texts as ``tree`` returns them.
        pictures: by the file name that texts call them by.

    Raises:
        DomainError: it can't be printed.
    """
    return b"".join(_compiled(template, data, pictures, kind="pdf"))


def pages_as_png(
    template: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None = None,
    *,
    ppi: float = 96,
) -> list[bytes]:
    """Return a picture of each page, to look at. Errors as ``pdf``'s."""
    return _compiled(template, data, pictures, kind="png", ppi=ppi)


def _compiled(
    template: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None,
    *,
    kind: Literal["pdf", "png"],
    ppi: float = 96,
) -> list[bytes]:
    with tempfile.TemporaryDirectory(prefix="quizapp-print-") as folder:
        root = Path(folder)
        files = _put_pictures(root, pictures or {})
        told = json.dumps({**data, "pictures": files}, ensure_ascii=False)
        (root / "data.json").write_text(
            printable(unicodedata.normalize("NFC", told)), encoding="utf-8"
        )
        source = root / "main.typ"
        source.write_bytes((TEMPLATES / f"{template}.typ").read_bytes())
        for part in TEMPLATES.glob("_*.typ"):
            (root / part.name).write_bytes(part.read_bytes())
        try:
            made: Any = typst.compile(
                source,
                root=root,
                font_paths=fonts(),
                format=kind,
                ppi=ppi,
                pdf_standards=[STANDARD] if kind == "pdf" else [],
            )
        except typst.TypstError as error:
            raise DomainError(
                "This can't be printed: %(why)s", why=error.message
            ) from error
    return list(made) if isinstance(made, list) else [made or b""]


def _put_pictures(root: Path, pictures: Mapping[str, bytes]) -> dict[str, str]:
    """Write pictures under names of ours; return the name of each by its own."""
    names = {}
    for number, (name, content) in enumerate(pictures.items(), start=1):
        suffix = next(
            (end for sign, end in _SIGNS.items() if content.startswith(sign)), None
        )
        if suffix is not None:
            names[name] = f"picture-{number}.{suffix}"
            (root / names[name]).write_bytes(content)
    return names
