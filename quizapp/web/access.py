"""Who may enter which route. A route that doesn't declare it stops the application.

Each view carries a policy by ``@enter(…)``; a guard in front of every request asks it.
Policies look at the role alone: a view then checks its own target
(``accounts.queries.check_role``), so that "not mine" and "does not exist" look the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_login import UserMixin
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from quizapp.accounts.queries import Around, Asker, Me, account_of_session, around
from quizapp.accounts.rules import is_proved
from quizapp.errors import NotAllowedError
from quizapp.extensions import db, login, now
from quizapp.web.memo import Memo

View = TypeVar("View", bound=Callable[..., Any])

#: A device that is signed out acts no longer within 5 s, wherever it was signed out.
ACCOUNT_KEPT = timedelta(seconds=3)
MOST_ACCOUNTS = 20_000
NOTHING = Around(frozenset(), 0)


@dataclass(frozen=True)
class Policy:
    """Who may enter: by kind of account, or by a role in force."""

    name: str
    is_open: bool = False
    kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    #: The view's own statement finds out who asks; what it refuses is explained here.
    is_asked_by_the_view: bool = False


#: Anybody, signed in or not.
PUBLIC = Policy("public", is_open=True)
#: A signed token in the request speaks for itself; the view checks it.
TOKEN = Policy("token", is_open=True)
SIGNED_IN = Policy("signed in", kinds=frozenset({"person", "staff"}))
PERSON = Policy("person", kinds=frozenset({"person"}))
PERSON_IN_ONE_GO = replace(PERSON, is_asked_by_the_view=True)
STAFF = Policy("staff", kinds=frozenset({"staff"}))


def roles(*names: str) -> Policy:
    """Admit accounts that hold one of these roles now, in whatever scope."""
    return Policy(
        "role: " + ", ".join(names),
        kinds=frozenset({"person", "staff"}),
        roles=frozenset(names),
    )


def enter(policy: Policy) -> Callable[[View], View]:
    """Declare who may enter a view."""

    def declare(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]  # read by policy_of
        return view

    return declare


def asks_again(view: View) -> View:
    """Declare that a view shows or changes what belongs to others.

    That somebody signed in on a phone that is left lying about is not enough for it:
    the guard asks PIN or password again once they were typed a while ago.
    """
    view.asks_again = True  # type: ignore[attr-defined]  # read by the guard
    return view


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """What flask-login knows of a signed-in device: its token and its account."""

    def __init__(self, token: str, account: Me) -> None:
        self.token = token
        self.account = account

    def get_id(self) -> str:
        """Return the token of the session row."""
        return self.token


def me() -> Me | None:
    """Return the account that is signed in, or None."""
    if "me" not in g:
        # What flask-login's current_user would say, without its way round.
        token = session.get("_user_id")
        known = load(token) if token is not None else None
        g.me = known.account if known is not None else None
    return cast("Me | None", g.me)


def signed_in() -> Me:
    """Return the account that is signed in; the policy has seen to it that one is."""
    account = me()
    if account is None:
        raise NotAllowedError("Sign in first.")
    return account


def around_me() -> Around:
    """Return roles and news of the signed-in account, read once a request."""
    if "around" not in g:
        account = me()
        g.around = NOTHING
        if account is not None:
            with db.autocommit() as connection:
                g.around = around(connection, account_id=account.id, now=now())
    return cast("Around", g.around)


def is_loopback() -> bool:
    """Tell whether the request comes straight from this machine."""
    try:
        near = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return near and "X-Forwarded-For" not in request.headers


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """Return what a route declared."""
    return getattr(app.view_functions[endpoint], "policy", None)


def check_every_route(app: Flask) -> None:
    """Refuse to start while a route doesn't say who may enter."""
    silent = sorted(name for name in app.view_functions if not policy_of(app, name))
    if silent:
        raise RuntimeError(f"These routes declare no policy: {', '.join(silent)}")
    open_ones = sorted(
        name
        for name, view in app.view_functions.items()
        if getattr(view, "asks_again", False)
        and (view.policy.is_open or view.policy.is_asked_by_the_view)  # type: ignore[union-attr]  # set by enter
    )
    if open_ones:
        raise RuntimeError(f"Nobody is asked again by: {', '.join(open_ones)}")


def init_app(app: Flask) -> None:
    """Put the guard in front of every request."""
    # whitenoise answers for files; Flask's own route would be a second way in.
    app.view_functions.pop("static", None)
    app.url_map = type(app.url_map)(host_matching=False)
    app.extensions["signed_in"] = Memo(ACCOUNT_KEPT, most=MOST_ACCOUNTS)
    app.before_request(guard)
    login.user_loader(load)
    login.session_protection = None


def load(token: str) -> SignedIn | None:
    """Return the account of a session row that is in force, or was a moment ago."""
    account = kept_accounts().get(token, now())
    if account is None:
        with db.autocommit() as connection:
            account = account_of_session(connection, token=token, now=now())
        if account is not None:
            kept_accounts().keep(token, account, now())
    if account is None or (account.is_loopback_only and not is_loopback()):
        return None
    return SignedIn(token, account)


def kept_accounts() -> Memo[str, Me]:
    """Return who was found by which token within the last seconds in this process."""
    return cast("Memo[str, Me]", current_app.extensions["signed_in"])


def guard() -> Response | None:
    """Let the request in, send it to sign in, or refuse it."""
    if request.endpoint is None:
        return None
    policy = policy_of(current_app, request.endpoint)
    if policy is None:
        raise Forbidden
    if policy.is_open or policy.is_asked_by_the_view:
        return None
    return admit(policy) or prove(current_app.view_functions[request.endpoint])


def prove(view: Callable[..., Any]) -> Response | None:
    """Ask PIN or password again for what belongs to others, unless they are fresh."""
    if not getattr(view, "asks_again", False) or has_proved():
        return None
    return cast("Response | None", current_app.extensions["ask_again"]())


def has_proved() -> bool:
    """Tell whether PIN or password were typed on this device not long ago."""
    if is_proved(signed_in().proved_at, now()):
        return True
    # Another process may have asked meanwhile: what is kept here doesn't know.
    kept_accounts().forget(session["_user_id"])
    g.pop("me", None)
    return is_proved(signed_in().proved_at, now())


def asker() -> Asker:
    """Return who asks, for a statement that finds out itself."""
    token = session.get("_user_id", "")
    return Asker.device(token, is_near=is_loopback(), now=now())


def admit(policy: Policy) -> Response | None:
    """Let the one who is signed in pass, send her to sign in, or refuse."""
    account = me()
    if account is None:
        return to_sign_in(policy)
    if account.kind not in policy.kinds:
        raise NotFound
    if policy.roles and not policy.roles & around_me().roles:
        raise NotFound
    return None


def to_sign_in(policy: Policy) -> Response:
    """Send somebody unknown to the right door, and back afterwards."""
    if request.accept_mimetypes.best == "application/json":
        raise NotAllowedError("Sign in first.")
    door = "accounts.sign_in" if "person" in policy.kinds else "accounts.staff_sign_in"
    if policy.roles and "unit_officer" not in policy.roles:
        door = "accounts.staff_sign_in"
    if request.method == "GET":
        session["next"] = request.full_path.rstrip("?")
    return redirect(url_for(door), code=303)


def way_back(otherwise: str) -> str:
    """Return where to go after signing in: a path of this site, used once."""
    return own_path(session.pop("next", "")) or otherwise


def own_path(address: str) -> str:
    """Return an address if it is a path of this site, else an empty text."""
    parts = urlsplit(address)
    is_own = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_own and not parts.scheme and not parts.netloc else ""
