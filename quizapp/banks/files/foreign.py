"""Texts of foreign formats as our Markdown, with the pictures that they show."""

import re
from base64 import b64decode
from collections.abc import Mapping
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import unquote

from quizapp.banks.files.hypertext import LONGEST_HTML, Shown, read_html
from quizapp.banks.files.markup import FORMULA, LONGEST_TEXT, escaped
from quizapp.banks.files.taking import Taker
from quizapp.errors import Fault
from quizapp.names import slug_of
from quizapp.yamltree.reading import shortened

#: What stands before a file that comes with a question.
PLUGIN_FILE = "@@PLUGINFILE@@/"
KINDS_OF_PICTURE = ("png", "jpg", "jpeg", "webp")

_TAG = re.compile(
    r"</?(?:p|b|i|u|em|strong|br|hr|img|sub|sup|ul|ol|li|div|span|a|code|pre|h[1-6]"
    r"|table|tr|td|font|script|style)(?:\s[^<>]*)?/?>",
    re.I,
)
_BLOCK = re.compile(r"<(?:p|div|ul|ol|table|pre|h[1-6]|br)\b", re.I)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")
_INLINE = re.compile(
    r"data:image/(png|jpe?g|webp);base64,([A-Za-z0-9+/=\s]{1,8000000})", re.I
)


def shown(
    taker: Taker,
    line: int,
    text: str,
    form: str,
    files: Mapping[str, bytes] | None = None,
) -> Shown:
    """Return a text of one of Moodle's formats as Markdown; what it loses is reported.

    Args:
        taker: takes the pictures and what is to be reported.
        line: where the text stands.
        text: the text itself.
        form: html, moodle, markdown or plain.
        files: the bytes of the files that came with it.
    """
    text = text.strip()
    if form == "moodle" and (_TAG.search(text) or _REFERENCE.search(text)):
        form = "html"
        if not _BLOCK.search(text):
            text = text.replace("\n", "<br>")
    elif form == "moodle" and FORMULA.search(text):
        form = "html"
        text = escape(text, quote=False).replace("\n", "<br>")
    if form == "html":
        return _html(taker, line, text, files or {})
    text = _cut(taker, line, text, LONGEST_TEXT)
    if form == "markdown":
        if _TAG.search(text):
            taker.warn(Fault(line, "HTML inside of Markdown stays as it is typed."))
        return Shown(_renamed(taker, unescape(text), files or {}))
    return Shown(escaped(text))


def literal(taker: Taker, line: int, text: str) -> str:
    """Return Markdown that shows a text as it is."""
    return escaped(_cut(taker, line, text.strip(), LONGEST_TEXT))


def _cut(taker: Taker, line: int, text: str, longest: int) -> str:
    """Return a text, without the end of one that no bank can hold."""
    if len(text) > longest:
        taker.warn(
            Fault(
                line,
                "Cut off: a text of more than %(most)s characters.",
                {"most": longest},
            )
        )
    return text[:longest]


def _html(taker: Taker, line: int, text: str, files: Mapping[str, bytes]) -> Shown:
    def picture(address: str) -> str | None:
        name = unquote(address.removeprefix(PLUGIN_FILE))
        if name in inline:
            return inline[name]
        is_ours = address.startswith(PLUGIN_FILE) and name in files
        return kept_picture(taker, name, files[name]) if is_ours else None

    inline: dict[str, str] = {}
    text = _INLINE.sub(lambda found: _taken_out(taker, found, inline), text)
    found = read_html(_cut(taker, line, text, LONGEST_HTML), picture=picture)
    for name in found.left_out:
        taker.warn(
            Fault(line, "Left out of the text: <%(tag)s>.", {"tag": shortened(name)})
        )
    return found


def kept_picture(taker: Taker, name: str, data: bytes) -> str | None:
    """Keep a picture under a name of its own; None: it is none that pages can show."""
    path = PurePosixPath(name.replace("\\", "/"))
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in KINDS_OF_PICTURE:
        return None
    stem = slug_of(path.stem) or "hinh"
    number = 1
    while True:
        found = f"{stem}-{number}.{suffix}" if number > 1 else f"{stem}.{suffix}"
        if taker.pictures.setdefault(found, data) == data:
            return found
        number += 1


def decoded(text: str) -> bytes | None:
    """Return what Base64 stands for; None: it is none."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        return None


def _taken_out(taker: Taker, found: re.Match[str], inline: dict[str, str]) -> str:
    """Keep a picture that stands in an address; return a short address for it."""
    data = decoded(found[2])
    suffix = found[1].lower().replace("jpeg", "jpg")
    name = data and kept_picture(taker, f"hinh.{suffix}", data)
    if not name:
        return "data:"
    inline[f"inline:{name}"] = name
    return f"inline:{name}"


def _renamed(taker: Taker, text: str, files: Mapping[str, bytes]) -> str:
    """Return Markdown whose pictures have the names under which they are kept."""

    def renamed(found: re.Match[str]) -> str:
        name = unquote(found[2])
        kept = kept_picture(taker, name, files[name]) if name in files else None
        return f"{found[1]}({kept or found[2]})"

    picture = rf"(!\[[^\]\n]*\])\({PLUGIN_FILE}([^\s()]+)\)"
    return re.sub(picture, renamed, text)
