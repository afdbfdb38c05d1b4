"""Which questions a person gets and in which order: drawn from a seed by SHA-256.

So that any language can repeat a draw: everything that is put into an order is sorted
by the SHA-256 of the UTF-8 text ``seed:what:version:item[:option]``, compared as bytes.

1. Each section, in the order of the plan, takes the first ``count`` of its items in the
   order of ``draw``, leaving out what an earlier section has taken.
2. With shuffled items the paper stands in the order of ``place``; without, section by
   section, and in the plan's order inside each.
3. With shuffled options, the options of an item stand in the order of ``option``;
   those that are kept last follow in their own order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

from quizapp.contests.rules import PaperPlan, PlannedItem

#: The shape of the prediction question: a whole number, not in any bank.
PREDICTION = "p"


@dataclass(frozen=True)
class Question:
    """One drawn item."""

    #: ``bank_versions.id`` and the item's id in it.
    version: int
    item: str
    #: Which option of the bank (from 0) stands at each displayed place.
    options: tuple[int, ...]
    #: ``banks.rules.AnyItem.shape``: how it is answered.
    shape: str
    points_hundredths: int


@dataclass(frozen=True)
class Paper:
    """What one attempt asks. Positions count from 1; the prediction stands last."""

    questions: tuple[Question, ...]
    has_prediction: bool = False

    @property
    def shapes(self) -> tuple[str, ...]:
        """Return how each position is answered."""
        shapes = tuple(question.shape for question in self.questions)
        return (*shapes, PREDICTION) if self.has_prediction else shapes

    @property
    def position_count(self) -> int:
        """Return how many questions there are, the prediction included."""
        return len(self.questions) + self.has_prediction

    @property
    def full_hundredths(self) -> int:
        """Return the score of a paper with everything right."""
        return sum(question.points_hundredths for question in self.questions)

    @property
    def versions(self) -> set[int]:
        """Return the bank versions that it was drawn from."""
        return {question.version for question in self.questions}

    def numbered(self) -> Iterable[tuple[int, Question]]:
        """Return the questions with their positions, the prediction left out."""
        return enumerate(self.questions, start=1)

    def to_json(self) -> dict[str, Any]:
        """Return what the attempt stores."""
        items = [
            {
                "version": question.version,
                "item": question.item,
                "options": list(question.options),
                "shape": question.shape,
                "points": question.points_hundredths,
            }
            for question in self.questions
        ]
        return {"items": items, "prediction": self.has_prediction}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what an attempt stored."""
        questions = tuple(
            Question(
                version=item["version"],
                item=item["item"],
                options=tuple(item["options"]),
                shape=item["shape"],
                points_hundredths=item["points"],
            )
            for item in stored["items"]
        )
        return cls(questions, has_prediction=stored["prediction"])


def draw_paper(plan: PaperPlan, seed: str) -> Paper:
    """Draw a paper from a plan. The same seed always gives the same paper."""
    drawn: dict[tuple[int, str], PlannedItem] = {}
    for section in plan.sections:
        version = section.bank_version_id
        free = [item for item in section.items if (version, item.id) not in drawn]
        places = placed([item.id for item in free], seed, "draw", version)
        taken = set(sorted(range(len(free)), key=places.__getitem__)[: section.count])
        drawn |= {(version, item.id): item for n, item in enumerate(free) if n in taken}
    order = list(drawn)
    if plan.shuffle_items:
        order.sort(key=lambda name: place(seed, "place", *name))
    questions = tuple(
        Question(
            version=version,
            item=name,
            options=option_order(
                seed, version, drawn[version, name], shuffled=plan.shuffle_options
            ),
            shape=drawn[version, name].shape,
            points_hundredths=drawn[version, name].points_hundredths,
        )
        for version, name in order
    )
    return Paper(questions, has_prediction=plan.prediction is not None)


def option_order(
    seed: str, version: int, item: PlannedItem, *, shuffled: bool
) -> tuple[int, ...]:
    """Return which option of the bank stands at each displayed place."""
    options = range(item.option_count)
    if not shuffled:
        return tuple(options)
    free = [option for option in options if option not in item.keep_last]
    places = placed(map(str, free), seed, "option", version, item.id)
    free = [option for _, option in sorted(zip(places, free, strict=True))]
    return (*free, *sorted(item.keep_last))


def place(seed: str, *names: object) -> bytes:
    """Return the key by which a thing is put into its drawn order."""
    return sha256(":".join([seed, *map(str, names)]).encode()).digest()


def placed(last_names: Iterable[str], seed: str, *names: object) -> list[bytes]:
    """Return ``place`` of things whose names differ in the last one alone."""
    begun = sha256((":".join([seed, *map(str, names)]) + ":").encode())
    places = []
    for name in last_names:
        whole = begun.copy()
        whole.update(name.encode())
        places.append(whole.digest())
    return places
