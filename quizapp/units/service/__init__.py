"""Writes of units."""

from quizapp.units.service.importing import (
    SLUG,
    ImportedUnits,
    import_units,
)

__all__ = [
    "SLUG",
    "ImportedUnits",
    "import_units",
]
