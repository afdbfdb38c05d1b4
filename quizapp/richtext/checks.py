"""What authors are told of their text: pictures that aren't, formulas that break off."""

import re
from collections.abc import Iterator

from quizapp.errors import InvalidError
from quizapp.richtext import maths
from quizapp.richtext.parsing import FORMULAS, tokens, unread_pictures

#: Of pictures, in small letters.
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
#: Without it, a text need not be taken apart to look for pictures.
PICTURE = "!["

_FILE_NAME = re.compile(r"[^/\\:*?\"<>|#%&\x00-\x1f]{1,100}")


def is_picture_name(target: str) -> bool:
    """Tell whether a picture is named as a plain file beside its bank."""
    return (
        _FILE_NAME.fullmatch(target) is not None
        and not target.startswith(".")
        and ".." not in target
        and target.lower().endswith(SUFFIXES)
    )


def pictures_in(text: str) -> list[tuple[str, str]]:
    """Return file name and description of each picture in a text, in order."""
    if PICTURE not in text:
        return []
    return [
        (token.meta["target"], token.content)
        for token in tokens(text)
        if token.type == "picture" and is_picture_name(token.meta["target"])
    ]


def problems(text: str) -> Iterator[InvalidError]:
    """Tell what keeps a text from being taken."""
    if PICTURE not in text:
        return
    for token in tokens(text):
        if token.type != "picture":
            continue
        target = token.meta["target"]
        if not is_picture_name(target):
            yield InvalidError(
                "“%(target)s” can't be a picture: name a file that lies beside the bank"
                " and ends in .png, .jpg, .jpeg or .webp, without folders. Nothing is"
                " ever fetched from an address in a bank.",
                target=_shortened(target),
            )
        elif not token.content:
            yield InvalidError(
                "The picture “%(target)s” says nothing to those who can't see it: write"
                " what it shows between the brackets, ![like this](%(target)s).",
                target=target,
            )
    for written in unread_pictures(text):
        yield InvalidError(
            "“%(written)s” begins a picture, but isn't written like one: write"
            " ![what it shows](picture.png).",
            written=_shortened(written),
        )


def unread_formulas(text: str) -> list[str]:
    """Return the formulas that can't be read, and so are shown as they are typed."""
    if "$" not in text:
        return []
    return [
        token.content
        for token in tokens(text)
        if token.type in FORMULAS and maths.mathml(token.content) is None
    ]


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
