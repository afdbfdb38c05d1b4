"""How often one may fail before one has to wait, and who is judged by what. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from quizapp.errors import TooManyError


@dataclass(frozen=True)
class FailureLimits:
    """How many wrong PINs, passwords or codes within a window are too many."""

    window: timedelta = timedelta(minutes=15)
    by_subject: int = 10
    by_device: int = 30
    #: Six digits over a province's accounts fall to slow guessing without it: beyond it
    #: nobody may try who, or whose device, has failed within the window …
    in_all: int = 500
    #: … and beyond this one nobody at all, but on a device that has signed in before.
    from_strangers: int = 1000
    #: Against those who have time: as much within a day, and again nobody may try but
    #: on a device that has signed in before.
    day: timedelta = timedelta(days=1)
    from_strangers_in_a_day: int = 5000


LIMITS = FailureLimits()


@dataclass(frozen=True)
class Failures:
    """Wrong tries within the window."""

    by_subject: int
    by_device: int
    #: On devices that had not signed in to that phone or name before: by strangers.
    in_all: int
    #: By this device at this phone or name.
    by_device_at_subject: int = 0
    #: By strangers within a day.
    in_a_day: int = 0


def check_failures(
    found: Failures, limits: FailureLimits = LIMITS, *, is_at_home: bool = False
) -> None:
    """Check that somebody may try once more.

    ``is_at_home``: the device has signed in to this phone or name before. It is judged
    by its own failures alone, so that nobody is locked out by what strangers tried.

    Raises:
        TooManyError: there were too many wrong tries.
    """
    if is_at_home:
        is_too_many = (
            found.by_device_at_subject >= limits.by_subject
            or found.by_device >= limits.by_device
        )
    else:
        is_too_many = _is_too_many(found, limits)
    if is_too_many:
        raise TooManyError(
            "Too many wrong tries. Try again in %(minutes)s minutes, or ask a union"
            " officer for a reset code.",
            minutes=int(limits.window.total_seconds() // 60),
        )


def check_code_failures(found: Failures, limits: FailureLimits = LIMITS) -> None:
    """Check that somebody may try once more to use a reset code.

    A code has eight digits, is there for ten minutes and for who asked an officer for
    it: what others guess needn't keep her from it.

    Raises:
        TooManyError: there were too many wrong tries for this phone or by this device.
    """
    own = Failures(found.by_subject, found.by_device, 0)
    check_failures(own, limits)


def _is_too_many(found: Failures, limits: FailureLimits) -> bool:
    is_known_to_fail = found.by_subject > 0 or found.by_device > 0
    return (
        found.by_subject >= limits.by_subject
        or found.by_device >= limits.by_device
        or (found.in_all >= limits.in_all and is_known_to_fail)
        or found.in_all >= limits.from_strangers
        or found.in_a_day >= limits.from_strangers_in_a_day
    )
