"""Printing handbooks: what comes out, how far it is, what is refused."""

import io

import pytest
from docx import Document

from quizapp.audit.service import Act
from quizapp.background import queries
from quizapp.banks.rules import Bank
from quizapp.banks.service import import_bank, replace_seals
from quizapp.extensions import db
from quizapp.handbooks import service
from quizapp.handbooks.queries import file_content, files_of, free_files
from quizapp.handbooks.rules import Outline
from quizapp.jobs import print_handbook, run_jobs
from tests.conftest import NOON
from tests.sittings import after

ACT = Act("command:test", "", b"0" * 16)
COUNT = 120


@pytest.fixture
def session(app):
    with app.app_context():
        yield db.session()


@pytest.fixture
def bank_id(session):
    item = {"kind": "true_false", "answer": True, "explanation": "Vì vậy."}
    items = [item | {"id": f"c{n}", "stem": f"Ý thứ {n} đúng?"} for n in range(COUNT)]
    bank = Bank.model_validate({"id": "ngan-hang", "title": "T", "items": items})
    return import_bank(session, bank=bank, now=NOON).version.bank_id


@pytest.fixture
def book(session, bank_id):
    found = service.make(
        session,
        slug="so-tay",
        outline=Outline("Sổ tay", "", "Hội", "", (), "Khác"),
        banks=["ngan-hang"],
        act=ACT,
        now=NOON,
    )
    session.commit()
    return found


def seal(session, bank_id, names):
    until = after(3600)
    replace_seals(session, round_id=1, bank_items={bank_id: names}, until=until)
    session.commit()


def ask(session, form="docx"):
    job = service.ask_for_file(session, slug="so-tay", form=form, act=ACT, now=NOON)
    session.commit()
    return job.id


def done(session, job_id):
    run_jobs.run()
    session.expire_all()
    return queries.job(session, job_id=job_id)


def printed_text(session, book):
    content = file_content(session, files_of(session, book)["docx"])
    return "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_handbook_is_printed_and_kept(session, book, form):
    job = done(session, ask(session, form))
    file = files_of(session, book)[form]

    assert job.state == "done"
    assert job.result == {"bytes": len(file.content), "entries": COUNT}
    assert file.items == {"ngan-hang": [f"c{n}" for n in range(COUNT)]}


def test_what_a_round_holds_back_is_not_printed(session, book, bank_id):
    seal(session, bank_id, ["c7"])
    done(session, ask(session))
    text = printed_text(session, book)

    assert "Ý thứ 8 đúng?" in text
    assert "Ý thứ 7 đúng?" not in text
    assert files_of(session, book)["docx"].entry_count == COUNT - 1


def test_what_is_sealed_while_it_is_printed_is_not_handed_out(
    session, book, bank_id, monkeypatch
):
    def slow(found, **_said):
        seal(session, bank_id, ["c7"])
        return b"printed"

    monkeypatch.setitem(print_handbook.PRINTERS, "docx", slow)
    job = done(session, ask(session))

    assert job.state == "done"
    assert free_files(session, book, now=NOON) == {}
    assert set(free_files(session, book, now=after(3600))) == {"docx"}


def test_how_far_it_is_is_told(session, book, monkeypatch):
    job_id, seen = ask(session), []
    printer = print_handbook.PRINTERS["docx"]

    def watched(found, *, tell, **said):
        def told(done_count, total):
            tell(done_count, total)
            session.expire_all()
            job = queries.job(session, job_id=job_id)
            seen.append((job.done_count, job.total_count))

        return printer(found, tell=told, **said)

    monkeypatch.setitem(print_handbook.PRINTERS, "docx", watched)
    done(session, job_id)

    assert seen == [(n, COUNT + 1) for n in (50, 100, COUNT + 1)]


def test_a_worker_that_ends_gives_the_job_back(session, book):
    job_id = ask(session)
    words = iter([True, True, False])
    run_jobs.run_one(lambda: next(words, False))
    session.expire_all()
    given_back = queries.job(session, job_id=job_id)

    assert (given_back.state, given_back.try_count) == ("waiting", 0)
    assert files_of(session, book) == {}
    assert done(session, job_id).state == "done"


def test_nothing_is_printed_of_a_handbook_without_questions(session, book, bank_id):
    seal(session, bank_id, [f"c{n}" for n in range(COUNT)])
    job = done(session, ask(session))

    assert job.state == "failed"
    assert "may be printed" in job.failure
    assert files_of(session, book) == {}
