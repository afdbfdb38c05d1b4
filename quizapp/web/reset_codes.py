"""Finding a person who forgot her PIN, and issuing a code to her."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request

from quizapp.accounts import queries, rules, service
from quizapp.accounts.models import Account
from quizapp.errors import InvalidError, NotFoundError
from quizapp.extensions import db, now
from quizapp.units.queries import label_of
from quizapp.web.access import signed_in
from quizapp.web.forms.accounts import FindPersonForm, IssueCodeForm


@dataclass(frozen=True)
class IssuedCode:
    """A code as it is shown, once."""

    name: str
    code: str
    until: datetime


def page(
    heading: str, here: str, unit_ids: Sequence[int], issued: IssuedCode | None
) -> str:
    """Return the page on which people of some branches are found."""
    form = FindPersonForm(request.args)
    text = (form.q.data or "").strip()
    units = [label_of(db.session(), unit_id) for unit_id in unit_ids]
    return render_template(
        "accounts/reset_codes.html",
        heading=heading,
        here=here,
        units=units,
        form=form,
        is_asked=bool(text),
        people=found(text, unit_ids) if text else [],
        issued=issued,
    )


def found(text: str, unit_ids: Sequence[int]) -> Sequence[Account]:
    """Return the people who fit a name or a phone."""
    try:
        phone = rules.canonical_phone(text)
    except InvalidError:
        phone = None
    return queries.find_people(db.session(), text=text, phone=phone, unit_ids=unit_ids)


def issue(unit_ids: Sequence[int]) -> IssuedCode:
    """Issue a code to a person of these branches.

    Raises:
        NotFoundError: there is no such person here.
    """
    form = IssueCodeForm()
    if not form.validate_on_submit():
        raise NotFoundError("There is no such person.")
    with db.transaction() as session:
        person = queries.person_by_id(session, form.person.data)
        queries.check_in_branches(session, person=person, unit_ids=unit_ids)
        return issue_to(session, person)


def issue_to(session: Any, person: Account) -> IssuedCode:
    """Issue a code to a person, in the name of the one who is signed in."""
    code = (
        f"{secrets.randbelow(10**rules.RESET_CODE_DIGITS):0{rules.RESET_CODE_DIGITS}}"
    )
    issued = service.issue_reset_code(
        session,
        person=person,
        issuer_id=signed_in().id,
        code=code,
        salt=secrets.token_bytes(16),
        now=now(),
    )
    return IssuedCode(person.full_name, f"{code[:4]} {code[4:]}", issued.expires_at)
