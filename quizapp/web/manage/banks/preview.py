"""Items exactly as a phone shows them, for those who write and check them."""

from collections.abc import Collection

from flask import render_template
from markupsafe import Markup

from quizapp.banks.rules import Bank, Item
from quizapp.web import papers
from quizapp.web.texts import album_of


def phone_page(bank: Bank, items: Collection[Item]) -> str:
    """Return a whole page with items of a bank, for a frame of a phone's width."""
    album = album_of(bank)
    questions = [
        papers.sample(position, item, album)
        for position, item in enumerate(items, start=1)
    ]
    return render_template(
        "manage/banks/phone.html",
        questions=Markup("".join(questions)),  # noqa: S704  # templates'
    )
