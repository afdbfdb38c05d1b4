"""The usual layout of question banks, in pasted text and in Word."""

from quizapp.banks.files.layout.lines import Paragraph, tidy
from quizapp.banks.files.layout.reading import tree_of
from quizapp.banks.files.layout.text import read, write
from quizapp.banks.files.layout.writing import Shown, shown

__all__ = ["Paragraph", "Shown", "read", "shown", "tidy", "tree_of", "write"]
