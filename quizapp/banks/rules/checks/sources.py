"""Items that don't say where their answer is written."""

from collections.abc import Iterator

from quizapp.banks.rules.bank import Bank
from quizapp.banks.rules.checks.remark import Remark, in_use


def without_source(bank: Bank) -> Iterator[Remark]:
    """Return items without a source; one without an address is a source as well."""
    for place, item in in_use(bank.items):
        if item.source is None:
            yield Remark(
                ("items", place),
                "“%(item)s” names no source: add where its answer is written.",
                {"item": item.id},
                code="no-source",
            )
