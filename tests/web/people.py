"""People who are signed in on a test client."""

import re
from datetime import timedelta
from hashlib import sha256

from quizapp.accounts.models import SignInSession
from tests import factories
from tests.conftest import NOON


def sign_in(client, session, account):
    """Let a client be an account's device, as signing in would."""
    token = f"{factories.number():032x}"
    row = SignInSession(
        account_id=account.id,
        token_hash=sha256(token.encode()).digest(),
        created_at=NOON,
        expires_at=NOON + timedelta(days=30),
    )
    factories.added(session, row)
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True


def form_token(client, page="/language"):
    """The token that every form carries."""
    text = client.get(page).text
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', text)[1]


def somewhere(client):
    """Let a client ask from an address of its own, as one of many phones does."""
    n = factories.number()
    client.environ_base["REMOTE_ADDR"] = f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
    return client
