"""A question as it was typed, made an item."""

from quizapp.banks.files.typed.answers import ANSWERING, take_choices
from quizapp.banks.files.typed.drafts import Draft, kind_of
from quizapp.banks.files.typed.fields import FIELDS, take_tags
from quizapp.banks.files.typed.notes import Notes
from quizapp.banks.files.typed.texts import put
from quizapp.yamltree import List, Map

LONGEST_STEM = 3000


class Taker(Notes):
    """Makes items of drafts, and remembers what is to be reported."""

    def __init__(self) -> None:
        super().__init__()
        self.items = List(1)

    def take(self, draft: Draft, *, is_broken: bool = False) -> None:
        """Add a draft's item; with a fault it is left out.

        Args:
            draft: a question.
            is_broken: its key is wrong, and told so; the rest is looked at all the same.
        """
        before = -1 if is_broken else len(self.faults)
        item = Map(draft.place)
        put(item, draft.place, "kind", kind_of(draft))
        self._take_texts(draft, item)
        self._take_answer(draft, item, is_broken=is_broken)
        for name, take in FIELDS.items():
            if draft.fields.get(name, (0, ""))[1]:
                take(self, draft, item, *draft.fields[name])
        take_tags(self, draft, item)
        if len(self.faults) == before:
            self.items.append(item)
            self.items.lines.append(draft.place)

    def _take_answer(self, draft: Draft, item: Map, *, is_broken: bool) -> None:
        kind = item["kind"]
        take = ANSWERING.get(kind)
        if take is None or (draft.choices and kind != "true_false"):
            take_choices(self, draft, item)
        elif not is_broken:
            take(self, draft, item)
        if draft.choices and kind in {"number", "short_text"}:
            self.flag(
                draft.place,
                "%(item)s has options, though its kind is answered by typing: take the"
                " options out, or change its kind.",
                item=draft.label,
            )

    def _take_texts(self, draft: Draft, item: Map) -> None:
        put(item, draft.place, "stem", draft.stem)
        if not draft.stem.strip():
            self.flag(
                draft.place,
                "%(item)s has no text: write the question.",
                item=draft.label,
            )
        for place, text in (
            (draft.place, draft.stem),
            draft.fields.get("explanation", (0, "")),
        ):
            self.check_length(draft, place, text, LONGEST_STEM)
