"""A bank as GIFT."""

import re
from collections.abc import Mapping

from quizapp.banks.files.gift.escapes import escaped
from quizapp.banks.files.hypertext import explanation_html
from quizapp.banks.files.losses import Losses, share, told_tags
from quizapp.banks.files.markup import is_plain, plain
from quizapp.banks.files.questions import category_name, category_path
from quizapp.banks.files.sheet import Written
from quizapp.banks.rules import Bank, Item
from quizapp.banks.rules.kinds.multiple import MultipleItem
from quizapp.banks.rules.kinds.number import NumberItem
from quizapp.banks.rules.kinds.short_text import ShortTextItem
from quizapp.banks.rules.kinds.single import SingleItem
from quizapp.banks.rules.kinds.true_false import TrueFalseItem

#: What a text of Moodle's own format must not hold to be words alone.
_MEANS_MORE = re.compile(r"[<&$]|\\[(\[]|\A\[(?:html|moodle|plain|markdown)\]")


def write(bank: Bank, _pictures: Mapping[str, bytes]) -> Written:
    """Write a bank as GIFT. Pictures don't come along: the format has no files."""
    losses = Losses("GIFT")
    losses.bank(bank, ("description", "language", "licence", "authors"))
    path = category_path(bank.title)
    if category_name(path) != bank.title:
        losses.bank(bank, ("title",))
    blocks = [f"// [id:{bank.id}]\n$CATEGORY: {path}"]
    for number, item in enumerate(bank.items, start=1):
        block = _block(item)
        if block is None:
            losses.item(number, item)
        elif isinstance(item, ShortTextItem) and any("->" in a for a in item.answers):
            losses.unwritable(number, item, "->")
        else:
            blocks.append(block)
            _note(losses, number, item)
    return Written(("\n\n".join(blocks) + "\n").encode(), tuple(losses.faults))


def _note(losses: Losses, number: int, item: Item) -> None:
    losses.fields(number, item, ("points", "retired", "replaced_by"))
    losses.pictures(number, item, there=())
    if any(option.keep_last for option in item.choices):
        losses.field(number, item, "keep_last")
    if isinstance(item, ShortTextItem):
        losses.fields(number, item, ("tone_marks", "capitals"))


def _block(item: Item) -> str | None:
    """Return a question; None: the format has none of this kind."""
    comment = "".join(f" [tag:{tag}]" for tag in told_tags(item))
    stem, form = _text(item.stem, "moodle")
    answers = _answers(item, form)
    if answers is None:
        return None
    lines = [
        f"// [id:{item.id}]{comment}",
        f"::{escaped(item.id)}::{stem}{{{answers[0]}",
    ]
    lines += answers[1:]
    if item.source is not None:
        lines.append(f"\t####[html]{escaped(explanation_html(item))}")
    elif item.explanation:
        lines.append(f"\t####{_text(item.explanation, form)[0]}")
    if len(lines) == 2:
        return f"{lines[0]}\n{lines[1]}}}"
    return "\n".join([*lines, "}"])


def _answers(item: Item, form: str) -> list[str] | None:
    """Return what stands after the brace, and in the lines below it."""
    found: list[str] | None = None
    if isinstance(item, SingleItem):
        found = ["", *_options(item, form, ("=", ""), ("~", "%0%"))]
    elif isinstance(item, MultipleItem):
        part = share(len(item.keys))
        found = ["", *_options(item, form, (f"~%{part}%", ""), (f"~%-{part}%", ""))]
    elif isinstance(item, TrueFalseItem):
        found = ["TRUE" if item.answer else "FALSE"]
    elif isinstance(item, NumberItem):
        found = [f"#{item.answer:f}:{item.tolerance:f}"]
    elif isinstance(item, ShortTextItem):
        found = ["", *(_answer("=", "%100%", _words(one)) for one in item.answers)]
    return found


def _words(answer: str) -> str:
    """Return a short answer: to Moodle a * of its own would stand for anything."""
    literal = answer.replace("*", r"\*")
    return ("[plain]" if _MEANS_MORE.search(literal) else "") + escaped(literal)


def _options(
    item: SingleItem | MultipleItem,
    form: str,
    right: tuple[str, str],
    wrong: tuple[str, str],
) -> list[str]:
    return [
        _answer(*(right if option.key else wrong), _text(option.text, form)[0])
        for option in item.options
    ]


def _answer(sign: str, weight: str, text: str) -> str:
    """Return one answer; the weight is told where its text would be taken for one."""
    return f"\t{sign}{weight if text.startswith('%') else ''}{text}"


def _text(text: str, around: str) -> tuple[str, str]:
    """Return Markdown as a text of GIFT, and the simplest format that holds it.

    ``around`` is the format that texts have here unless they say otherwise.
    """
    if is_plain(text):
        words = plain(text)
        form = "plain" if _MEANS_MORE.search(words) else "moodle"
    else:
        words = _guarded(text)
        form = "markdown"
    return ("" if form == around == "moodle" else f"[{form}]") + escaped(words), form


def _guarded(text: str) -> str:
    """Return Markdown in which no HTML can be seen."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
