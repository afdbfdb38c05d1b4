"""Reads of entries: of a person, of a phone; who was moved to another unit."""

from quizapp.entries.queries.entries import (
    entries_of,
    entries_of_phone,
    entry_count,
    entry_of,
    newest_consents,
    only_entry,
    own_entry,
)
from quizapp.entries.queries.moves import moves_held

__all__ = [
    "entries_of",
    "entries_of_phone",
    "entry_count",
    "entry_of",
    "moves_held",
    "newest_consents",
    "only_entry",
    "own_entry",
]
