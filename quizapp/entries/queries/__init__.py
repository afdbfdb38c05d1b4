"""Reads of entries: of a person, of a phone, of insiders; what was said before."""

from quizapp.entries.queries.carried import (
    Carried,
    as_entered,
    carried_over,
)
from quizapp.entries.queries.entries import (
    PERSON_ID,
    entries_of,
    entries_of_phone,
    entry_count,
    entry_of,
    hold,
    names_of_entries,
    newest_consents,
    only_entry,
    own_entry,
)
from quizapp.entries.queries.insiders import (
    insider_hash,
    insiders_of,
    is_insider,
)
from quizapp.entries.queries.moves import (
    moves_held,
)
from quizapp.entries.queries.personal import (
    personal_data,
)

__all__ = [
    "PERSON_ID",
    "Carried",
    "as_entered",
    "carried_over",
    "entries_of",
    "entries_of_phone",
    "entry_count",
    "entry_of",
    "hold",
    "insider_hash",
    "insiders_of",
    "is_insider",
    "moves_held",
    "names_of_entries",
    "newest_consents",
    "only_entry",
    "own_entry",
    "personal_data",
]
