"""Writes of entries: entering, consents, people moved to other units by list."""

from quizapp.entries.service.entering import change_consent, enter
from quizapp.entries.service.moving import MovedPeople, move_entry, move_people

__all__ = ["MovedPeople", "change_consent", "enter", "move_entry", "move_people"]
