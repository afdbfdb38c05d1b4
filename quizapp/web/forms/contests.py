"""The forms with which a person enters a contest, and corrects what she said."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from quizapp.entries.rules import ETHNICITIES, OCCUPATIONS, RELATIONS, SEXES
from quizapp.names import LONGEST_NAME
from quizapp.web.forms import Form
from quizapp.web.forms.units import UnitField

YES, NO = "yes", "no"
MEMBER = {YES: _l("A member of the union"), NO: _l("Not a member")}


def choices(known: Mapping[str, Any]) -> list[SelectChoice]:
    """Return the choices of a list of codes, each in the reader's language."""
    return [SelectChoice(code, _l(label)) for code, label in known.items()]


class EntryForm(Form):
    """What somebody who is signed in answers; fields that aren't asked are taken out."""

    birth_date = StringField(
        _l("Date of birth"),
        [Length(max=20)],
        render_kw={"inputmode": "numeric", "autocomplete": "bday"},
    )
    representative_name = StringField(
        _l("Name of the mother, father or guardian"),
        [Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "off", "autocapitalize": "words"},
    )
    representative_relation = RadioField(
        _l("What this person is to the one who enters"),
        choices=choices(RELATIONS),
        validate_choice=False,
    )
    agree_representative = BooleanField(_l("Consent of the representative"))
    unit = UnitField(_l("Unit"))
    member = SelectField(_l("Member of the union"), validate_choice=False)
    sex = SelectField(_l("Sex"), validate_choice=False)
    occupation = SelectField(_l("Occupation"), validate_choice=False)
    ethnicity = SelectField(_l("Ethnicity"), validate_choice=False)
    agree_ethnicity = BooleanField(_l("Consent to keeping the ethnicity"))
    take_part = BooleanField(_l("Consent to taking part"))
    show_name = BooleanField(_l("Consent to the board"))
    #: The hash of the consent texts that stood on the page.
    shown = HiddenField()

    #: Whether the page shows the date of birth, and who agrees for a child.
    asks_date = False
    asks_representative = False

    def offer(self, *, required: tuple[str, ...]) -> None:
        """Give each list its choices; what needn't be told may be left open."""
        for name, known in (
            ("member", MEMBER),
            ("sex", SEXES),
            ("occupation", OCCUPATIONS),
            ("ethnicity", ETHNICITIES),
        ):
            if name not in self:
                continue
            one = self[name]
            unsaid = _l("– choose –") if name in required else _l("No answer")
            one.choices = [SelectChoice("", unsaid), *choices(known)]


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


class InsidersForm(Form):
    """People who run a contest: one line each, phone and name."""

    lines = TextAreaField(
        _l("Phones and names, one person a line"),
        [InputRequired(_l("Write one line a person: phone and name."))],
        render_kw={"rows": 6, "spellcheck": "false", "autocomplete": "off"},
    )
    reason = StringField(
        _l("Reason"),
        [
            InputRequired(_l("Write why: it stands in the log.")),
            Length(max=500),
        ],
    )


class RemoveInsiderForm(Form):
    """That somebody runs a contest no longer."""

    reason = StringField(
        _l("Reason"),
        [InputRequired(_l("Write why: it stands in the log.")), Length(max=500)],
    )
