"""Forms of signing in, of reset codes, and of sharing a phone."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from quizapp.accounts.rules import LONGEST_SECRET
from quizapp.names import LONGEST_NAME
from quizapp.web.forms import Form

PIN_FIELD = {"inputmode": "numeric", "maxlength": "6"}


class SignInForm(Form):
    """Phone and PIN."""

    phone = StringField(
        _l("Phone"),
        [InputRequired(_l("Type the phone number."))],
        render_kw={"type": "tel", "autocomplete": "username"},
    )
    pin = PasswordField(
        _l("PIN of 6 digits"),
        [InputRequired(_l("Type the PIN.")), Length(max=LONGEST_SECRET)],
        render_kw=PIN_FIELD | {"autocomplete": "current-password"},
    )
    remember = BooleanField(_l("Remember the name on this device"))


class PinForm(Form):
    """The PIN of somebody whose name was chosen."""

    pin = PasswordField(
        _l("PIN of 6 digits"),
        [InputRequired(_l("Type the PIN.")), Length(max=LONGEST_SECRET)],
        render_kw=PIN_FIELD | {"autocomplete": "current-password", "autofocus": True},
    )


class ButtonForm(Form):
    """A button and its token."""


class ChooseForm(Form):
    """Which of several people with one phone and one PIN it is."""

    person = IntegerField(validators=[InputRequired()])


class StaffSignInForm(Form):
    """Name and password."""

    username = StringField(
        _l("Name"),
        [InputRequired(_l("Type the name.")), Length(max=40)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Type the password.")), Length(max=LONGEST_SECRET)],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    """A code of the second factor, or a recovery code."""

    code = StringField(
        _l("Code"),
        [InputRequired(_l("Type the code.")), Length(max=40)],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "autofocus": True,
        },
    )


class AppCodeForm(Form):
    """The six digits that the authenticator app shows."""

    code = StringField(
        _l("Code of 6 digits"),
        [InputRequired(_l("Type the code.")), Length(max=40)],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


class PersonProofForm(Form):
    """Who is signed in, asked once more; see web.proving for the names."""

    again_secret = PasswordField(
        _l("PIN of 6 digits"),
        [InputRequired(_l("Type the PIN.")), Length(max=LONGEST_SECRET)],
        render_kw=PIN_FIELD | {"autocomplete": "current-password", "autofocus": True},
    )


class StaffProofForm(Form):
    """Somebody of the staff, asked once more."""

    again_secret = PasswordField(
        _l("Password"),
        [InputRequired(_l("Type the password.")), Length(max=LONGEST_SECRET)],
        render_kw={"autocomplete": "current-password", "autofocus": True},
    )
    again_code = StringField(
        _l("Code"),
        [InputRequired(_l("Type the code.")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none"},
    )


class ResetForm(Form):
    """A reset code, and the PIN that a person chooses by it."""

    phone = StringField(
        _l("Phone"),
        [InputRequired(_l("Type the phone number."))],
        render_kw={"type": "tel", "autocomplete": "username"},
    )
    code = StringField(
        _l("Reset code"),
        [InputRequired(_l("Type the code."))],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )
    pin = PasswordField(
        _l("New PIN of 6 digits"),
        [InputRequired(_l("Choose a PIN of 6 digits."))],
        render_kw=PIN_FIELD | {"autocomplete": "new-password"},
    )


class AddPersonForm(Form):
    """One more person on this phone."""

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
    pin = PasswordField(
        _l("PIN of 6 digits"),
        [InputRequired(_l("Choose a PIN of 6 digits."))],
        render_kw=PIN_FIELD | {"autocomplete": "new-password"},
    )


class FindPersonForm(Form):
    """Whom to look for; sent by GET, so it carries no token."""

    class Meta(Form.Meta):
        """Looking changes nothing."""

        csrf = False

    q = StringField(
        _l("Name or phone"),
        [Length(max=LONGEST_NAME)],
        render_kw={"type": "search", "autocomplete": "off"},
    )


class IssueCodeForm(Form):
    """The button that issues a reset code."""

    person = IntegerField(validators=[InputRequired()])


class SeenForm(Form):
    """The button under notices."""

    newest = IntegerField(validators=[InputRequired()])
