"""Targets of the matrix that lie on the desks of staff: banks, handbooks, files, the record."""

from quizapp.audit.service import Act, record
from quizapp.banks import service as banks
from quizapp.banks.models import ItemComment
from quizapp.banks.rules import Bank
from quizapp.handbooks import service as handbooks
from quizapp.handbooks.rules import Outline
from quizapp.practice.service import offer_bank
from tests import factories
from tests.conftest import NOON
from tests.sittings import ITEM_COUNT

ACT = Act("command", "because", b"0" * 16)
BANK = "ngan-hang"


def bank_of(slug):
    """A bank of eight single choices."""
    options = [{"text": f"Phương án {n}", "key": n == 0} for n in range(4)]
    items = [
        {"id": f"item-{n}", "kind": "single", "stem": f"Câu {n}?", "options": options}
        for n in range(1, ITEM_COUNT + 1)
    ]
    return Bank.model_validate({"id": slug, "title": "Ngân hàng", "items": items})


def bank_targets(session, member):
    """A bank with a version, a draft, and a comment on one of its items."""
    draft = banks.begin_draft(session, slug=BANK, act=Act.by(member.id), now=NOON)
    said = ItemComment(
        bank_id=draft.bank_id,
        item="item-1",
        text="?",
        written_by=member.id,
        written_at=NOON,
    )
    factories.added(session, said)
    offer_bank(session, slug=BANK, act=ACT, now=NOON)
    values = {"slug": BANK, "number": 1, "form": "yaml", "item": "item-1"}
    return values | {"comment_id": said.id}


def handbook_targets(session):
    """A handbook that is printed and being printed."""
    outline = Outline("Sổ tay", "", "", "", (), "Khác")
    book = handbooks.make(
        session, slug="so-tay", outline=outline, banks=[BANK], act=ACT, now=NOON
    )
    job = handbooks.ask_for_file(session, slug="so-tay", form="pdf", act=ACT, now=NOON)
    handbooks.keep_file(
        session,
        handbook_id=book.id,
        form="pdf",
        content=b"%PDF",
        items={BANK: ["item-1"]},
        now=NOON,
    )
    return {"slug": "so-tay", "form": "pdf", "job_id": job.id}


def upload_targets(session, world):
    """What the editor herself sent."""
    sent = banks.upload(
        session,
        bank_slug="",
        file_name="a.yaml",
        content=b"id: tai-len",
        writable={BANK},
        act=Act.by(world.accounts["the editor herself"].id),
        now=NOON,
    )
    return {"upload_id": sent.id}


def audit_targets(session, member):
    """An entry of the record with its reason."""
    noted = record(
        session,
        actor="command",
        action="accounts.enabled",
        subject=f"account:{member.id}",
        details={},
        salt=b"0" * 16,
        reason="because",
        now=NOON,
    )
    return {"position": noted.position, "form": "csv"}
