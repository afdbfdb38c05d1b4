"""Drafts as they were read, and what to look at in them: once for each revision."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from quizapp.aside import aside
from quizapp.banks.models import BankDraft
from quizapp.banks.queries import newest_items, parsed_draft
from quizapp.banks.rules import Bank, Item, Remark, remarks_across, remarks_on
from quizapp.extensions import db, now
from quizapp.web.memo import Memo

#: A draft, its revision, and when it came about.
About = tuple[int, int, datetime]

#: Other banks may get newer versions meanwhile.
KEPT = timedelta(minutes=10)
#: A draft of thousands of items takes half a second to read, and ten megabytes.
MOST_DRAFTS = 8

_banks: Memo[About, Bank] = Memo(KEPT, most=MOST_DRAFTS)
_remarks: Memo[tuple[int, int, datetime, frozenset[str]], list[Remark]] = Memo(
    KEPT, most=50
)


def bank_of(draft: BankDraft) -> Bank:
    """Return what a draft says."""
    about = draft.id, draft.revision, draft.changed_at
    found = _banks.get(about, now())
    if found is None:
        found = parsed_draft(draft)
        _banks.keep(about, found, now())
    return found


def remarks_of(draft: BankDraft, bank: Bank, mine: frozenset[str]) -> list[Remark]:
    """Return what to look at in a draft, by itself and beside the reader's banks."""
    about = draft.id, draft.revision, draft.changed_at, mine
    found = _remarks.get(about, now())
    if found is None:
        others = [
            other
            for other in newest_items(db.session(), but=[bank.id])
            if other[0] in mine
        ]
        found = aside(_worked_out, bank, others, now().date())
        _remarks.keep(about, found, now())
    return found


def _worked_out(
    bank: Bank, others: Sequence[tuple[str, Sequence[Item]]], today: date
) -> list[Remark]:
    return [*remarks_on(bank, today=today), *remarks_across(bank, others)]
