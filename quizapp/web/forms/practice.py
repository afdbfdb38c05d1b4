"""The form of offering banks for practice."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired

from quizapp.web.forms import Form


class OfferForm(Form):
    """How a bank is offered; names of tags stand beside it, one field a tag."""

    title = StringField(
        _l("Title for everybody"),
        [InputRequired(_l("Type a title."))],
    )
