"""Numbers in addresses that no row can have: there is no such page."""

from collections.abc import Mapping
from typing import Any

from quizapp.errors import NotFoundError

LARGEST_ID = 2**63 - 1
LARGEST_NUMBER = 2**31 - 1


def refuse_huge(_endpoint: str | None, values: Mapping[str, Any] | None) -> None:
    """Refuse numbers that the database's columns can't hold; for blueprints.

    Raises:
        NotFoundError: one is too large.
    """
    for name, value in (values or {}).items():
        most = LARGEST_ID if name.endswith("_id") else LARGEST_NUMBER
        if isinstance(value, int) and value > most:
            raise NotFoundError("There is no such page. Start at the home page.")
