"""Signing a device in and out, and proving once more who holds it."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import g, request
from flask import session as cookie
from flask_login import login_user, logout_user

from quizapp.accounts import queries, rules, service
from quizapp.accounts.models import Account
from quizapp.errors import InvalidError, NotAllowedError
from quizapp.extensions import db, now, random_token, settings
from quizapp.web import tries
from quizapp.web.access import SignedIn, is_loopback, kept_accounts
from quizapp.web.this_device import keep_home, keep_person
from quizapp.web.tries import check_may_try, fail, trier

__all__ = [
    "account_of",
    "admitted",
    "check_may_try",
    "check_second_factor",
    "fail",
    "has_second_factor",
    "needs_second_factor",
    "people_by_pin",
    "person_by_pin",
    "prove",
    "sign_in",
    "sign_out",
    "staff_by_password",
    "trier",
]

#: What is kept of a browser while another person signs in on it.
KEPT = ("language", "next", "place", "is_my_place")


def people_by_pin(phone: str, pin: str) -> list[Account]:
    """Return the people of a phone whose PIN this is.

    Raises:
        TooManyError: too many wrong tries before.
        InvalidError: nobody's; the same words for a number that nobody has.
    """
    refusal = InvalidError("Phone and PIN don't fit together.", field="pin")
    return admitted(
        trier("phone", phone),
        lambda: queries.people_of_phone(db.session(), phone=phone),
        pin,
        refusal,
    )


def person_by_pin(account_id: int, pin: str) -> Account:
    """Return a person whom this device or phone knows, if the PIN is hers.

    Raises:
        TooManyError: too many wrong tries before.
        InvalidError: it isn't, or she signs in no more.
    """
    account = queries.account_in_use(db.session(), account_id=account_id)
    who = tries.trier_of(account) if account else trier("account", str(account_id))
    refusal = InvalidError("This PIN doesn't fit.", field="pin")
    found = [account] if account is not None and account.kind == "person" else []
    return admitted(who, lambda: found, pin, refusal)[0]


def staff_by_password(username: str, password: str) -> Account:
    """Return somebody of the staff whose name and password these are.

    Raises:
        TooManyError: too many wrong tries before.
        InvalidError: nobody's, or it works on the server's own machine only.
    """

    def named() -> list[Account]:
        found = queries.staff_by_name(db.session(), username=username)
        return [found] if found else []

    refusal = InvalidError("Name and password don't fit together.", field="password")
    return admitted(trier("staff", username), named, password, refusal)[0]


def admitted(
    who: service.Trier,
    find: Callable[[], Sequence[Account]],
    secret: str,
    refusal: InvalidError,
) -> list[Account]:
    """Return those among the found whose secret this is: limits, hash, count.

    Raises:
        TooManyError: too many wrong tries before; nothing was hashed.
        InvalidError: it is nobody's.
    """
    with tries.turn():
        check_may_try(who)
        fitting = tries.those_who_fit(find(), secret)
        found = [one for one in fitting if is_loopback() or not one.is_loopback_only]
        if not found:
            fail(who)
            raise refusal
    return found


def account_of(account_id: int) -> Account:
    """Return an account that may sign in.

    Raises:
        NotAllowedError: it was put out of use meanwhile.
    """
    found = queries.account_in_use(db.session(), account_id=account_id)
    if found is None:
        raise NotAllowedError("Sign in first.")
    return found


def needs_second_factor(account: Account | queries.Me) -> bool:
    """Tell whether an account signs in by a code too: staff but those of a demo."""
    return account.kind == "staff" and not account.is_loopback_only


def has_second_factor(account_id: int) -> bool:
    """Tell whether an account has set its second factor up."""
    found = queries.second_factor_of(db.session(), account_id=account_id)
    return found is not None


def check_second_factor(account_id: int, code: str) -> None:
    """Use a code of the second factor, or a recovery code; wrong ones are counted.

    Raises:
        TooManyError: too many wrong tries before.
        InvalidError: it doesn't fit.
    """
    account = account_of(account_id)
    who = tries.trier_of(account)
    with tries.turn():
        check_may_try(who)
        try:
            with db.transaction() as session:
                service.use_second_factor(
                    session,
                    account_id=account_id,
                    code=code,
                    key=settings().secret_key,
                    now=now(),
                )
        except InvalidError:
            fail(who)
            raise


def prove(secret: str, code: str = "") -> None:
    """Show once more that who is signed in on this device holds it.

    Raises:
        TooManyError: too many wrong tries before.
        InvalidError: PIN, password or code don't fit; each wrong one is counted.
    """
    token = cookie.get("_user_id", "")
    me = queries.account_of_session(db.session(), token=token, now=now())
    if me is None:
        raise NotAllowedError("Sign in first.")
    account = account_of(me.id)
    refusal = (
        InvalidError("This password doesn't fit.", field="secret")
        if account.kind == "staff"
        else InvalidError("This PIN doesn't fit.", field="secret")
    )
    admitted(tries.trier_of(account), lambda: [account], secret, refusal)
    if needs_second_factor(account) and has_second_factor(account.id):
        check_second_factor(account.id, code)
    with db.transaction() as session:
        service.prove_session(session, token=token, now=now())
    kept_accounts().forget(token)
    g.pop("me", None)


def sign_in(
    account_id: int,
    *,
    lasts: timedelta = rules.SESSION_LASTS,
    is_remembered: bool = False,
) -> None:
    """Sign this device in under a new token; whoever was signed in is signed out.

    ``is_remembered``: her name may stand on this device's page of signing in.
    """
    token = random_token(32)
    old = cookie.get("_user_id")
    with db.transaction() as session:
        if old:
            service.revoke_session(session, token=old, now=now())
            kept_accounts().forget(old)
        service.open_session(
            session,
            account_id=account_id,
            token=token,
            lasts=lasts,
            now=now(),
            device_label=rules.device_label(request.user_agent.string),
        )
        account = queries.account_of_session(session, token=token, now=now())
        row = queries.account_in_use(session, account_id=account_id)
    if account is None or row is None:  # put out of use while she signed in
        raise NotAllowedError("Sign in first.")
    keep_home(tries.trier_of(row).subject)
    if is_remembered:
        keep_person(account_id)
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
