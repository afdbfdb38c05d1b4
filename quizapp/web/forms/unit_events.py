"""Forms of what happens to units."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from quizapp.units.rules import LONGEST_CODE, LONGEST_KIND, LONGEST_UNIT_NAME
from quizapp.units.service import LONGEST_SOURCE
from quizapp.web.forms import Form

NO_DAY = _l("Choose a day.")
NAME = [Length(max=LONGEST_UNIT_NAME)]
KIND = [Length(max=LONGEST_KIND)]
CODE = [Length(max=LONGEST_CODE)]
LINES = {"rows": 3, "spellcheck": "false"}


class EventForm(Form):
    """What every event says: from which day on, and by which decision."""

    effective_on = DateField(_l("Holds from this day on"), [InputRequired(NO_DAY)])
    reason = StringField(
        _l("Decision"),
        [InputRequired(_l("Name the decision: its number and day.")), Length(max=500)],
    )


class RenameForm(EventForm):
    """Another name, another type, or both."""

    name = StringField(_l("New name"), [InputRequired(), *NAME])
    kind = StringField(_l("Kind of unit"), [InputRequired(), *KIND])


class MoveForm(EventForm):
    """Another place in the tree."""

    parent = StringField(_l("New unit above"), [InputRequired(), Length(max=300)])


class MergeForm(EventForm):
    """With which units, and into which one."""

    units = TextAreaField(
        _l("Units that are merged with this one"),
        [InputRequired(), Length(max=20_000)],
        render_kw=LINES,
    )
    into = SelectField(
        _l("Into"),
        choices=[
            SelectChoice("new", _l("a new unit, named below")),
            SelectChoice("this", _l("this unit, which stays")),
            SelectChoice("first", _l("the first of the units above, which stays")),
        ],
    )
    name = StringField(_l("Name of the new unit"), NAME)
    kind = StringField(_l("Kind of unit"), KIND)
    code = StringField(_l("Code"), CODE)


class SplitForm(EventForm):
    """Into which parts, by which shares."""

    new = TextAreaField(
        _l("New units, one a line"), [Length(max=20_000)], render_kw=LINES
    )
    there = TextAreaField(
        _l("Units that are there and take a part, one a line"),
        [Length(max=20_000)],
        render_kw=LINES,
    )
    kind = StringField(_l("Kind of unit"), KIND)


class DissolveForm(EventForm):
    """Nobody comes after it."""


class AddForm(Form):
    """A new unit below another."""

    name = StringField(_l("Name"), [InputRequired(), *NAME])
    kind = StringField(_l("Kind of unit"), [InputRequired(), *KIND])
    code = StringField(_l("Code"), CODE)


class RollForm(Form):
    """Members on the roll, as somebody counted them."""

    member_count = IntegerField(
        _l("Members on the roll"),
        [
            InputRequired(_l("Type a number of members.")),
            NumberRange(0, 10_000_000, _l("Type a number of members.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    counted_on = DateField(_l("Counted on"), [InputRequired(NO_DAY)])
    source = StringField(
        _l("Source"),
        [
            InputRequired(
                _l("Say where the number comes from, in 200 letters at most.")
            ),
            Length(max=LONGEST_SOURCE),
        ],
    )


class ImportForm(Form):
    """A file of units, and the tree that it is for."""

    tree = StringField(_l("Name of the tree"), [InputRequired(), Length(max=80)])
    file = FileField(_l("CSV or XLSX file"))


class MovePeopleForm(Form):
    """A list of people and where they belong."""

    file = FileField(_l("CSV or XLSX file"))
    reason = StringField(
        _l("Reason"),
        [InputRequired(_l("Write why: it stands in the log.")), Length(max=500)],
    )


class UndoForm(Form):
    """Why an event is taken back."""

    reason = StringField(
        _l("Reason"),
        [InputRequired(_l("Write why: it stands in the log.")), Length(max=500)],
    )


#: What can be done on the page of a unit: the end of its address → its form.
FORMS: dict[str, type[Any]] = {
    "add": AddForm,
    "count": RollForm,
    "rename": RenameForm,
    "move": MoveForm,
    "merge": MergeForm,
    "split": SplitForm,
    "dissolve": DissolveForm,
}
