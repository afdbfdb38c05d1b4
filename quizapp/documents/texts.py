"""Texts of authors as data: paragraphs and lists, and what stands in them.

A text is a list of blocks ``{"tag": "p" | "ul" | "ol", "parts": [[sign, …], …]}``; a
paragraph has one part, a list one for each item. A sign is ``{"text": …}`` with any of
``strong``, ``emphasis``, ``code``, ``sup``, ``sub`` set to true, or ``{"break": true}``,
or a picture ``{"picture": file name, "text": what it shows}``.
"""

from typing import Any

from markdown_it.token import Token

from quizapp.richtext import plain_formula
from quizapp.richtext.parsing import FORMULAS, blocks, parts, signs

Sign = dict[str, Any]
_OPENS = {"em_open": "emphasis", "strong_open": "strong"}
_CLOSES = {"em_close": "emphasis", "strong_close": "strong"}
_BREAKS = frozenset({"softbreak", "hardbreak"})
_KINDS = {"code_inline": "code"}


def tree(text: str) -> list[dict[str, Any]]:
    """Return a text as blocks of signs."""
    return [
        {"tag": block.tag, "parts": [_signs(part) for part in parts(block)]}
        for block in blocks(text)
    ]


def _signs(text: str) -> list[Sign]:
    found: list[Sign] = []
    style: dict[str, bool] = {}
    for sign in signs(text):
        if sign.type in _OPENS:
            style[_OPENS[sign.type]] = True
        elif sign.type in _CLOSES:
            style.pop(_CLOSES[sign.type], None)
        elif sign.type in _BREAKS or sign.content:
            found.append(_sign(sign) | style)
    return found


def _sign(sign: Token) -> Sign:
    if sign.type in _BREAKS:
        return {"break": True}
    if sign.type == "picture":
        return {"picture": sign.meta["target"], "text": sign.content}
    if sign.type in FORMULAS:
        return {"text": plain_formula(sign), "emphasis": True}
    kind = sign.tag if sign.type == "script" else _KINDS.get(sign.type)
    return {"text": sign.content} | ({kind: True} if kind else {})
