"""The rules in words: what participants read, from what the program does."""

from collections.abc import Iterator
from typing import NamedTuple

from quizapp.contests.rules.book import RoundPart, RuleBook
from quizapp.contests.rules.entrance import Attempts
from quizapp.contests.rules.order import CRITERIA
from quizapp.contests.rules.paper import Paper
from quizapp.contests.rules.sentences import Sentence
from quizapp.contests.rules.times import written

COUNTED = {
    "first": Sentence("The first attempt counts.", {}),
    "last": Sentence("The last attempt counts.", {}),
    "best_then_earliest": Sentence(
        "The attempt with the best score counts; of equal ones the earliest.", {}
    ),
    "best_then_fastest": Sentence(
        "The attempt with the best score counts; of equal ones the fastest.", {}
    ),
}
LIMITS = {
    "round": Sentence("Attempts in each round: %(limit)s.", {}),
    "day": Sentence("Attempts on each day: %(limit)s.", {}),
    "contest": Sentence("Attempts in the whole contest: %(limit)s.", {}),
}
SHOWN = {
    "score": Sentence("the score", {}),
    "duration": Sentence("the time taken", {}),
    "provisional_rank": Sentence("the provisional rank", {}),
    "right_count": Sentence("how many answers are right", {}),
}


class Clause(NamedTuple):
    """Some sentences of the rules under one heading."""

    heading: Sentence
    sentences: list[Sentence]


def clauses(book: RuleBook, *, unit_name: str | None) -> list[Clause]:
    """Return the rules of a contest in words, clause by clause.

    ``unit_name`` is the name of the branch whose people take part, if one is named.
    """
    return [
        Clause(Sentence("Who may take part", {}), list(_who(book, unit_name))),
        Clause(Sentence("Rounds", {}), [round_window(part) for part in book.rounds]),
        Clause(Sentence("The paper", {}), list(_papers(book))),
        Clause(Sentence("Attempts", {}), list(_attempts(book))),
        Clause(Sentence("Ranking", {}), list(_ranking(book))),
    ]


def round_window(part: RoundPart) -> Sentence:
    """Return when a round opens and closes; midnight at its end is 24:00."""
    opens_time, opens_day = written(part.opens)
    closes_time, closes_day = written(part.closes, is_end=True)
    return Sentence(
        "%(title)s: from %(opens)s on %(opens_day)s to %(closes)s on %(closes_day)s.",
        {
            "title": part.title,
            "opens": opens_time,
            "opens_day": opens_day,
            "closes": closes_time,
            "closes_day": closes_day,
        },
    )


def _who(book: RuleBook, unit_name: str | None) -> Iterator[Sentence]:
    age = book.eligibility.minimum_age
    if age:
        yield Sentence("Everybody from %(age)s years of age on.", {"age": age})
    else:
        yield Sentence("Everybody, whatever their age.", {})
    if unit_name:
        yield Sentence("Members and residents of %(unit)s.", {"unit": unit_name})
    yield Sentence("Who runs this contest can't take part in it.", {})
    yield from _assisted(book)


def _assisted(book: RuleBook) -> Iterator[Sentence]:
    rules = book.assisted_entry
    if not rules.allowed:
        return
    yield Sentence(
        "Who has no phone takes part on the device of an officer of her unit; the"
        " officer answers nothing for her.",
        {},
    )
    yield (
        Sentence("Attempts with an officer's help are ranked for prizes.", {})
        if rules.counts_for_prizes
        else Sentence("Attempts with an officer's help aren't ranked for prizes.", {})
    )
    yield (
        Sentence("Attempts with an officer's help count for their units.", {})
        if rules.counts_for_unit_boards
        else Sentence(
            "Attempts with an officer's help don't count for their units.", {}
        )
    )


def _papers(book: RuleBook) -> Iterator[Sentence]:
    papers = [(part, book.paper_of(part)) for part in book.rounds]
    shapes = {(paper.item_count, paper.minutes) for _, paper in papers}
    if len(shapes) == 1:
        yield _paper(papers[0][1])
    else:
        for part, paper in papers:
            yield _paper_of_round(part, paper)
    questions = {paper.prediction.question for _, paper in papers if paper.prediction}
    for question in sorted(questions):
        yield Sentence(
            "One more question asks for a prediction and gives no points: “%(text)s”",
            {"text": question},
        )
    yield Sentence(
        "The time runs from the start without a pause, and ends when the round closes"
        " at the latest.",
        {},
    )
    if all(paper.late_answers == "by_outage" for _, paper in papers):
        yield Sentence(
            "Answers that come after the time don't count, unless an outage is recorded:"
            " then its length is given back to everybody it hit.",
            {},
        )
    else:
        yield Sentence("Answers that come after the time don't count.", {})


def _paper(paper: Paper) -> Sentence:
    return Sentence(
        "Questions: %(count)s. Time: %(minutes)s minutes.",
        {"count": paper.item_count, "minutes": paper.minutes},
    )


def _paper_of_round(part: RoundPart, paper: Paper) -> Sentence:
    return Sentence(
        "%(title)s: %(count)s questions in %(minutes)s minutes.",
        {"title": part.title, "count": paper.item_count, "minutes": paper.minutes},
    )


def _attempts(book: RuleBook) -> Iterator[Sentence]:
    own = [part for part in book.rounds if part.attempts]
    yield from _limit(book.attempts)
    for part in own:
        yield Sentence("In %(title)s it is otherwise:", {"title": part.title})
        yield from _limit(book.attempts_of(part))


def _limit(attempts: Attempts) -> Iterator[Sentence]:
    if attempts.per is None:
        yield Sentence("There is no limit to the number of attempts.", {})
    else:
        yield LIMITS[attempts.per]._replace(params={"limit": attempts.limit})
    yield COUNTED[attempts.counted]
    if attempts.valid_only_if_all_answered:
        yield Sentence("An attempt is valid only if every question is answered.", {})


def _ranking(book: RuleBook) -> Iterator[Sentence]:
    yield Sentence("What decides, one after the other:", {})
    for name in book.ranking:
        yield CRITERIA[name].rule
    yield Sentence("Who is equal in all of this shares a rank.", {})
