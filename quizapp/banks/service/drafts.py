"""Drafts of banks: begun, changed as a whole or item by item, given up.

A draft is a valid bank at every moment. Each change counts its revision up and keeps
what an item said before, and who changed it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from quizapp.audit import service as audit
from quizapp.audit.service import Act
from quizapp.banks.models import Bank as BankRow
from quizapp.banks.models import BankDraft, ItemChange
from quizapp.banks.queries import latest_version, open_draft, parsed_version
from quizapp.banks.rules import Bank, Item
from quizapp.banks.service.importing import content_of, locked_bank
from quizapp.banks.service.pictures import check_pictures
from quizapp.errors import ConflictError, InvalidError, NotFoundError

#: Stands for the bank's own fields in the history.
HEAD = ""


def begin_draft(session: Session, *, slug: str, act: Act, now: datetime) -> BankDraft:
    """Return the open draft of a bank, begun from its newest version if there is none.

    Raises:
        NotFoundError: nothing of this bank was published yet.
    """
    bank_id = locked_bank(session, slug, now)
    found = open_draft(session, bank_id=bank_id)
    if found is not None:
        return found
    newest = latest_version(session, slug)
    if newest is None:
        raise NotFoundError("There is no such bank.")
    content, _ = content_of(parsed_version(session, newest.id).bank)
    return _begun(session, bank_id, newest.id, content, act, now)


def take_in(session: Session, *, bank: Bank, act: Act, now: datetime) -> BankDraft:
    """Make a bank what its draft says, begun if there is none; the same changes nothing.

    ``files.checked`` gives ``bank``, and the pictures that are kept before.

    Raises:
        InvalidError: it shows pictures that aren't there.
    """
    check_pictures(session, bank)
    bank_id = locked_bank(session, bank.id, now)
    content, _ = content_of(bank)
    draft = open_draft(session, bank_id=bank_id)
    if draft is None:
        newest = latest_version(session, bank.id)
        if newest is None:
            draft = _begun(session, bank_id, None, content, act, now)
            _keep_changes(session, draft, {}, content, act, now)
            return draft
        before, _ = content_of(parsed_version(session, newest.id).bank)
        draft = _begun(session, bank_id, newest.id, before, act, now)
    _change(session, draft, content, act, now)
    return draft


def change_item(
    session: Session,
    *,
    draft_id: int,
    item_id: str,
    known: dict[str, Any] | None,
    item: Item | None,
    act: Act,
    now: datetime,
) -> BankDraft:
    """Change, add (``known`` None) or take out (``item`` None) one item of a draft.

    Args:
        session: where to write.
        draft_id: which draft.
        item_id: which item.
        known: the item in JSON as whoever changes it saw it.
        item: what it is to say; its id stays.
        act: who changes it.
        now: when.

    Raises:
        ConflictError: somebody else changed it meanwhile, or the draft has ended.
        InvalidError: it shows pictures that aren't there, or is the last one.
    """
    draft = locked_draft(session, draft_id)
    content = dict(draft.content)
    items = list(content["items"])
    at = next((n for n, one in enumerate(items) if one["id"] == item_id), len(items))
    present = items[at] if at < len(items) else None
    if present != known:
        raise ConflictError(
            "Somebody else has changed “%(item)s” meanwhile: look at it again.",
            item=item_id,
        )
    items[at : at + 1] = [told(item)] if item is not None else []
    if not items:
        raise InvalidError("The last question of a bank can't be taken out.")
    content["items"] = items
    if item is not None:
        # The other items are right already: to look at thousands would take a second.
        about = {**content, "items": [told(item)]}
        check_pictures(session, Bank.model_validate(about))
    _change(session, draft, content, act, now)
    return draft


def drop_draft(session: Session, *, draft_id: int, act: Act, now: datetime) -> None:
    """Give a draft up; what was published stays as it is.

    Raises:
        ConflictError: it has ended already.
    """
    draft = locked_draft(session, draft_id)
    draft.state, draft.ended_at = "dropped", now
    session.flush()
    audit.record(
        session,
        actor=act.actor,
        action="drop_draft",
        subject=f"bank:{draft.bank_id}",
        details={"draft": draft.id, "revision": draft.revision},
        salt=act.salt,
        now=now,
        reason=act.reason,
    )


def locked_draft(session: Session, draft_id: int) -> BankDraft:
    """Return an open draft, held until the transaction ends.

    Whoever writes locks the bank first, then the draft, so that nobody waits in a ring.

    Raises:
        ConflictError: it was published or given up.
    """
    session.execute(
        select(BankRow.id)
        .where(
            BankRow.id
            == select(BankDraft.bank_id)
            .where(BankDraft.id == draft_id)
            .scalar_subquery()
        )
        .with_for_update()
    )
    draft = session.get(
        BankDraft, draft_id, populate_existing=True, with_for_update=True
    )
    if draft is None or draft.state != "open":
        raise ConflictError("This draft was published or given up meanwhile.")
    return draft


def told(item: Item) -> dict[str, Any]:
    """Return an item as drafts and versions hold it."""
    return item.model_dump(mode="json", exclude_defaults=True)


def _begun(
    session: Session,
    bank_id: int,
    base_version_id: int | None,
    content: dict[str, Any],
    act: Act,
    now: datetime,
) -> BankDraft:
    if act.account_id is None:
        raise ValueError("Somebody with an account begins a draft.")
    draft = BankDraft(
        bank_id=bank_id,
        base_version_id=base_version_id,
        revision=1,
        content=content,
        state="open",
        begun_by=act.account_id,
        begun_at=now,
        changed_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def _change(
    session: Session, draft: BankDraft, content: dict[str, Any], act: Act, now: datetime
) -> None:
    """Give a draft other content, if it is other."""
    before = draft.content
    if content == before:
        return
    draft.revision += 1
    draft.content = content
    draft.changed_at = now
    session.flush()
    _keep_changes(session, draft, before, content, act, now)


def _keep_changes(
    session: Session,
    draft: BankDraft,
    before: dict[str, Any],
    after: dict[str, Any],
    act: Act,
    now: datetime,
) -> None:
    """Keep what each item said before and says now."""
    old, new = _parts(before), _parts(after)
    rows = [
        {
            "bank_id": draft.bank_id,
            "draft_id": draft.id,
            "revision": draft.revision,
            "item": name,
            "before": old.get(name),
            "after": new.get(name),
            "changed_by": act.account_id,
            "changed_at": now,
        }
        for name in dict.fromkeys([*new, *old])
        if old.get(name) != new.get(name)
    ]
    if not rows:  # the order of items alone
        rows = [
            {
                "bank_id": draft.bank_id,
                "draft_id": draft.id,
                "revision": draft.revision,
                "item": HEAD,
                "before": old[HEAD],
                "after": new[HEAD],
                "changed_by": act.account_id,
                "changed_at": now,
            }
        ]
    session.execute(insert(ItemChange), rows)


def _parts(content: dict[str, Any]) -> dict[str, Any]:
    """Return the bank's own fields and its items, by name."""
    if not content:
        return {}
    head = {name: value for name, value in content.items() if name != "items"}
    return {HEAD: head} | {item["id"]: item for item in content["items"]}
