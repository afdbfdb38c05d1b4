"""Forms of staff: their accounts, and roles given for days and ended."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from quizapp.accounts.rules import LONGEST_SECRET
from quizapp.names import LONGEST_NAME
from quizapp.web.forms import Form
from quizapp.web.forms.times import REASON
from quizapp.web.forms.units import UnitField

DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y")


class DayField(StringField):  # type: ignore[misc]  # wtforms has no types
    """A day, as a calendar sends it or as people write it; ``day`` is what it says."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no day."""
        del form
        text = (self.data or "").strip()
        self.day = read_day(text)
        if text and self.day is None:
            raise ValidationError(_("Write the day as 20/10/2026."))


def read_day(text: str) -> date | None:
    """Return the day that a text says, or None."""
    for form in DAY_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


def day_field(label: Any) -> DayField:
    """Return a field for a day that may be left empty."""
    return DayField(label, [Length(max=10)], render_kw={"type": "date"})


class RoleForm(Form):
    """A role, where and when it holds."""

    role = SelectField(_l("Role"), [InputRequired(_l("Choose a role."))])
    contest = SelectField(_l("Contest"))
    unit = UnitField(_l("Unit"))
    first_day = day_field(_l("First day"))
    last_day = day_field(_l("Last day"))
    reason = StringField(_l("Reason"), [Length(max=500)])


class KnownForm(RoleForm):
    """A role for somebody who has an account already."""

    username = StringField(
        _l("Name to sign in by"),
        [InputRequired(_l("Type the name.")), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )


class NewStaffForm(KnownForm):
    """A new account with its first role."""

    full_name = StringField(
        _l("Full name"),
        [InputRequired(_l("Type the full name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "off", "autocapitalize": "words"},
    )
    contact_phone = StringField(
        _l("Contact phone"),
        [InputRequired(_l("Type the phone number.")), Length(max=30)],
        render_kw={"type": "tel", "autocomplete": "off"},
    )


class ChangeStaffForm(Form):
    """How somebody of the staff is called and reached."""

    full_name = NewStaffForm.full_name
    contact_phone = StringField(
        _l("Contact phone"),
        [Optional(), Length(max=30)],
        render_kw={"type": "tel", "autocomplete": "off"},
    )


class WhyForm(Form):
    """A button that needs a reason."""

    reason = StringField(_l("Reason"), REASON)


class PressForm(Form):
    """A button that needs nothing but its token."""


class PasswordForm(Form):
    """A code, and the password that somebody of the staff chooses by it."""

    username = StringField(
        _l("Name to sign in by"),
        [InputRequired(_l("Type the name.")), Length(max=40)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    code = StringField(
        _l("Code"),
        [InputRequired(_l("Type the code.")), Length(max=40)],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )
    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Type the password.")), Length(max=LONGEST_SECRET)],
        render_kw={"autocomplete": "new-password"},
    )
