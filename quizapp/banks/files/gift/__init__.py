"""GIFT, Moodle's format for typing questions: https://docs.moodle.org/en/GIFT_format."""

from quizapp.banks.files.gift.reading import read
from quizapp.banks.files.gift.writing import write

__all__ = ["read", "write"]
