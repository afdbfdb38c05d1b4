"""Trees of units as organizers keep them: looking, changing, files in and out."""

from quizapp.web.manage.units import changes, imports, people, trees

BLUEPRINTS = (trees.bp, changes.bp, imports.bp, people.bp)
