"""The form of a handbook."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.handbooks.rules import LONGEST_FOREWORD, LONGEST_TITLE
from quizapp.web.forms import Form


class HandbookForm(Form):
    """What organizers decide of a handbook."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=LONGEST_TITLE)])
    subtitle = StringField(_l("Subtitle"), [Length(max=LONGEST_TITLE)])
    publisher = StringField(_l("Published by"), [Length(max=LONGEST_TITLE)])
    foreword = TextAreaField(
        _l("Foreword"), [Length(max=LONGEST_FOREWORD)], render_kw={"rows": 4}
    )
    banks = SelectMultipleField(
        _l("Banks, in this order"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    chapters = TextAreaField(
        _l("Chapters"), [Length(max=20_000)], render_kw={"rows": 6}
    )
    rest = StringField(
        _l("Chapter of all other questions"),
        [InputRequired(), Length(max=LONGEST_TITLE)],
    )
