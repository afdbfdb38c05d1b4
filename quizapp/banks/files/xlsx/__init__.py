"""Question banks in Excel: one question a row, after a template with a help sheet."""

from quizapp.banks.files.xlsx.reading import read
from quizapp.banks.files.xlsx.writing import template, write

__all__ = ["read", "template", "write"]
