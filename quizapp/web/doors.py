"""Signing a device in and out, and counting wrong tries on the way."""

from collections.abc import Sequence
from datetime import timedelta

from flask import g
from flask import session as cookie
from flask_login import login_user, logout_user

from quizapp.accounts import queries, rules, service
from quizapp.accounts.models import Account
from quizapp.errors import InvalidError, NotAllowedError
from quizapp.extensions import db, device, now, random_token, settings
from quizapp.hashing import NOBODYS, is_match
from quizapp.web.access import SignedIn, is_loopback, kept_accounts

#: What is kept of a browser while another person signs in on it.
KEPT = ("language", "next")


def trier(kind: str, subject: str) -> service.Trier:
    """Return who tries, as keyed hashes."""
    key = settings().secret_key
    return service.Trier(
        rules.keyed_hash(key, kind, subject), rules.keyed_hash(key, "device", device())
    )


def device_hash() -> bytes:
    """Return what attempts keep of the device on which they are started."""
    return rules.keyed_hash(settings().secret_key, "attempt", device())


def those_who_fit(people: Sequence[Account], secret: str) -> list[Account]:
    """Return the people whose secret this is.

    Hashes at least once, so that its time doesn't tell whether a number is known.
    """
    hashes = [person.secret_hash for person in people] or [NOBODYS]
    db.session.remove()  # hold no connection while this takes its time
    fits = [is_match(stored, secret) for stored in hashes]
    return [person for person, fit in zip(people, fits, strict=False) if fit]


def check_may_try(who: service.Trier) -> None:
    """Check that there were not too many wrong tries.

    Raises:
        TooManyError: there were.
    """
    service.check_may_try(db.session(), trier=who, now=now())


def fail(who: service.Trier) -> None:
    """Count a wrong try."""
    with db.transaction() as session:
        service.note_failure(session, trier=who, now=now())


def people_by_pin(phone: str, pin: str) -> list[Account]:
    """Return the people of a phone whose PIN this is.

    Raises:
        TooManyError: too many wrong tries before.
        InvalidError: nobody's; the same words for a number that nobody has.
    """
    who = trier("phone", phone)
    check_may_try(who)
    people = queries.people_of_phone(db.session(), phone=phone)
    fitting = those_who_fit(people, pin)
    found = [one for one in fitting if is_loopback() or not one.is_loopback_only]
    if not found:
        fail(who)
        raise InvalidError("Phone and PIN don't fit together.", field="pin")
    return found


def staff_by_password(username: str, password: str) -> Account:
    """Return somebody of the staff whose name and password these are.

    Raises:
        TooManyError: too many wrong tries before.
        InvalidError: nobody's, or it works on the server's own machine only.
    """
    who = trier("staff", username)
    check_may_try(who)
    account = queries.staff_by_name(db.session(), username=username)
    found = those_who_fit([account] if account else [], password)
    if not found or (found[0].is_loopback_only and not is_loopback()):
        fail(who)
        raise InvalidError("Name and password don't fit together.", field="password")
    return found[0]


def sign_in(account_id: int, *, lasts: timedelta = rules.SESSION_LASTS) -> None:
    """Sign this device in under a new token; whoever was signed in is signed out."""
    token = random_token(32)
    old = cookie.get("_user_id")
    with db.transaction() as session:
        if old:
            service.revoke_session(session, token=old, now=now())
            kept_accounts().forget(old)
        service.open_session(
            session, account_id=account_id, token=token, lasts=lasts, now=now()
        )
        account = queries.account_of_session(session, token=token, now=now())
    if account is None:  # put out of use while she signed in
        raise NotAllowedError("Sign in first.")
    kept = {name: cookie[name] for name in KEPT if name in cookie}
    cookie.clear()
    cookie.update(kept)
    cookie.permanent = True
    g.pop("me", None)
    login_user(SignedIn(token, account))


def sign_out() -> None:
    """Sign this device out, and forget what it kept of the person."""
    token = cookie.get("_user_id")
    if token:
        with db.transaction() as session:
            service.revoke_session(session, token=token, now=now())
        kept_accounts().forget(token)
    logout_user()
    g.pop("me", None)
    language = cookie.get("language")
    cookie.clear()
    if language:
        cookie["language"] = language
