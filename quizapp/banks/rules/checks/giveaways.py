"""Answers that stand in the stem of another question.

Said only if the answer is long enough to mean one thing, at most two other stems have
it, no wrong option stands beside it, and both stems speak of the same matter: they have
two words in a row that few stems of the bank have.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from quizapp.banks.rules.bank import Bank
from quizapp.banks.rules.checks.remark import Remark, in_use
from quizapp.banks.rules.item import AnyItem
from quizapp.names import search_key

#: An answer that more other stems have is a word of the trade.
MOST_STEMS = 2
FEWEST_WORDS = 2
FEWEST_LETTERS = 8
FEWEST_DIGITS = 3
#: So many stems, or this share of the bank, may have the words of one matter.
FEW_STEMS = 3
FEW_SHARE = 0.02


class _Stems:
    """The stems of a bank, found by the words that stand in them in a row."""

    def __init__(self, bank: Bank) -> None:
        self.texts = [
            "" if item.retired else f" {search_key(item.stem)} " for item in bank.items
        ]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(self.texts):
            for word in set(text.split()):
                self._by_word[word].append(place)
        counts = Counter(pair for text in self.texts for pair in _pairs(text))
        most = max(FEW_STEMS, FEW_SHARE * len(self.texts))
        self._rare = {pair for pair, count in counts.items() if count <= most}

    def having(self, words: str) -> list[int]:
        """Return the places of stems that have these words in a row."""
        rarest = min((self._by_word.get(word, []) for word in words.split()), key=len)
        return [place for place in rarest if f" {words} " in self.texts[place]]

    def are_of_one_matter(self, one: int, other: int, answer: str) -> bool:
        """Tell whether two stems share rare words, those of an answer left out."""
        text = self.texts[other].replace(f" {answer} ", " | ")
        return bool(_pairs(self.texts[one]) & _pairs(text) & self._rare)


def giveaways(bank: Bank) -> Iterator[Remark]:
    """Return questions whose stem has the answer to another one."""
    stems = _Stems(bank)
    for place, item in in_use(bank.items):
        for answer in _answers(item):
            found = stems.having(answer)
            if place in found or not 0 < len(found) <= MOST_STEMS:
                continue
            wrong = [f" {text} " for text in _wrong(item)]
            for other in found:
                text = stems.texts[other]
                if stems.are_of_one_matter(place, other, answer) and not any(
                    one in text for one in wrong
                ):
                    yield Remark(
                        ("items", other, "stem"),
                        "“%(item)s” has the answer to “%(other)s” in its question.",
                        {"item": bank.items[other].id, "other": item.id},
                        code="giveaway",
                    )


def _answers(item: AnyItem) -> list[str]:
    """Return the right answers of an item that mean one thing alone.

    Where several options are right, none of them is the answer.
    """
    words = item.right_in_words()
    if item.choices and len(words) > 1:
        return []
    keys = (search_key(str(word)) for word in words if not isinstance(word, bool))
    return [key for key in dict.fromkeys(keys) if _is_telling(key)]


def _is_telling(answer: str) -> bool:
    words = answer.split()
    letters = "".join(words)
    if letters.isdigit():
        return len(letters) >= FEWEST_DIGITS
    return len(words) >= FEWEST_WORDS and len(letters) >= FEWEST_LETTERS


def _wrong(item: AnyItem) -> list[str]:
    return [search_key(option.text) for option in item.choices if not option.key]


def _pairs(text: str) -> set[tuple[str, str]]:
    words = text.split()
    return set(pairwise(words))
