"""Lists of members in the hands of the worker."""

import io

import pytest
from PIL import Image, ImageChops

from quizapp.audit.service import Act
from quizapp.background import queries
from quizapp.extensions import db
from quizapp.jobs import run_jobs, tidy
from quizapp.jobs.member_lists import sheet_for
from quizapp.members import service
from quizapp.members.files import sheet_pages
from quizapp.members.models import ListedMember
from tests import factories
from tests.conftest import NOON
from tests.member_lists import arena, listed, send, take

ROWS = "\n".join(f"Lê Thị Lan; {1930 + n % 70}; 09{n:08}" for n in range(2500))


@pytest.fixture
def session(app):
    with app.app_context():
        yield db.session()


@pytest.fixture
def where(session):
    found = arena(session)
    session.commit()
    return found


@pytest.fixture
def act(session):
    account = factories.staff(session)
    session.commit()
    return Act.by(account.id)


def counted(session):
    return session.query(ListedMember).count()


def ask(session, where, act):
    row = send(session, where, ROWS, act=act)
    session.commit()
    run_jobs.run()
    session.expire_all()
    assert service.ask_to_take(session, list_id=row.id, act=act, now=NOON)
    session.commit()
    return row


def test_a_large_list_is_read_and_then_taken_in(session, where, act):
    row = ask(session, where, act)
    assert counted(session) == 0
    run_jobs.run()
    session.expire_all()

    assert row.state == "taken"
    assert counted(session) == 2500
    assert queries.job(session, job_id=row.job_id).result["added"] == 2500


def test_a_list_that_came_to_have_faults_says_so_and_takes_nothing_in(
    session, where, act
):
    row = ask(session, where, act)
    row.roots = [where.second.id]  # its unit stands there no more
    where.first.valid_to = NOON.date()
    row.unit_id = None
    session.commit()
    run_jobs.run()
    session.expire_all()

    assert counted(session) == 0
    assert row.state == "read"
    assert row.report["fault_count"] == 2500
    assert queries.job(session, job_id=row.job_id).state == "failed"


def test_cards_say_name_and_code_and_each_unit_begins_a_page(session, where):
    listed(
        session,
        where,
        "\n".join(f"Lê Thị {name}" for name in "ABCDEFGHIKLMNOPQRSTUVXY"),
    )
    take(session, where, "Võ Thị Đào", unit_id=where.second.id)
    session.commit()
    sheet = sheet_for(session, contest_id=where.contest.id, unit_id=where.commune.id)
    pages = [Image.open(io.BytesIO(one)) for one in sheet_pages(sheet, ppi=40)]

    assert len(pages) == 3  # 23 cards are two pages
    white = Image.new("RGB", pages[2].size, "white")
    assert ImageChops.difference(pages[2].convert("RGB"), white).getbbox()


def test_tidying_erases_what_is_kept_no_longer(session, where, clock):
    (member,) = listed(session, where)
    session.commit()
    clock.advance(days=30)
    tidy.run()
    session.expire_all()
    assert member.full_name == "Lê Thị Lan"
    clock.advance(days=1)
    tidy.run()
    session.expire_all()

    assert member.full_name is None
