"""The form with which a person enters a contest."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from quizapp.names import LONGEST_NAME
from quizapp.web.forms import Form
from quizapp.web.forms.units import UnitField


class EntryForm(Form):
    """What somebody who is signed in answers: her unit and two boxes."""

    unit = UnitField(_l("Unit"))
    take_part = BooleanField(_l("Consent to taking part"))
    show_name = BooleanField(_l("Consent to the board"))
    #: The hash of the consent texts that stood on the page.
    shown = HiddenField()


class SignUpForm(EntryForm):
    """What somebody new answers: the same, and who she is."""

    full_name = StringField(
        _l("Full name"),
        [InputRequired(_l("Type the full name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "name", "autocapitalize": "words"},
    )
    birth_year = IntegerField(
        _l("Birth year"),
        [InputRequired(_l("Type the birth year, such as 1975."))],
        render_kw={"inputmode": "numeric", "autocomplete": "bday-year"},
    )
    phone = StringField(
        _l("Phone"),
        [InputRequired(_l("Type the phone number."))],
        render_kw={"type": "tel", "autocomplete": "tel"},
    )
    pin = PasswordField(
        _l("PIN of 6 digits"),
        [InputRequired(_l("Choose a PIN of 6 digits."))],
        render_kw={"inputmode": "numeric", "autocomplete": "new-password"},
    )
