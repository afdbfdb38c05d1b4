"""Reads of personal data: consents, requests, what is due to be forgotten."""

from quizapp.privacy.queries.consents import EntryConsents, consent_of, consents_of
from quizapp.privacy.queries.entries import CONSENTS, entry_ids_of
from quizapp.privacy.queries.requests import (
    NAMES,
    RequestRow,
    answered_requests,
    open_requests,
    request_row,
    requests_of,
)
from quizapp.privacy.queries.retention import contests_due, idle_accounts

__all__ = [
    "CONSENTS",
    "NAMES",
    "EntryConsents",
    "RequestRow",
    "answered_requests",
    "consent_of",
    "consents_of",
    "contests_due",
    "entry_ids_of",
    "idle_accounts",
    "open_requests",
    "request_row",
    "requests_of",
]
