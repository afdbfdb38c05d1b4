"""Keys: what stands under a question, in a table, or is marked; they must agree."""

from collections.abc import Sequence

from quizapp.banks.files.fieldwords import KIND_WORDS, truth, word
from quizapp.banks.files.layout.questions import Question
from quizapp.banks.files.layout.words import letter_before, letters_of
from quizapp.banks.files.literal import runs_of
from quizapp.banks.files.typed import LETTERS, Draft, Taker, kind_of, mark_last
from quizapp.names import search_key
from quizapp.yamltree.reading import shortened

#: What each way of giving a key is called in reports.
WAYS = {
    "bold": "in đậm",
    "underline": "gạch chân",
    "colour": "tô màu",
    "highlight": "tô nền",
    "*": "dấu *",
    "key": "dòng Đáp án",
    "table": "bảng đáp án",
}


def settle(question: Question, taker: Taker) -> None:
    """Give a question its key and its item to the taker, or say what is wrong."""
    draft = question.draft()
    before = len(taker.faults)
    _take_kind(draft, taker)
    _check_letters(question, draft, taker)
    mark_last(draft)
    if draft.choices:
        _settle_choices(question, draft, taker)
    else:
        _settle_answer(question, draft, taker)
    _take_tags(draft, taker)
    taker.take(draft, is_broken=len(taker.faults) > before)


def _take_kind(draft: Draft, taker: Taker) -> None:
    place, told = draft.fields.pop("kind", (0, ""))
    if not told:
        return
    draft.kind = KIND_WORDS.get(word(told), "")
    if not draft.kind:
        taker.flag(
            place,
            "%(item)s: “%(text)s” is no kind of question: write Một đáp án, Nhiều đáp"
            " án, Đúng/Sai, Số or Trả lời ngắn.",
            item=draft.label,
            text=shortened(told),
        )


def _take_tags(draft: Draft, taker: Taker) -> None:
    place, told = draft.fields.pop("tags", (0, ""))
    for one in told.replace(";", ",").split(","):
        if one.strip() and (tag := taker.tag(place, one.strip())):
            draft.tags.append((place, tag))


def _check_letters(question: Question, draft: Draft, taker: Taker) -> None:
    """Say where options are out of order: each is told once, the first that is."""
    for expected, option in zip(LETTERS, question.options, strict=False):
        if option.letter != expected:
            taker.flag(
                option.place,
                "%(item)s: option %(expected)s is missing before %(letter)s: letter the"
                " options A, B, C … in order.",
                item=draft.label,
                expected=expected,
                letter=option.letter,
            )
            return


def _settle_choices(question: Question, draft: Draft, taker: Taker) -> None:
    told: dict[str, set[int]] = {}
    for way, place, text in _texts(question):
        places = places_of(text, draft)
        if places is None:
            _refuse_key(draft, place, text, taker)
            return
        told.setdefault(way, set()).update(places)
    told |= question.marked()
    if not told:
        taker.flag(
            question.place,
            "%(item)s has no right answer: write “Đáp án: …” under it, or mark the right"
            " option bold, underlined, coloured or by *.",
            item=draft.label,
        )
        return
    first_way, first = next(iter(told.items()))
    for way, places in told.items():
        if places != first:
            taker.flag(
                question.place,
                "%(item)s has keys that disagree: %(first)s (%(first_way)s) and"
                " %(second)s (%(second_way)s); leave one of them.",
                item=draft.label,
                first=_letters(draft, first),
                first_way=WAYS[first_way],
                second=_letters(draft, places),
                second_way=WAYS[way],
            )
            return
    for at in first:
        draft.choices[at].is_right = True


def _settle_answer(question: Question, draft: Draft, taker: Taker) -> None:
    told = _texts(question)
    if not told:
        taker.flag(
            question.place,
            "%(item)s has neither options nor an answer: write options “A. …”, “B. …”,"
            " or “Đáp án: …” under it.",
            item=draft.label,
        )
        return
    _, place, draft.answer = told[0]
    different = [
        text for _, _, text in told if search_key(text) != search_key(told[0][2])
    ]
    if different:
        taker.flag(
            place,
            "%(item)s has two keys that disagree: “%(first)s” and “%(second)s”; leave one"
            " of them.",
            item=draft.label,
            first=shortened(draft.answer),
            second=shortened(different[0]),
        )
    elif letters_of(draft.answer) and kind_of(draft) == "short_text" and not draft.kind:
        taker.flag(
            place,
            "%(item)s has the key %(key)s, but no options: write them as “A. …”, “B. …”,"
            " each in its line.",
            item=draft.label,
            key=draft.answer,
        )


def _texts(question: Question) -> list[tuple[str, int, str]]:
    """Return the keys that are written, each with its way and its place."""
    own = [("key", line.place, line.text.strip()) for line in question.keys]
    return own + [("table", place, text.strip()) for place, text in question.tabled]


def places_of(text: str, draft: Draft) -> set[int] | None:
    """Return the options that a key means; None: it means none of them."""
    letters = [choice.letter for choice in draft.choices]
    named = letters_of(text)
    if named and set(named) <= set(letters):
        return (len(named) > 1 and _by_text(text, draft)) or {
            letters.index(one) for one in named
        }
    both = letter_before(text)
    if both is not None and both[0] in letters:
        at = letters.index(both[0])
        meant = _by_text(both[1], draft)
        return {at} if not meant or at in meant else None
    return _by_text(text, draft) or None


def _by_text(text: str, draft: Draft) -> set[int]:
    """Return the options that read as a key does."""
    told = search_key(text)
    texts = [search_key(_plain(choice.text)) for choice in draft.choices]
    if told and texts.count(told) == 1:
        return {texts.index(told)}
    judged = truth(text)
    found = {at for at, one in enumerate(draft.choices) if truth(one.text) is judged}
    return found if judged is not None and len(found) == 1 else set()


def _plain(text: str) -> str:
    return "".join(run.text for run in runs_of(text))


def _refuse_key(draft: Draft, place: int, text: str, taker: Taker) -> None:
    taker.flag(
        place,
        "%(item)s: the key “%(key)s” names no option; its options are %(letters)s.",
        item=draft.label,
        key=shortened(text),
        letters=", ".join(choice.letter for choice in draft.choices),
    )


def _letters(draft: Draft, places: Sequence[int] | set[int]) -> str:
    return ", ".join(draft.choices[at].letter for at in sorted(places))
