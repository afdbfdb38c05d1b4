"""Forms of lists of members."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from quizapp.web.forms import Form
from quizapp.web.forms.units import UnitField


class SendListForm(Form):
    """A file or pasted lines, the unit of rows that name none, and the basis."""

    file = FileField(_l("A file"))
    text = TextAreaField(
        _l("Or paste members here, one a line"),
        [Length(max=500_000)],
        render_kw={"rows": 6, "spellcheck": "false"},
    )
    unit = UnitField(_l("Unit of rows that name none"))
    basis_kind = SelectField(
        _l("Basis for phones and birth years"),
        validate_choice=False,
        choices=[
            SelectChoice("", _l("None: the list has names alone")),
            SelectChoice("consent", _l("The members agreed to it")),
            SelectChoice("membership", _l("The union's own records of members")),
            SelectChoice("law", _l("A provision of the law")),
            SelectChoice("other", _l("Another one")),
        ],
    )
    basis_text = StringField(_l("Which one, in a few words"), [Length(max=500)])


class CodeForm(Form):
    """The code of a place."""

    code = StringField(
        _l("Code to enter by"),
        [InputRequired(_l("Type the code that is on the card.")), Length(max=40)],
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
        },
    )
