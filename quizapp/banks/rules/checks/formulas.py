"""Formulas: whether each can be read, and so is shown as one."""

from collections.abc import Iterator

from quizapp.banks.rules.bank import Bank, texts_of
from quizapp.banks.rules.checks.remark import Remark, in_use
from quizapp.richtext import unread_formulas


def formulas(bank: Bank) -> Iterator[Remark]:
    """Return texts with dollars around what is no formula."""
    for place, item in in_use(bank.items):
        for path, text in texts_of(item):
            for formula in unread_formulas(text):
                yield Remark(
                    ("items", place, *path),
                    "“%(formula)s” can't be read as a formula, and is shown as it is"
                    " typed. If it is none, put a backslash before each dollar sign.",
                    {"formula": formula},
                    code="formula-unread",
                )
