"""Items exactly as a phone shows them, for those who write and check them."""

from collections.abc import Iterable

from flask import render_template
from markupsafe import Markup

from quizapp.banks.rules import Item
from quizapp.web import papers


def phone_page(items: Iterable[Item]) -> str:
    """Return a whole page with these items, to stand in a frame of a phone's width."""
    questions = [
        papers.sample(position, item) for position, item in enumerate(items, start=1)
    ]
    return render_template(
        "manage/banks/phone.html",
        questions=Markup("".join(questions)),  # noqa: S704  # templates'
    )
