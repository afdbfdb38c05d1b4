"""Whether the record is what was written: every hash computed anew."""

from flask import Blueprint, render_template, request

from quizapp.audit.queries import position_of_hash, verification
from quizapp.extensions import db, now
from quizapp.web.access import enter, roles
from quizapp.web.manage.audit.desk import READERS, check_reads_all

bp = Blueprint("audit_chain", __name__, url_prefix="/manage/audit/chain")

#: Letters of a hash that stand together on paper.
GROUP = 8


@bp.get("")
@enter(roles(*READERS))
def show() -> str:
    check_reads_all()
    typed = "".join(request.args.get("noted", "").split()).lower()
    found = verification(db.session())
    head = found.head.hex()
    noted = read_hash(typed)
    return render_template(
        "manage/audit/chain.html",
        found=found,
        head=[head[at : at + GROUP] for at in range(0, len(head), GROUP)],
        typed=typed,
        is_hash=noted is not None,
        noted_at=position_of_hash(db.session(), noted) if noted is not None else None,
        now=now(),
    )


def read_hash(text: str) -> bytes | None:
    """Return the 32 bytes that were noted, or None."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return None
    return found if len(found) == 32 else None
