"""Forms of the workshop of question banks."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from quizapp.web.forms import Form


class UploadForm(Form):
    """A file, or text that is pasted, and the bank that it is meant for."""

    bank = SelectField(_l("For which bank"), validate_choice=False)
    file = FileField(_l("A file"))
    text = TextAreaField(
        _l("Or paste the questions here"), render_kw={"rows": 10, "spellcheck": "false"}
    )


class ItemForm(Form):
    """One item as text."""

    #: The item in JSON as it was when the page was made; empty: it is new.
    known = HiddenField()
    form = HiddenField()
    text = TextAreaField(
        _l("The question"),
        [InputRequired(), Length(max=20_000)],
        render_kw={"rows": 14, "spellcheck": "false"},
    )


class RetireForm(Form):
    """That an item is retired, and which one stands in its place."""

    known = HiddenField()
    replaced_by = StringField(
        _l("Replaced by (the id of the other question)"), [Length(max=80)]
    )


class CommentForm(Form):
    """A comment on an item."""

    text = TextAreaField(
        _l("Comment"), [InputRequired(), Length(max=2000)], render_kw={"rows": 3}
    )


class ReadingForm(Form):
    """What a second reader says of a draft."""

    revision = IntegerField(validators=[InputRequired()])
    verdict = RadioField(
        _l("The word on this draft"),
        [InputRequired()],
        choices=[
            SelectChoice("approved", _l("It can be published")),
            SelectChoice("returned", _l("It goes back to be mended")),
        ],
    )
    note = TextAreaField(
        _l("What is to be mended, or noted"), [Length(max=2000)], render_kw={"rows": 3}
    )


class PublishForm(Form):
    """That a draft is published, and why keys are corrected."""

    revision = IntegerField(validators=[InputRequired()])
    reason = StringField(_l("Why right answers are corrected"), [Length(max=500)])
