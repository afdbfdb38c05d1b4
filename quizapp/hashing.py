"""Hashes of PINs and passwords: argon2id, computed where they hold nobody up."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from quizapp.aside import aside

#: About 30 ms each; two at a time keep a worker's other requests going.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
#: For crowds of made-up people, whom nobody needs to be kept from.
_CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
#: Takes as long as any other hash, and no secret fits it.
NOBODYS = _HASHER.hash("\x00")


def hashed(secret: str, *, is_cheap: bool = False) -> str:
    """Return the argon2id hash of a secret, with its parameters."""
    return aside((_CHEAP_HASHER if is_cheap else _HASHER).hash, secret)


def is_match(stored: str, secret: str) -> bool:
    """Tell whether a secret is the one behind a hash; False for what is no hash."""
    return aside(_is_match, stored, secret)


def _is_match(stored: str, secret: str) -> bool:
    try:
        return _HASHER.verify(stored, secret)
    except (Argon2Error, InvalidHashError):
        return False
