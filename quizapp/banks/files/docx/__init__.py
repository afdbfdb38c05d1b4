"""Question banks in Word: the usual layout, with what only Word can do to it."""

from quizapp.banks.files.docx.reading import read
from quizapp.banks.files.docx.writing import write

__all__ = ["read", "write"]
