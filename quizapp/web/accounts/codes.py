"""A new secret of the second factor on its way to a phone, and the recovery codes."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import segno
from flask import render_template
from flask import session as cookie
from flask_babel import gettext as _

from quizapp.accounts import rules, service
from quizapp.errors import InvalidError
from quizapp.extensions import db, now, settings
from quizapp.web import doors, tries
from quizapp.web.forms.accounts import AppCodeForm
from quizapp.web.site import current_site


def has_new_box() -> bool:
    """Tell whether a secret waits in this browser for its first code."""
    return "new_factor" in cookie


def new_box(account_id: int) -> rules.Box:
    """Return the secret that waits in this browser, encrypted, or a new one."""
    if not has_new_box():
        box = rules.boxed(
            secrets.token_bytes(rules.SECRET_BYTES),
            key=settings().secret_key,
            account_id=account_id,
            nonce=secrets.token_bytes(rules.NONCE_BYTES),
        )
        cookie["new_factor"] = urlsafe_b64encode(box.stored).decode()
    return rules.Box.of(urlsafe_b64decode(cookie["new_factor"]))


def set_up_page(form: AppCodeForm, account_id: int, address: str) -> str:
    """Return the page with the QR code and the secret in groups."""
    account = doors.account_of(account_id)
    secret = rules.unboxed(
        new_box(account_id), key=settings().secret_key, account_id=account_id
    )
    link = rules.address_of(secret, name=account.username or "", issuer=issuer())
    return render_template(
        "accounts/set_up.html",
        form=form,
        address=address,
        link=link,
        picture=segno.make(link, error="m").svg_data_uri(
            scale=4, border=4, light="#fff"
        ),
        secret=rules.grouped(rules.shown_secret(secret)),
    )


def issuer() -> str:
    """Return what an authenticator app shows above the name: the organizer."""
    return (current_site(now()).organizer or _("Online contests")).replace(":", " ")


def confirm(account_id: int, code: str, *, is_replacing: bool = False) -> list[str]:
    """Keep the new secret once a code of the app fits; return new recovery codes.

    Raises:
        TooManyError: too many wrong tries before.
        InvalidError: the code doesn't fit; it is counted.
        ConflictError: there is a second factor already, or none to replace.
    """
    account = doors.account_of(account_id)
    who = tries.trier_of(account)
    key = settings().secret_key
    keep = (
        service.replace_second_factor if is_replacing else service.set_up_second_factor
    )
    made = new_codes()
    with tries.turn():
        tries.check_may_try(who)
        try:
            with db.transaction() as session:
                keep(
                    session,
                    account_id=account_id,
                    box=new_box(account_id),
                    code=code,
                    key=key,
                    now=now(),
                )
                service.make_recovery_codes(
                    session, account_id=account_id, codes=made, key=key, now=now()
                )
        except InvalidError:
            tries.fail(who)
            raise
    cookie.pop("new_factor", None)
    return made


def new_codes() -> list[str]:
    """Return recovery codes, to be shown once."""
    return [
        rules.recovery_code(secrets.token_bytes(rules.SECRET_BYTES))
        for _ in range(rules.RECOVERY_CODE_COUNT)
    ]


def codes_page(made: list[str], onward: str) -> str:
    """Return the page that shows recovery codes, once."""
    return render_template(
        "accounts/recovery_codes.html",
        codes=[rules.grouped(code, 5) for code in made],
        onward=onward,
    )
