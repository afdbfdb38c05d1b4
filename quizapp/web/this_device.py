"""What a device keeps of those who signed in on it: a signed cookie of its own.

``homes`` are phones and names (keyed hashes) that signed in here: tries to sign in to
them from here are judged by this device's own failures alone. ``people`` are those who
said that their names may stand on this device's page of signing in. Both hold only
together with the device's own random id, else a copy of the cookie would be a way
around counting by device.
"""

from dataclasses import dataclass, replace

from flask import Response, after_this_request, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from quizapp.extensions import device, settings
from quizapp.web.security import YEAR

MOST_HOMES = 12
MOST_PEOPLE = 6
#: So much of a keyed hash is enough to know it again.
LONGEST_MARK = 24


@dataclass(frozen=True)
class ThisDevice:
    """What the cookie says; the newest last."""

    homes: tuple[str, ...] = ()
    people: tuple[int, ...] = ()


def this_device() -> ThisDevice:
    """Return what the device kept; nothing if its cookie isn't ours, or not its own."""
    if "this_device" not in g:
        g.this_device = _read(request.cookies.get(_name(), ""))
    kept: ThisDevice = g.this_device
    return kept


def is_home(subject: bytes) -> bool:
    """Tell whether a phone or name has signed in on this device before."""
    return _mark(subject) in this_device().homes


def keep_home(subject: bytes) -> None:
    """Note that a phone or name has signed in here."""
    mark = _mark(subject)
    homes = [one for one in this_device().homes if one != mark]
    _keep(replace(this_device(), homes=(*homes, mark)[-MOST_HOMES:]))


def keep_person(account_id: int) -> None:
    """Let a person's name stand on this device's page of signing in."""
    people = [one for one in this_device().people if one != account_id]
    _keep(replace(this_device(), people=(*people, account_id)[-MOST_PEOPLE:]))


def forget_people() -> None:
    """Let no names stand there any more."""
    _keep(replace(this_device(), people=()))


def _mark(subject: bytes) -> str:
    return subject.hex()[:LONGEST_MARK]


def _name() -> str:
    prefix = "__Host-" if settings().is_https else ""
    return f"{prefix}this-device"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="this device")


def _read(text: str) -> ThisDevice:
    try:
        found = _signer().loads(text) if text else {}
    except BadSignature:
        return ThisDevice()
    if found.get("device") != device():
        return ThisDevice()
    return ThisDevice(tuple(found["homes"]), tuple(found["people"]))


def _keep(kept: ThisDevice) -> None:
    g.this_device = kept
    if "keeps_this_device" not in g:
        g.keeps_this_device = True
        after_this_request(_write)


def _write(response: Response) -> Response:
    kept = this_device()
    values = {
        "device": device(),
        "homes": list(kept.homes),
        "people": list(kept.people),
    }
    response.set_cookie(
        _name(),
        str(_signer().dumps(values)),
        max_age=YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
