"""Forms of the same-person desk."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from quizapp.judging.models import LONGEST_CLAUSE
from quizapp.web.forms import Form

REASON = [InputRequired(_l("Write why: it stands in the log.")), Length(max=500)]


class MergeForm(Form):
    """Two entries are one person, who counts at the one that is kept."""

    kept = RadioField(
        _l("Which entry is kept"),
        [InputRequired(_l("Choose which entry is kept."))],
        coerce=int,
    )
    clause = StringField(
        _l("Clause of the rules"),
        [
            InputRequired(_l("Name the clause of the rules: the person is told.")),
            Length(max=LONGEST_CLAUSE),
        ],
    )
    reason = TextAreaField(_l("Reason"), REASON, render_kw={"rows": 3})


class DecideForm(Form):
    """Anything else that is decided: why."""

    reason = TextAreaField(_l("Reason"), REASON, render_kw={"rows": 3})
