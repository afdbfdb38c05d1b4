"""Forms of the help desk: each act with a reason."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length

from quizapp.names import LONGEST_NAME
from quizapp.web.forms import Form
from quizapp.web.forms.contests import SignUpForm


class FindCallerForm(Form):
    """Who calls; sent by GET, so it carries no token."""

    class Meta(Form.Meta):
        """Looking changes nothing."""

        csrf = False

    q = StringField(
        _l("Name or phone"),
        [Length(max=LONGEST_NAME)],
        render_kw={"type": "search", "autocomplete": "off"},
    )


class ReasonForm(Form):
    """An act that needs a reason alone."""

    reason = StringField(
        _l("Reason"),
        [InputRequired(_l("Write why: it stands in the log.")), Length(max=500)],
        render_kw={"autocomplete": "off"},
    )


class ChangePhoneForm(ReasonForm):
    """Another number to sign in with."""

    phone = StringField(
        _l("New phone number"),
        [InputRequired(_l("Type the phone number.")), Length(max=30)],
        render_kw={"type": "tel", "autocomplete": "off"},
    )
    is_shared = BooleanField(
        _l("She shares this phone with who uses the number already.")
    )


class FreePhoneForm(ReasonForm):
    """A number that goes back to its owner."""

    has_called = BooleanField(
        _l("The number was called, and its owner said that she never signed up."),
        [InputRequired(_l("Call the number first, then tick this."))],
    )


class MendNameForm(ReasonForm):
    """Name and birth year as they are on the identity card."""

    full_name = StringField(
        _l("Full name"),
        [InputRequired(_l("Type the full name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "off", "autocapitalize": "words"},
    )
    birth_year = IntegerField(
        _l("Birth year"),
        [InputRequired(_l("Type the birth year, such as 1975."))],
        render_kw={"inputmode": "numeric"},
    )


class CorrectEntryForm(MendNameForm, SignUpForm):
    """What somebody signed up with, and why staff corrects it."""
