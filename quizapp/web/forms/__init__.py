"""Forms: the shape of input, never its meaning."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from quizapp.errors import InvalidError
from quizapp.phrases import catalogue
from quizapp.web.languages import language, sentence

#: What validators of WTForms say by themselves, named here so that it is translated.
OF_WTFORMS = (
    _l("This field is required."),
    _l("Not a valid choice."),
    _l("Not a valid choice: could not coerce."),
    _l("Not a valid integer value."),
    _l("Not a valid datetime value."),
    _l("Field cannot be longer than %(max)d character."),
    _l("Field cannot be longer than %(max)d characters."),
    _l("Number must be between %(min)s and %(max)s."),
)


class Sentences:
    """The messages of WTForms' own validators, from our catalogues."""

    def gettext(self, string: str) -> str:
        """Return the sentence of a message id."""
        return str(gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the sentence for a number; WTForms fills its parameters in itself."""
        sentence = singular if n == 1 else plural
        return str(catalogue(language()).ugettext(sentence))


class Form(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """A form with a token and with our languages."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask-wtf has no types
        """Take every message from our catalogues."""

        def get_translations(self, _form: Any) -> Sentences:
            """Return where messages come from; WTForms has no Vietnamese."""
            return Sentences()

    def blame(self, error: InvalidError) -> None:
        """Show a feature's refusal beside the field that it names."""
        named = self._fields.get(error.field)
        if named is None:
            self.form_errors.append(sentence(error))
        else:
            named.errors = [*named.errors, sentence(error)]
