"""Pure decisions about accounts: phones, PINs, passwords, names, hashes."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

from quizapp.errors import InvalidError
from quizapp.names import clean
from quizapp.phrases import ZONE

#: A mobile number or a fixed line of Vietnam, without the 0 or +84 in front.
_VIETNAM = re.compile(r"[35789]\d{8}|2\d{9}")
_ABROAD = re.compile(r"\+[1-9]\d{7,14}")
_BETWEEN = re.compile(r"[\s.\-()/]")
_PIN = re.compile(r"[0-9]{6}")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
EASY_PINS = frozenset({"123456", "654321", "123123", "112233", "121212", "012345"})
OLDEST = 120
SHORTEST_PASSWORD = 10
LONGEST_SECRET = 200

SESSION_LASTS = timedelta(days=30)
STAFF_SESSION_LASTS = timedelta(hours=12)
RESET_CODE_LASTS = timedelta(minutes=10)
RESET_CODE_DIGITS = 8


def canonical_phone(typed: str) -> str:
    """Return a phone number as ``+84900000001``, however it was typed.

    Raises:
        InvalidError: it can't be a phone number.
    """
    bare = _BETWEEN.sub("", clean(typed)).translate(_DIGITS)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    if bare.startswith("+84"):
        bare = bare[3:].removeprefix("0")
    elif bare.startswith("84") and len(bare) in {11, 12}:
        bare = bare[2:]
    elif bare.startswith("0"):
        bare = bare[1:]
    elif bare.startswith("+"):
        return _checked(bare, _ABROAD)
    return "+84" + _checked(bare, _VIETNAM)


#: Full-width and Arabic digits, as some keyboards write them.
_DIGITS = {
    first + digit: str(digit)
    for first in (0xFF10, 0x0660, 0x06F0)
    for digit in range(10)
} | {0xFF0B: "+"}


def _checked(bare: str, form: re.Pattern[str]) -> str:
    if not bare.isascii() or not form.fullmatch(bare):
        raise InvalidError(
            "This isn't a phone number: it has 10 digits, such as 0912 345 678.",
            field="phone",
        )
    return bare


def shown_phone(phone: str) -> str:
    """Return a canonical phone as people write it: 0912 345 678."""
    if not phone.startswith("+84"):
        return phone
    digits = "0" + phone[3:]
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def masked_phone(phone: str) -> str:
    """Return a phone for screens: 091•••678."""
    digits = "0" + phone[3:] if phone.startswith("+84") else phone
    return f"{digits[:3]}•••{digits[-3:]}"


def check_pin(pin: str) -> str:
    """Return a PIN of six digits that isn't the first that anybody guesses.

    Raises:
        InvalidError: it isn't.
    """
    if not _PIN.fullmatch(pin):
        raise InvalidError("A PIN has 6 digits.", field="pin")
    if pin in EASY_PINS or len(set(pin)) == 1:
        raise InvalidError(
            "This PIN is too easy to guess: choose another.", field="pin"
        )
    return pin


def check_password(password: str) -> str:
    """Return a password that is long enough.

    Raises:
        InvalidError: it isn't.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_SECRET:
        raise InvalidError(
            "A password has %(least)s characters or more.",
            field="password",
            least=SHORTEST_PASSWORD,
        )
    return password


def check_username(name: str) -> str:
    """Return a name to sign in by: small letters, digits, dots and hyphens.

    Raises:
        InvalidError: it isn't.
    """
    if not _USERNAME.fullmatch(name):
        raise InvalidError(
            "A name to sign in by has 2 to 40 small letters, digits, dots or hyphens.",
            field="username",
        )
    return name


def check_birth_year(year: int, now: datetime) -> int:
    """Return a year in which somebody who lives now can have been born.

    Raises:
        InvalidError: nobody can.
    """
    this_year = now.astimezone(ZONE).year
    if not this_year - OLDEST <= year <= this_year:
        raise InvalidError(
            "Type the birth year in four digits, such as 1975.", field="birth_year"
        )
    return year


def keyed_hash(key: str, kind: str, value: str) -> bytes:
    """Return a hash that tells nothing of a phone or a device without the key."""
    return hmac.digest(key.encode(), f"{kind}:{value}".encode(), "sha256")


def token_hash(token: str) -> bytes:
    """Return what is stored of a session's token."""
    return hashlib.sha256(token.encode()).digest()


def reset_code_hash(account_id: int, code: str) -> bytes:
    """Return what is stored of a reset code, bound to its account and purpose."""
    return hashlib.sha256(f"reset-pin:{account_id}:{code}".encode()).digest()


def password_code_hash(account_id: int, code: str) -> bytes:
    """Return what is stored of a code with which staff choose a password."""
    return hashlib.sha256(f"set-password:{account_id}:{code}".encode()).digest()
