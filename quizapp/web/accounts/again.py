"""PIN or password once more, on the way to a page that shows what belongs to others."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.web.access import SIGNED_IN, enter, own_path
from quizapp.web.accounts.part import bp
from quizapp.web.proving import is_proof, page, proof_form


@bp.get("/account/again")
@enter(SIGNED_IN)
def ask_again() -> ResponseReturnValue:
    onward = own_path(request.args.get("next", ""))
    form = proof_form(is_empty=True)
    return page(form, address=here(), onward=onward, status=200)


@bp.post("/account/again")
@enter(SIGNED_IN)
def prove_now() -> ResponseReturnValue:
    onward = own_path(request.form.get("next", ""))
    form = proof_form()
    if is_proof(form):
        return redirect(onward or url_for("accounts.show"), code=303)
    return page(form, address=here(), onward=onward, status=422)


def here() -> str:
    """Return where the form goes."""
    return url_for("accounts.prove_now")
