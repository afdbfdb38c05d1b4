"""A bank as Moodle XML."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from html import escape

from quizapp.banks.files.foreign import PLUGIN_FILE
from quizapp.banks.files.hypertext import explanation_html
from quizapp.banks.files.losses import Losses, share, told_tags
from quizapp.banks.files.markup import html_of, plain
from quizapp.banks.files.questions import category_name, category_path
from quizapp.banks.files.sheet import Written
from quizapp.banks.rules import Bank, Item
from quizapp.banks.rules.kinds.multiple import MultipleItem
from quizapp.banks.rules.kinds.number import NumberItem
from quizapp.banks.rules.kinds.short_text import ShortTextItem
from quizapp.banks.rules.kinds.single import SingleItem
from quizapp.banks.rules.kinds.true_false import TrueFalseItem
from quizapp.richtext import pictures_in

#: Kind → what Moodle calls it.
_TYPES: dict[str, str] = {
    "single": "multichoice",
    "multiple": "multichoice",
    "true_false": "truefalse",
    "short_text": "shortanswer",
    "number": "numerical",
}
#: Moodle shows so much of a question in its lists.
_LONGEST_NAME = 80


def write(bank: Bank, pictures: Mapping[str, bytes]) -> Written:
    """Write a bank as Moodle XML: a category, and the items in it, with pictures."""
    losses = Losses("Moodle XML")
    losses.bank(bank, ("language", "licence", "authors"))
    path = category_path(bank.title)
    if category_name(path) != bank.title:
        losses.bank(bank, ("title",))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *_category(bank, path)]
    for number, item in enumerate(bank.items, start=1):
        if item.kind not in _TYPES:
            losses.item(number, item)
            continue
        lines += _question(item, pictures)
        _note(losses, number, item, pictures)
    return Written(
        ("\n".join([*lines, "</quiz>"]) + "\n").encode(), tuple(losses.faults)
    )


def _note(
    losses: Losses, number: int, item: Item, pictures: Mapping[str, bytes]
) -> None:
    losses.pictures(number, item, there=pictures)
    losses.fields(number, item, ("retired", "replaced_by"))
    kept = [option.keep_last for option in item.choices]
    if any(kept) and not all(kept):
        losses.field(number, item, "keep_last")
    if isinstance(item, ShortTextItem):
        losses.fields(number, item, ("tone_marks",))


def _category(bank: Bank, path: str) -> Iterator[str]:
    yield '  <question type="category">'
    yield f"    <category><text>{_text(path)}</text></category>"
    if bank.description:
        told = _text(bank.description)
        yield f'    <info format="plain_text"><text>{told}</text></info>'
    yield f"    <idnumber>{bank.id}</idnumber>"
    yield "  </question>"


def _question(item: Item, pictures: Mapping[str, bytes]) -> Iterator[str]:
    yield f'  <question type="{_TYPES[item.kind]}">'
    yield f"    <name><text>{_text(_name(item))}</text></name>"
    yield from _html(
        "questiontext", html_of(item.stem, files=PLUGIN_FILE), item.stem, pictures
    )
    told = explanation_html(item, files=PLUGIN_FILE)
    yield from _html("generalfeedback", told, item.explanation or "", pictures)
    yield f"    <defaultgrade>{item.points:f}</defaultgrade>"
    yield "    <hidden>0</hidden>"
    yield f"    <idnumber>{item.id}</idnumber>"
    yield from _answers(item, pictures)
    tags = told_tags(item)
    if tags:
        texts = "".join(f"<tag><text>{_text(tag)}</text></tag>" for tag in tags)
        yield f"    <tags>{texts}</tags>"
    yield "  </question>"


def _name(item: Item) -> str:
    """Return how the question is called in Moodle's lists: its first words."""
    words = " ".join(plain(item.stem).split())
    return words if len(words) <= _LONGEST_NAME else f"{words[: _LONGEST_NAME - 1]}…"


def _answers(item: Item, pictures: Mapping[str, bytes]) -> Iterator[str]:
    if isinstance(item, SingleItem | MultipleItem):
        yield from _options(item, pictures)
    elif isinstance(item, TrueFalseItem):
        for value in (True, False):
            fraction = "100" if value is item.answer else "0"
            yield f'    <answer fraction="{fraction}"><text>{str(value).lower()}</text></answer>'
    elif isinstance(item, NumberItem):
        yield (
            f'    <answer fraction="100"><text>{item.answer:f}</text>'
            f"<tolerance>{item.tolerance:f}</tolerance></answer>"
        )
    elif isinstance(item, ShortTextItem):
        yield f"    <usecase>{int(item.capitals)}</usecase>"
        for answer in item.answers:
            literal = _text(answer.replace("*", r"\*"))
            yield f'    <answer fraction="100"><text>{literal}</text></answer>'


def _options(
    item: SingleItem | MultipleItem, pictures: Mapping[str, bytes]
) -> Iterator[str]:
    is_single = isinstance(item, SingleItem)
    # What must stay last stays at all only where nothing is mixed.
    is_mixed = not any(option.keep_last for option in item.options)
    yield f"    <single>{str(is_single).lower()}</single>"
    yield f"    <shuffleanswers>{str(is_mixed).lower()}</shuffleanswers>"
    part = share(len(item.keys))
    right, wrong = ("100", "0") if is_single else (part, f"-{part}")
    for option in item.options:
        html = html_of(option.text, files=PLUGIN_FILE)
        attributes = f'answer fraction="{right if option.key else wrong}"'
        yield from _html(attributes, html, option.text, pictures)


def _html(
    start: str, html: str, text: str, pictures: Mapping[str, bytes]
) -> Iterator[str]:
    """Write a text as HTML, with the pictures that it shows."""
    yield f'    <{start} format="html"><text>{_data(html)}</text>'
    for name in dict(pictures_in(text)):
        if name in pictures:
            data = b64encode(pictures[name]).decode()
            yield f'      <file name="{_text(name)}" path="/" encoding="base64">{data}</file>'
    yield f"    </{start.partition(' ')[0]}>"


def _data(html: str) -> str:
    """Return HTML as character data: no text of ours can end it, for > is escaped."""
    return f"<![CDATA[{html}]]>" if html else ""


def _text(text: str) -> str:
    return escape(text)
