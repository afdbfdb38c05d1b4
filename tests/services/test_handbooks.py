"""Handbooks: what stands in one now, and until when a printed one is withheld."""

import pytest
from sqlalchemy.exc import IntegrityError

from quizapp.audit.service import Act
from quizapp.banks.models import Bank as BankRow
from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank, replace_seals
from quizapp.errors import ConflictError, InvalidError, NotFoundError
from quizapp.handbooks import service
from quizapp.handbooks.models import HandbookFile
from quizapp.handbooks.queries import (
    compiled_now,
    free_files,
    published,
    published_handbook,
    published_slugs,
)
from quizapp.handbooks.rules import Outline
from tests import factories
from tests.conftest import NOON
from tests.sittings import after, seat

ACT = Act("command:test", "", b"0" * 16)
BANK = "ngan-hang"
TAGS = {"mot": ["luat"], "hai": ["khac"], "ba": ["luat", "khac"]}
OUTLINE = Outline("Sổ tay", "", "", "", (("luat", "Luật"),), "Còn lại")


def items():
    common = {"kind": "true_false", "answer": True}
    return [
        common | {"id": name, "stem": f"Câu {name}?", "tags": tags}
        for name, tags in TAGS.items()
    ]


def take(session, found=None, slug=BANK):
    bank = {"id": slug, "title": "Ngân hàng", "items": found or items()}
    return import_bank(session, bank=Bank.model_validate(bank), now=NOON).version


@pytest.fixture
def version(session):
    return take(session)


@pytest.fixture
def book(session, version):
    return make(session)


def make(session, **changes):
    said = {"slug": "so-tay", "outline": OUTLINE, "banks": [BANK]} | changes
    return service.make(session, **said, act=ACT, now=NOON)


def seal(session, version, names, *, until=3600, round_id=10**6):
    replace_seals(
        session,
        round_id=round_id,
        bank_items={version.bank_id: names},
        until=after(until),
    )


def keep(session, book, form="pdf"):
    service.keep_file(
        session,
        handbook_id=book.id,
        form=form,
        content=b"%PDF",
        items=compiled_now(session, book, now=NOON).items,
        now=NOON,
    )


def ids(session, book, now=NOON):
    chapters = compiled_now(session, book, now=now).book.chapters
    return [[one.item for one in chapter.entries] for chapter in chapters]


def forms(session, book, now=NOON):
    return set(free_files(session, book, now=now))


def test_only_a_published_one_is_read(session, book):
    seen = [published_slugs(session)]
    for verb in (service.publish, service.withdraw):
        verb(session, slug="so-tay", act=ACT, now=NOON)
        seen.append(published_slugs(session))

    assert seen == [(), ("so-tay",), ()]
    assert published(session) == []
    with pytest.raises(NotFoundError):
        published_handbook(session, "so-tay")


def test_chapters_follow_tags_and_the_newest_version_counts(session, book):
    assert ids(session, book) == [["mot", "ba"], ["hai"]]
    take(session, items()[1:])

    assert ids(session, book) == [["ba"], ["hai"]]


@pytest.mark.parametrize(("until", "held"), [(3600, 1), (1, 1), (0, 0), (-1, 0)])
def test_a_seal_holds_to_its_very_end(session, version, book, until, held):
    seal(session, version, ["mot"], until=until)
    found = compiled_now(session, book, now=NOON)

    assert found.book.held_count == held
    assert found.is_drawn_from is bool(held)


def test_all_that_replaces_a_held_question_is_held(session, version, book):
    seal(session, version, ["mot"])
    old = items()
    old[0] |= {"retired": True, "replaced_by": "hai"}
    old[1] |= {"retired": True, "replaced_by": "ba"}
    take(session, old)

    assert ids(session, book) == []


def test_while_somebody_sits_at_an_attempt_its_questions_stay_out(
    session, version, book
):
    here = seat(session)
    here.start()
    seal(session, version, ["mot"], until=-60, round_id=here.round_.id)

    assert ids(session, book) == [["ba"], ["hai"]]


def test_a_file_is_withheld_as_long_as_something_in_it_is_held(session, version, book):
    keep(session, book)
    seal(session, version, ["hai"])

    assert forms(session, book) == set()
    assert forms(session, book, after(3600)) == {"pdf"}
    keep(session, book)
    assert forms(session, book) == {"pdf"}


@pytest.mark.parametrize("changed", ["no longer in the bank", "another bank"])
def test_a_file_is_withheld_for_what_stood_in_it_once(session, version, book, changed):
    keep(session, book)
    seal(session, version, ["hai"])
    if changed == "another bank":
        take(session, slug="khac")
        service.change(
            session, slug="so-tay", outline=OUTLINE, banks=["khac"], act=ACT, now=NOON
        )
    else:
        take(session, items()[:1])

    assert forms(session, book) == set()


def test_the_last_file_of_a_form_takes_the_place_of_the_one_before(session, book):
    for form in ("pdf", "pdf", "docx"):
        keep(session, book, form)

    assert session.query(HandbookFile).count() == 2


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, ConflictError),
        ({"slug": "khac", "banks": []}, InvalidError),
        ({"slug": "khac", "banks": ["khong-co"]}, InvalidError),
        (
            {"slug": "khac", "outline": Outline("", "", "", "", (), "Khác")},
            InvalidError,
        ),
        ({"slug": "khac", "outline": Outline("T", "", "", "", (), "")}, InvalidError),
    ],
)
def test_what_can_not_be_made_is_told(session, book, changes, error):
    with pytest.raises(error):
        make(session, **changes)


def test_the_database_takes_no_name_that_is_no_address(session, version):
    with pytest.raises(IntegrityError):
        make(session, slug="Sổ tay")


@pytest.mark.parametrize(
    "values",
    [
        {"banks": []},
        {"banks": {}},
        {"chapters": {}},
        {"published_at": NOON, "withdrawn_at": after(-1)},
    ],
    ids=repr,
)
def test_the_database_takes_no_handbook_that_can_not_be(session, book, values):
    for name, value in values.items():
        setattr(book, name, value)
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_bank_without_a_version_is_refused(session):
    factories.added(session, BankRow(slug="planned", created_at=NOON))

    with pytest.raises(InvalidError, match="planned"):
        make(session, banks=["planned"])
