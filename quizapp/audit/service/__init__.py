"""Writes of the audit log: one entry for each act of staff; erasing a free text."""

from quizapp.audit.service.erasing import erase_text
from quizapp.audit.service.proving import ATTEMPTS, ways_to_change
from quizapp.audit.service.writing import CHAIN_LOCK, Act, record

__all__ = ["ATTEMPTS", "CHAIN_LOCK", "Act", "erase_text", "record", "ways_to_change"]
