"""Text of authors: a small, safe part of Markdown, as HTML and as plain text.

What counts as markup, and nothing else: ``*emphasis*``, ``**strong**``, `` `code` ``,
``^superscript^``, ``~subscript~``, ``$maths$``, ``![what it shows](picture.png)``, line
breaks, empty lines between paragraphs, and lists of at least two lines. A backslash
takes a sign its meaning. Everything else is the text that it is (docs/adr/0011).
"""

from quizapp.richtext.checks import (
    SUFFIXES,
    is_picture_name,
    pictures_in,
    problems,
    unread_formulas,
)
from quizapp.richtext.rendering import Shown, plain, rich

__all__ = [
    "SUFFIXES",
    "Shown",
    "is_picture_name",
    "pictures_in",
    "plain",
    "problems",
    "rich",
    "unread_formulas",
]
