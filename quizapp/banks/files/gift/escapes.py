"""Signs of GIFT that mean themselves: each stands behind a backslash."""

import re

#: Sign → the character that stands for it while a text is taken apart. No text that is
#: read has any of these.
_HIDDEN = dict(zip("\\:#={}~n", "\x01\x02\x03\x04\x05\x06\x07\x08", strict=True))
_SHOWN = {hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_MARKED = re.compile("[\x01-\x08]")
_SIGN = re.compile(r"[\\:#={}~]")


def hidden(text: str) -> str:
    """Return text whose escaped signs can't be taken for signs of GIFT."""
    return _ESCAPE.sub(lambda found: _HIDDEN[found[1]], text)


def shown(text: str) -> str:
    """Return text with the signs that ``hidden`` hid."""
    return _MARKED.sub(lambda found: _SHOWN[found[0]], text)


def escaped(text: str) -> str:
    """Return text with a backslash before each sign that GIFT would read."""
    return _SIGN.sub(r"\\\g<0>", text).replace("\n", r"\n")
