"""Reads of entries: of a person, of a phone, of insiders; what was said before."""

from quizapp.entries.queries.carried import Carried, as_entered, carried_over
from quizapp.entries.queries.entries import (
    entries_of,
    entries_of_phone,
    entry_count,
    entry_of,
    newest_consents,
    only_entry,
    own_entry,
)
from quizapp.entries.queries.insiders import insider_hash, insiders_of, is_insider
from quizapp.entries.queries.personal import personal_data

__all__ = [
    "Carried",
    "as_entered",
    "carried_over",
    "entries_of",
    "entries_of_phone",
    "entry_count",
    "entry_of",
    "insider_hash",
    "insiders_of",
    "is_insider",
    "newest_consents",
    "only_entry",
    "own_entry",
    "personal_data",
]
