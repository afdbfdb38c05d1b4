"""Forms of "My data": correcting, consents, erasing, requests and their answers."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from quizapp.accounts.rules import LONGEST_SECRET
from quizapp.names import LONGEST_NAME
from quizapp.phrases import spoken
from quizapp.privacy.queries import NAMES
from quizapp.privacy.rules import LONGEST_TEXT
from quizapp.web.forms import Form
from quizapp.web.forms.accounts import PIN_FIELD
from quizapp.web.languages import language

AREA = {"rows": "5", "maxlength": str(LONGEST_TEXT)}


class CorrectForm(Form):
    """Name and birth year, as long as they aren't locked."""

    full_name = StringField(
        _l("Full name"),
        [InputRequired(_l("Type the full name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "name", "autocapitalize": "words"},
    )
    birth_year = IntegerField(
        _l("Birth year"),
        [InputRequired(_l("Type the birth year, such as 1975."))],
        render_kw={"inputmode": "numeric"},
    )


class ConsentForm(Form):
    """The box under a consent text that is given again, never ticked beforehand."""

    agrees = BooleanField()


class WithdrawForm(Form):
    """The button under a consent text that is taken back."""


class EraseForm(Form):
    """A word that nobody types by mistake, and the PIN."""

    word = StringField(
        _l("To confirm, type the word above"),
        [InputRequired(_l("Type the word to confirm.")), Length(max=20)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    pin = PasswordField(
        _l("PIN of 6 digits"),
        [InputRequired(_l("Type the PIN.")), Length(max=LONGEST_SECRET)],
        render_kw=PIN_FIELD | {"autocomplete": "current-password"},
    )


class RequestForm(Form):
    """What somebody asks of the controller of her data."""

    kind = SelectField(_l("What is asked"), [InputRequired()])
    contest = SelectField(_l("About which contest"), coerce=int)
    text = TextAreaField(
        _l("In words"),
        [InputRequired(_l("Write a sentence or two here."))],
        render_kw=AREA,
    )

    def offer(
        self, contests: list[tuple[int, str]], *, needs_one: bool = False
    ) -> None:
        """Offer kinds, and contests by id and title; 0 stands for none of them."""
        self.kind.choices = [
            SelectChoice(kind, spoken(name, {}, language=language()))
            for kind, name in NAMES.items()
        ]
        none = [] if needs_one else [SelectChoice(0, str(_l("All, or none")))]
        self.contest.choices = [
            *none,
            *(SelectChoice(contest_id, title) for contest_id, title in contests),
        ]


class CallForm(RequestForm):
    """The same, of somebody who called."""

    person = IntegerField(validators=[Optional()])
    caller = StringField(
        _l("How to call back"),
        [Length(max=200)],
        render_kw={"autocomplete": "off"},
    )


class AnswerForm(Form):
    """The answer to a request."""

    answer = TextAreaField(
        _l("Answer"),
        [InputRequired(_l("Write a sentence or two here."))],
        render_kw=AREA,
    )


class ErasePersonForm(Form):
    """A word that nobody types by mistake."""

    word = StringField(
        _l("To confirm, type the word above"),
        [InputRequired(_l("Type the word to confirm.")), Length(max=20)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
