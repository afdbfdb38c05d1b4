"""The second factor of staff: codes by time, recovery codes, how both are kept. Pure."""

import hmac
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from quizapp.accounts.rules.people import keyed_hash
from quizapp.errors import ConflictError

STEP_SECONDS = 30
CODE_DIGITS = 6
#: A phone whose clock is off by a step still signs in.
STEPS_AROUND = (-1, 0, 1)
NONCE_BYTES = 12
#: 160 bits, as RFC 4226 §4 asks.
SECRET_BYTES = 20
RECOVERY_CODE_COUNT = 10
RECOVERY_CODE_LENGTH = 10
#: Without 0, 1, i, l, o, u: nothing that is misread from paper.
_LETTERS: Final = "23456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True)
class Box:
    """A secret as it is stored: encrypted, and bound to whom it belongs."""

    nonce: bytes
    ciphertext: bytes

    @classmethod
    def of(cls, stored: bytes) -> "Box":
        """Return a box from the bytes of ``stored``."""
        return cls(stored[:NONCE_BYTES], stored[NONCE_BYTES:])

    @property
    def stored(self) -> bytes:
        """Return it as one text of bytes."""
        return self.nonce + self.ciphertext


def _cipher(key: str) -> AESGCM:
    derive = HKDF(SHA256(), length=32, salt=None, info=b"quizapp second factor")
    return AESGCM(derive.derive(key.encode()))


def boxed(secret: bytes, *, key: str, account_id: int, nonce: bytes) -> Box:
    """Encrypt a secret; ``key`` is the site's, ``nonce`` twelve random bytes."""
    bound_to = f"account:{account_id}".encode()
    return Box(nonce, _cipher(key).encrypt(nonce, secret, bound_to))


def unboxed(box: Box, *, key: str, account_id: int) -> bytes:
    """Return the secret of an account.

    Raises:
        ConflictError: it was encrypted by another key, or for another account.
    """
    bound_to = f"account:{account_id}".encode()
    try:
        return _cipher(key).decrypt(box.nonce, box.ciphertext, bound_to)
    except (InvalidTag, ValueError) as error:
        raise ConflictError(
            "The second factor can't be read any more: ask an administrator to reset it."
        ) from error


def step_at(now: datetime) -> int:
    """Return the number of the half minute of an instant (RFC 6238 §4)."""
    return int(now.timestamp()) // STEP_SECONDS


def code_of(secret: bytes, step: int) -> str:
    """Return the six digits of a step."""
    return pyotp.TOTP(shown_secret(secret)).generate_otp(step)


def fitting_step(
    secret: bytes, code: str, *, now: datetime, last_step: int | None
) -> int | None:
    """Return the step whose code this is, or None.

    Only the step of now and its neighbours fit, and only those after ``last_step``, the
    newest that was used: who looks over a shoulder can't use a code once more.
    """
    present = step_at(now)
    typed = plain_code(code).encode()
    found = None
    for offset in STEPS_AROUND:
        step = present + offset
        is_new = last_step is None or step > last_step
        if hmac.compare_digest(code_of(secret, step).encode(), typed) and is_new:
            found = step
    return found


def plain_code(typed: str) -> str:
    """Return a code without what people put between its letters, in small letters."""
    return "".join(char for char in typed if char.isalnum()).lower()


def shown_secret(secret: bytes) -> str:
    """Return a secret as authenticator apps read it: base 32."""
    return b32encode(secret).decode()


def grouped(text: str, size: int = 4) -> str:
    """Return a text in groups, so that it can be typed from a screen."""
    return " ".join(text[at : at + size] for at in range(0, len(text), size))


def address_of(secret: bytes, *, name: str, issuer: str) -> str:
    """Return the address that an authenticator app reads from a QR code."""
    totp = pyotp.TOTP(shown_secret(secret), name=name, issuer=issuer)
    return totp.provisioning_uri()


def recovery_code(randomness: bytes) -> str:
    """Return a recovery code of ten letters; ``randomness`` is twenty random bytes."""
    number = int.from_bytes(randomness, "big")
    letters = []
    for _ in range(RECOVERY_CODE_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def recovery_code_hash(key: str, account_id: int, code: str) -> bytes:
    """Return what is stored of a recovery code, bound to key, account and purpose."""
    return keyed_hash(key, f"recovery-code:{account_id}", plain_code(code))


def is_recovery_code(typed: str) -> bool:
    """Tell whether what was typed has the form of a recovery code, not of six digits."""
    return len(plain_code(typed)) == RECOVERY_CODE_LENGTH
