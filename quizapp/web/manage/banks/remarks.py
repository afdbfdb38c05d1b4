"""What to look at in a draft: worked out once for each of its revisions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from quizapp.aside import aside
from quizapp.banks.models import BankDraft
from quizapp.banks.queries import newest_items
from quizapp.banks.rules import Bank, Item, Remark, remarks_across, remarks_on
from quizapp.extensions import db, now
from quizapp.web.memo import Memo

#: Other banks may get newer versions meanwhile.
KEPT = timedelta(minutes=10)

_kept: Memo[tuple[int, datetime], list[Remark]] = Memo(KEPT, most=50)


def remarks_of(draft: BankDraft, bank: Bank) -> list[Remark]:
    """Return what to look at in a draft, by itself and beside other banks."""
    about = draft.id, draft.changed_at
    found = _kept.get(about, now())
    if found is None:
        others = newest_items(db.session(), but=[bank.id])
        found = aside(_worked_out, bank, others, now().date())
        _kept.keep(about, found, now())
    return found


def _worked_out(
    bank: Bank, others: Sequence[tuple[str, Sequence[Item]]], today: date
) -> list[Remark]:
    return [*remarks_on(bank, today=today), *remarks_across(bank, others)]
