"""What authors should look at in a bank, though nothing keeps it from being used.

One module a check. A check is worth having only if an author agrees with most of what
it says: each states from when on it speaks.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from quizapp.banks.rules.bank import Bank
from quizapp.banks.rules.checks.duplicates import across_banks, within_bank
from quizapp.banks.rules.checks.formulas import formulas
from quizapp.banks.rules.checks.giveaways import giveaways
from quizapp.banks.rules.checks.law import old_law
from quizapp.banks.rules.checks.lengths import long_keys
from quizapp.banks.rules.checks.places import key_places
from quizapp.banks.rules.checks.references import references
from quizapp.banks.rules.checks.remark import Path, Remark
from quizapp.banks.rules.checks.sources import without_source
from quizapp.banks.rules.item import AnyItem

__all__ = ["Path", "Remark", "remarks_across", "remarks_on"]


def remarks_on(bank: Bank, *, today: date) -> list[Remark]:
    """Return what to look at in one bank, in the order of checks."""
    return [
        *old_law(bank, today),
        *within_bank(bank),
        *long_keys(bank),
        *key_places(bank),
        *references(bank),
        *without_source(bank),
        *giveaways(bank),
        *formulas(bank),
    ]


def remarks_across(
    bank: Bank, others: Iterable[tuple[str, Sequence[AnyItem]]]
) -> list[Remark]:
    """Return what to look at in a bank beside others, each a name and its items."""
    return list(across_banks(bank, others))
