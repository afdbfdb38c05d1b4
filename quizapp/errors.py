"""Errors that features raise, and faults of files. web and cli turn them into words.

Every sentence is a message id in English with named parameters (``"This round opens
at %(at)s."``), so that each language has the whole sentence in its catalogue.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


class DomainError(Exception):
    """A rule was broken; the message tells a person what is so and what to do.

    Parameters may be numbers, texts and aware datetimes; they are formatted in the
    reader's language by whoever shows the sentence.
    """

    def __init__(self, message: str, /, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.message % self.params if self.params else self.message


class NotFoundError(DomainError):
    """There is no such thing, or the asker may not know of it."""


class NotAllowedError(DomainError):
    """The thing exists, and the asker may not do that to it."""


class ConflictError(DomainError):
    """The request was right when the page was made, and is not any more."""


class TooManyError(DomainError):
    """Too many tries; the message says when to come back."""


class InvalidError(DomainError):
    """A value can't be used; ``field`` names the one of the form, if one is to blame."""

    def __init__(self, message: str, /, *, field: str = "", **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file.

    ``line`` counts from 1 (0: the whole file); ``row``-based files give the row.
    """

    line: int
    message: str
    params: dict[str, object] = field(default_factory=dict)
    is_warning: bool = False

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.message % self.params if self.params else self.message


class FileFaultsError(DomainError):
    """A file can't be taken in. Carries every fault at once, in the order of lines."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        super().__init__(
            "%(name)s has faults that must be mended first: %(count)s.",
            name=name,
            count=len(faults),
        )
        self.name = name
        self.faults = sorted(faults, key=lambda fault: fault.line)
