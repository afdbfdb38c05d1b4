"""Under which entry a person counts who entered a contest several times."""

from collections.abc import Iterable, Mapping

from quizapp.errors import ConflictError


def heads(merges: Mapping[int, int]) -> dict[int, int]:
    """Return each merged entry → the entry under which it counts in the end.

    ``merges`` are those in force: merged entry → the entry it was merged into, which
    may have been merged into a third one later. There are no circles: see
    ``check_may_merge``.
    """
    found: dict[int, int] = {}
    for entry in merges:
        way = [entry]
        while way[-1] in merges and way[-1] not in found:
            way.append(merges[way[-1]])
        head = found.get(way[-1], way[-1])
        found |= dict.fromkeys((one for one in way if one != head), head)
    return found


def check_may_merge(kept_head: int, merged_head: int) -> None:
    """Check that two entries don't count together already: no merge closes a circle.

    Raises:
        ConflictError: they do.
    """
    if kept_head == merged_head:
        raise ConflictError("These entries count as one person already.")


def check_not_both_open(open_rounds: Iterable[int]) -> None:
    """Check that no round has two open attempts of the entries that become one.

    ``open_rounds`` is the round of each open attempt of theirs.

    Raises:
        ConflictError: one has.
    """
    rounds = list(open_rounds)
    if len(rounds) > len(set(rounds)):
        raise ConflictError(
            "Both sit at an attempt of the same round right now. Wait until one of them"
            " has ended, and decide then."
        )
