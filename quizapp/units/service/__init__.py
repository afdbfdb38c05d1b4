"""Writes of units."""

from quizapp.units.service.adding import add_unit
from quizapp.units.service.importing import (
    SLUG,
    ImportedUnits,
    import_units,
)

__all__ = [
    "SLUG",
    "ImportedUnits",
    "add_unit",
    "import_units",
]
