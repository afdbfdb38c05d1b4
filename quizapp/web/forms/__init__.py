"""Forms: the shape of input, never its meaning."""

from typing import Any

from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm

from quizapp.errors import InvalidError
from quizapp.web.languages import sentence


class Sentences:
    """The messages of WTForms' own validators, from our catalogues."""

    def gettext(self, string: str) -> str:
        """Return the sentence of a message id."""
        return str(gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the sentence for a number."""
        return str(ngettext(singular, plural, n))


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
