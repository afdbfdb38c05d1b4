"""Forms of giving time back."""

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from quizapp.web.forms import Form

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
REASON = [InputRequired(_l("Write why: it stands in the log.")), Length(max=500)]


class GiveTimeForm(Form):
    """Extra minutes for attempts that run now."""

    minutes = IntegerField(
        _l("Minutes"),
        [
            InputRequired(_l("Type a number of minutes.")),
            NumberRange(1, 600, _l("From 1 to 600 minutes.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    whom = RadioField(
        _l("For whom"),
        choices=[
            SelectChoice("everybody", _l("everybody who is in a paper now")),
            SelectChoice("unit", _l("one unit and all below it")),
            SelectChoice("person", _l("one person")),
        ],
        default="everybody",
    )
    unit = StringField(_l("Unit"), [Length(max=200)])
    phone = StringField(_l("Phone"), [Length(max=30)], render_kw={"type": "tel"})
    reason = StringField(_l("Reason"), REASON)


class OutageForm(Form):
    """An outage that is over, taken out of everybody's time."""

    from_at = DateTimeLocalField(
        _l("From"), [InputRequired(_l("Type when it began."))], format=FORMATS
    )
    to_at = DateTimeLocalField(
        _l("To"), [InputRequired(_l("Type when it was over."))], format=FORMATS
    )
    reason = StringField(_l("Reason"), REASON)


class UndoTimeForm(Form):
    """Taking back what was given."""

    reason = StringField(_l("Reason"), REASON)
