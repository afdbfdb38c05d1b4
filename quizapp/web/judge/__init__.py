"""Pages of judges."""

from quizapp.web.judge import home, persons, rankings

BLUEPRINTS = (home.bp, persons.bp)

__all__ = ["BLUEPRINTS", "home", "persons", "rankings"]
