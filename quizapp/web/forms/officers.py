"""Forms of unit officers: inviting, adding units, helping people to take part."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from quizapp.accounts.rules import LONGEST_SECRET
from quizapp.names import LONGEST_NAME
from quizapp.web.forms import Form
from quizapp.web.forms.contests import EntryForm
from quizapp.web.forms.units import UnitField

LARGEST = 2**31 - 1


class InviteForm(Form):
    """Whom a code is meant for."""

    invited = StringField(_l("Whom it is for (may stay empty)"), [Length(max=100)])


class InviteListForm(Form):
    """Phones with units, one a line."""

    phones = TextAreaField(
        _l("Phone, unit, name: one person a line"),
        [Length(max=20_000)],
        render_kw={"rows": 5, "spellcheck": "false"},
    )


class AddUnitsForm(Form):
    """Names of units to add, one a line."""

    kind = StringField(
        _l("Kind of unit"),
        [InputRequired(_l("Type what kind of unit this is.")), Length(max=40)],
    )
    names = TextAreaField(
        _l("Names, one a line"),
        [Length(max=20_000)],
        render_kw={"rows": 4, "spellcheck": "false"},
    )


class RenameForm(Form):
    """Another name for a unit."""

    name = StringField(_l("Name of the unit"), [InputRequired(), Length(max=200)])


class JoinForm(Form):
    """The code of an invitation."""

    code = StringField(
        _l("Invitation code"),
        [InputRequired(_l("Type the code.")), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )


class AcceptForm(Form):
    """An invitation by code, or one to this phone."""

    code = HiddenField(validators=[Length(max=40)])
    invitation = IntegerField(validators=[Optional(), NumberRange(1, 2**63 - 1)])


class PersonForm(Form):
    """Who takes part on the officer's device."""

    full_name = StringField(
        _l("Full name"),
        [InputRequired(_l("Type the full name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "off", "autocapitalize": "words"},
    )
    birth_year = IntegerField(
        _l("Birth year"),
        [InputRequired(_l("Type the birth year, such as 1975."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    unit = UnitField(_l("Unit"))
    #: The place in the list of members that was picked; empty: none.
    place = IntegerField(validators=[Optional(), NumberRange(1, 2**63 - 1)])
    is_another = BooleanField(_l("It is another person of the same name"))


class PickForm(Form):
    """Who of the list of members; sent by GET, so it carries no token."""

    class Meta(Form.Meta):
        """Looking changes nothing."""

        csrf = False

    q = StringField(
        _l("Name in the list of members"),
        [Length(max=LONGEST_NAME)],
        render_kw={"type": "search", "autocomplete": "off"},
    )


class ConsentForm(EntryForm):
    """What the person herself answers, or what stands on the form that she signed."""

    #: An account that is there already; empty: the three below make a new one.
    person = IntegerField(validators=[Optional(), NumberRange(1, 2**63 - 1)])
    full_name = HiddenField()
    birth_year = IntegerField(validators=[Optional()])
    unit_id = IntegerField(validators=[Optional(), NumberRange(1, 2**63 - 1)])
    #: The place in the list of members that she takes; empty: none.
    place = IntegerField(validators=[Optional(), NumberRange(1, 2**63 - 1)])
    form_number = IntegerField(
        _l("Number of the signed form (only if she signed on paper)"),
        [Optional(), NumberRange(1, LARGEST)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class PrintForm(Form):
    """How many consent forms are printed."""

    count = IntegerField(
        _l("How many forms"),
        [InputRequired()],
        default=5,
        render_kw={"inputmode": "numeric"},
    )


class GiveBackForm(Form):
    """The officer's own PIN, at the end."""

    secret = PasswordField(
        _l("The officer's PIN"),
        [InputRequired(_l("Type the PIN.")), Length(max=LONGEST_SECRET)],
        render_kw={"autocomplete": "off"},
    )
