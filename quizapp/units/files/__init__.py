"""Files of units: trees in and out, and what became of them, CSV and XLSX."""

from quizapp.units.files.reading import read_changes, read_units
from quizapp.units.files.writing import MIME_TYPES, ExportedUnit, written

__all__ = ["MIME_TYPES", "ExportedUnit", "read_changes", "read_units", "written"]
