"""Pages of lists of members: the same for organizers and for officers of a branch."""

from quizapp.web.members import claims, lists, pages, sheets
from quizapp.web.members.desk import choosing, manage, officer

BLUEPRINTS = (manage, officer, choosing)

__all__ = ["BLUEPRINTS", "claims", "lists", "pages", "sheets"]
