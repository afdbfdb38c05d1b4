"""Several people at one bank: one draft, one version of each, and no change is lost."""

import pytest
from sqlalchemy import func, select

from quizapp.audit.service import Act
from quizapp.banks import queries, service
from quizapp.banks.models import Bank as BankRow
from quizapp.banks.models import BankDraft, BankUpload, BankVersion, ItemChange
from quizapp.banks.rules import Bank
from quizapp.errors import ConflictError
from tests import factories
from tests.conftest import NOON
from tests.races.arena import all_at_once, at_once

THREADS = 12


@pytest.fixture
def editors(sessions):
    with sessions.begin() as session:
        return [Act.by(factories.staff(session).id) for _ in range(THREADS)]


@pytest.fixture
def slug():
    return f"bank-{factories.number()}"


def bank(slug, answer=True):
    items = [
        {"id": f"c{n}", "kind": "true_false", "stem": f"Câu {n}.", "answer": answer}
        for n in range(THREADS)
    ]
    return Bank.model_validate({"id": slug, "title": "T", "items": items})


def take(sessions, slug, act, answer=True):
    with sessions.begin() as session:
        draft = service.take_in(session, bank=bank(slug, answer), act=act, now=NOON)
        return draft.id


def outcome(work):
    try:
        return work()
    except ConflictError:
        return None


def test_all_begin_the_same_draft(sessions, editors, slug):
    drafts = all_at_once(lambda n: take(sessions, slug, editors[n]), THREADS)

    assert len(set(drafts)) == 1
    with sessions() as session:
        assert session.get_one(BankDraft, drafts[0]).revision == 1


def test_each_changes_an_item_and_none_is_lost(sessions, editors, slug):
    draft_id = take(sessions, slug, editors[0])
    before = bank(slug)

    def change(n):
        item = before.items[n]
        with sessions.begin() as session:
            service.change_item(
                session,
                draft_id=draft_id,
                item_id=item.id,
                known=service.told(item),
                item=item.model_copy(update={"stem": f"Sửa {n}."}),
                act=editors[n],
                now=NOON,
            )

    all_at_once(change, THREADS)
    with sessions() as session:
        draft = session.get_one(BankDraft, draft_id)
        assert draft.revision == 1 + THREADS
        stems = [item.stem for item in queries.parsed_draft(draft).items]
        assert stems == [f"Sửa {n}." for n in range(THREADS)]
        assert queries.writers_of(session, draft_id=draft_id) == {
            act.account_id for act in editors
        }


def test_of_many_who_change_one_item_one_does(sessions, editors, slug):
    draft_id = take(sessions, slug, editors[0])
    item = bank(slug).items[0]

    def change(n):
        with sessions.begin() as session:
            service.change_item(
                session,
                draft_id=draft_id,
                item_id=item.id,
                known=service.told(item),
                item=item.model_copy(update={"stem": f"Sửa {n}."}),
                act=editors[n],
                now=NOON,
            )
        return n

    done = all_at_once(lambda n: outcome(lambda: change(n)), THREADS)
    (winner,) = [n for n in done if n is not None]
    with sessions() as session:
        draft = session.get_one(BankDraft, draft_id)
        assert queries.parsed_draft(draft).items[0].stem == f"Sửa {winner}."


def published(sessions, draft_id, act):
    with sessions.begin() as session:
        return service.publish(
            session,
            draft_id=draft_id,
            revision=1,
            needs_reader=False,
            act=act,
            now=NOON,
        ).version.number


def versions(sessions, slug):
    with sessions() as session:
        return session.scalar(
            select(func.count())
            .select_from(BankVersion)
            .join(BankRow, BankRow.id == BankVersion.bank_id)
            .where(BankRow.slug == slug)
        )


def test_of_many_who_publish_a_draft_one_does(sessions, editors, slug):
    draft_id = take(sessions, slug, editors[0])

    numbers = all_at_once(
        lambda n: outcome(lambda: published(sessions, draft_id, editors[n])), THREADS
    )
    assert [number for number in numbers if number] == [1]
    assert versions(sessions, slug) == 1


def test_a_draft_changed_while_it_is_published_is_one_or_the_other(
    sessions, editors, slug
):
    draft_id = take(sessions, slug, editors[0])

    number, _ = at_once(
        lambda: outcome(lambda: published(sessions, draft_id, editors[1])),
        lambda: outcome(lambda: take(sessions, slug, editors[2], answer=False)),
    )
    with sessions() as session:
        newest = queries.latest_version(session, slug)
        drafts = session.scalars(
            select(BankDraft).join(BankRow).where(BankRow.slug == slug)
        ).all()
        if number is None:
            assert newest is None
            assert [draft.state for draft in drafts] == ["open"]
        else:
            kept = queries.parsed_version(session, newest.id).bank
            assert all(item.answer is True for item in kept.items)
        changed = [draft for draft in drafts if draft.state == "open"]
        assert len(changed) == 1
        assert all(not item.answer for item in queries.parsed_draft(changed[0]).items)


def test_an_upload_is_taken_once(sessions, editors, slug):
    act = editors[0]
    with sessions.begin() as session:
        upload_id = service.upload(
            session,
            bank_slug=slug,
            file_name="a.yaml",
            content=slug.encode(),
            writable=(),
            act=act,
            now=NOON,
        ).id
        service.keep_report(session, upload_id=upload_id, report={}, bank=bank(slug))

    def work(_):
        with sessions.begin() as session:
            return service.take_upload(
                session, upload_id=upload_id, act=act, now=NOON
            ).id

    drafts = all_at_once(work, THREADS)
    assert len(set(drafts)) == 1
    with sessions() as session:
        assert session.get_one(BankUpload, upload_id).state == "taken"
        changes = session.scalars(
            select(ItemChange.revision).where(ItemChange.draft_id == drafts[0])
        )
        assert set(changes) == {1}
