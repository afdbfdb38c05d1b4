"""A field for a unit: typed, completed by script, or chosen among those that fit."""

from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from quizapp.units.queries import FoundUnit


class UnitField(StringField):  # type: ignore[misc]  # wtforms has no types
    """What somebody typed of a unit.

    Text and choices carry the same name: of several values, the last one counts.
    """

    #: The units that the text may mean, once it has been looked up.
    choices: tuple[FoundUnit, ...] = ()
    #: Why the text means no unit; set where units are known.
    refusal = ""

    def pre_validate(self, form: Any) -> None:
        """Refuse a text that means no unit."""
        del form
        if self.refusal:
            raise ValidationError(self.refusal)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the last value that holds anything."""
        texts = [text.strip() for text in valuelist if text.strip()]
        self.data = texts[-1][:200] if texts else ""
