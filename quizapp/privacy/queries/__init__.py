"""Reads of personal data: consents, requests, what is due to be forgotten."""

from quizapp.accounts.queries.personal import ROLE_NAMES
from quizapp.entries.rules import ETHNICITIES, OCCUPATIONS, RELATIONS, SEXES
from quizapp.privacy.queries.consents import (
    EntryConsents,
    consent_of,
    consents_of,
    open_windows,
)
from quizapp.privacy.queries.entries import CONSENTS, entry_ids_of
from quizapp.privacy.queries.record import ACTS, OTHER_ACT
from quizapp.privacy.queries.requests import (
    NAMES,
    RequestRow,
    answered_requests,
    open_requests,
    request_row,
    requests_of,
)
from quizapp.privacy.queries.retention import contests_due, idle_accounts

#: Message ids that stand as values in what is held: they are said in words.
WORDS = frozenset(
    {
        *CONSENTS.values(),
        *NAMES.values(),
        *ACTS.values(),
        *ROLE_NAMES.values(),
        OTHER_ACT,
        *SEXES.values(),
        *ETHNICITIES.values(),
        *OCCUPATIONS.values(),
        *RELATIONS.values(),
    }
)

__all__ = [
    "CONSENTS",
    "NAMES",
    "WORDS",
    "EntryConsents",
    "RequestRow",
    "answered_requests",
    "consent_of",
    "consents_of",
    "contests_due",
    "entry_ids_of",
    "idle_accounts",
    "open_requests",
    "open_windows",
    "request_row",
    "requests_of",
]
