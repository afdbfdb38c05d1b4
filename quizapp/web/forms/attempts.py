"""Forms of taking an attempt, and answers as forms without script send them."""

from contextlib import suppress
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from quizapp.attempts.rules import PREDICTION
from quizapp.banks.rules import typed_value
from quizapp.web.forms import Form

LARGEST_COUNTER = 2**31 - 1


class AnswerForm(Form):
    """One question on the page without script; its value depends on its shape."""

    lease = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_COUNTER)])
    counter = IntegerField(
        validators=[InputRequired(), NumberRange(1, LARGEST_COUNTER)]
    )


class ReceiptForm(Form):
    """The code of a receipt."""

    class Meta(Form.Meta):
        """Nothing is changed by looking: no token."""

        csrf = False

    code = StringField(
        _l("Receipt code"),
        [Length(max=60)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )


def value_typed(shape: str, typed: list[str]) -> Any:
    """Return the value that the fields of a question hold; None: nothing.

    What can't be a value of the shape is returned as it is, to be refused.
    """
    texts = [text.strip() for text in typed if text.strip()]
    if not texts:
        return None
    if shape != PREDICTION:
        return typed_value(shape, texts)
    with suppress(ValueError):
        return int(texts[0])
    return texts[0]
