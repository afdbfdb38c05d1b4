"""What the fields of items and banks are called on pages."""

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from quizapp.banks.rules import Item

#: Field of the format → its name. A field that isn't here is called as in the format.
FIELD_NAMES = {
    "title": _l("Title"),
    "description": _l("Description"),
    "language": _l("Language"),
    "licence": _l("Licence"),
    "authors": _l("Authors"),
    "stem": _l("The question"),
    "options": _l("Options"),
    "answer": _l("Right answer"),
    "answers": _l("Right answers"),
    "tolerance": _l("Tolerance"),
    "tone_marks": _l("Tone marks have to be right"),
    "capitals": _l("Capitals have to be right"),
    "points": _l("Points"),
    "tags": _l("Tags"),
    "difficulty": _l("Difficulty"),
    "explanation": _l("Explanation"),
    "source": _l("Source"),
    "as_of": _l("Checked on"),
    "retired": _l("Retired"),
    "replaced_by": _l("Replaced by"),
}


def init_app(app: Flask) -> None:
    """Give templates the names, and items as they tell themselves."""
    app.jinja_env.globals["name_of"] = name_of
    app.jinja_env.filters |= {"field_name": name_of, "told_item": told_item}


def name_of(field: str) -> str:
    """Return the name of a field."""
    return str(FIELD_NAMES.get(field, field))


def told_item(item: Item) -> dict[str, Any]:
    """Return what an item says, in the order of the format."""
    return item.model_dump(mode="json", exclude_defaults=True)
