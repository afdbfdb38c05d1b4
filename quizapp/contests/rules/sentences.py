"""A sentence that isn't an error: a message id and what goes into it."""

from typing import NamedTuple


class Sentence(NamedTuple):
    """A message id in English with named parameters, for ``phrases.spoken``."""

    message: str
    params: dict[str, object]
