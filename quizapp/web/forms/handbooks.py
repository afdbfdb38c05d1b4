"""The form of a handbook."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from quizapp.handbooks.rules import LONGEST_FOREWORD, LONGEST_TITLE
from quizapp.web.forms import Form

#: So many more can be chosen than there are by now.
SPARE = 3


class OrderedField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Choices one after the other: each has a list of its own, also called so."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was chosen, each once, without the lists left empty."""
        super().process_formdata(list(dict.fromkeys(filter(None, valuelist))))

    @property
    def places(self) -> list[str]:
        """Return what is chosen at each place; empty: nothing yet."""
        chosen = list(self.data or ())
        return chosen + [""] * min(SPARE, len(self.choices) - len(chosen))


class HandbookForm(Form):
    """What organizers decide of a handbook."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=LONGEST_TITLE)])
    subtitle = StringField(_l("Subtitle"), [Length(max=LONGEST_TITLE)])
    publisher = StringField(_l("Published by"), [Length(max=LONGEST_TITLE)])
    foreword = TextAreaField(
        _l("Foreword"), [Length(max=LONGEST_FOREWORD)], render_kw={"rows": 4}
    )
    banks = OrderedField(_l("Banks, in this order"), validate_choice=False)
    chapters = TextAreaField(
        _l("Chapters"), [Length(max=20_000)], render_kw={"rows": 6}
    )
    rest = StringField(
        _l("Chapter of all other questions"),
        [InputRequired(), Length(max=LONGEST_TITLE)],
    )
