"""Consents on paper: numbered forms to print, to be signed with a pen."""

from collections.abc import Sequence

from quizapp.documents import pdf
from quizapp.entries.rules import ConsentText
from quizapp.phrases import message, spoken

WORDS = {
    "title": message("Consent to taking part, with an officer's help"),
    "number": message("Form No."),
    "full_name": message("Full name"),
    "birth_year": message("Birth year"),
    "unit": message("Unit"),
    "tick": message(
        "Who takes part reads, or is read to, then ticks and signs with her own hand."
    ),
    "day": message("Day"),
    "signature": message("Signature or fingerprint of who takes part"),
    "officer": message("Signature of the officer"),
}


def consent_forms_pdf(
    title: str,
    organizer: str,
    unit: str,
    numbers: Sequence[int],
    texts: Sequence[ConsentText],
    language: str,
) -> bytes:
    """Return a tagged PDF with one page for each number, the consent texts in full."""
    return pdf(
        "consent_form",
        {
            "language": language,
            "contest": title,
            "organizer": organizer,
            "unit": unit,
            "numbers": list(numbers),
            "texts": [
                {"label": text.label, "paragraphs": list(text.paragraphs)}
                for text in texts
            ],
            "versions": ", ".join(text.version for text in texts),
            "words": {
                name: spoken(words, {}, language=language)
                for name, words in WORDS.items()
            },
        },
    )
