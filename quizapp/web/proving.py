"""Asking PIN or password once more before what belongs to others is shown or changed.

Pages are left for ``/account/again`` and come back. A form that was sent is answered by
a page that carries all its fields, so that nothing that was typed is lost: sent again
with the PIN, it goes on to where it was going.
"""

from collections.abc import Sequence

from flask import Flask, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.errors import InvalidError, NotAllowedError, TooManyError
from quizapp.web import doors
from quizapp.web.access import own_path, signed_in
from quizapp.web.errors import wants_json
from quizapp.web.forms.accounts import PersonProofForm, StaffProofForm
from quizapp.web.languages import sentence

#: What the names of the fields of a proof begin with.
OURS = "again_"

ProofForm = PersonProofForm | StaffProofForm


def init_app(app: Flask) -> None:
    """Let the guard ask."""
    app.extensions["ask_again"] = ask_again


def proof_form(*, is_empty: bool = False) -> ProofForm:
    """Return the form with the fields that are asked of who is signed in."""
    account = signed_in()
    given = {"formdata": None} if is_empty else {}
    if account.kind == "person":
        return PersonProofForm(**given)
    form = StaffProofForm(**given)
    if not (doors.needs_second_factor(account) and doors.has_second_factor(account.id)):
        del form.again_code
    return form


def is_proof(form: ProofForm) -> bool:
    """Tell whether what was typed proves who it is; if not, the form says why."""
    if not form.validate_on_submit():
        return False
    code = form.again_code.data if "again_code" in form else ""
    try:
        doors.prove(form.again_secret.data, code)
    except InvalidError as error:
        error.field = f"{OURS}{error.field}"
        form.blame(error)
    except TooManyError as error:
        form.form_errors.append(sentence(error))
    else:
        return True
    return False


def ask_again() -> Response | None:
    """Ask; None: it was asked and answered rightly in this very request."""
    if wants_json():
        raise NotAllowedError(
            "This was left alone for a while: open the page again and type the PIN or"
            " password once more."
        )
    if request.method in {"GET", "HEAD"}:
        here = request.full_path.rstrip("?")
        return redirect(url_for("accounts.ask_again", next=here), code=303)
    if request.files:
        return page_without_files()
    is_answered = f"{OURS}secret" in request.form
    form = proof_form(is_empty=not is_answered)
    if is_answered and is_proof(form):
        return None
    here = request.full_path.rstrip("?")
    return page(form, address=here, status=403, carried=carried())


def carried() -> list[tuple[str, str]]:
    """Return the fields of the form that was sent, its token too."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not name.startswith(OURS)
    ]


def page(
    form: ProofForm,
    *,
    address: str,
    status: int,
    carried: Sequence[tuple[str, str]] = (),
    onward: str = "",
) -> Response:
    """Return the page that asks; its form goes to an address with what it carries."""
    text = render_template(
        "accounts/again.html",
        form=form,
        address=address,
        carried=carried,
        onward=onward,
    )
    return make_response(text, status)


def page_without_files() -> Response:
    """Say that a file has to be chosen once more: a page can't carry it."""
    came_from = (request.referrer or "").removeprefix(request.host_url.rstrip("/"))
    back = own_path(came_from) or url_for("accounts.show")
    text = render_template("accounts/again_for_files.html", back=back)
    return make_response(text, 403)
