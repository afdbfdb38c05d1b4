"""Files of entries: lists of people who move, consents to sign on paper."""

from quizapp.entries.files.consent_forms import consent_forms_pdf
from quizapp.entries.files.moves import MoveRow, read_moves

__all__ = ["MoveRow", "consent_forms_pdf", "read_moves"]
