"""``python -m benchmarks.members``: how long a list of members takes to be taken in.

A made-up list of so many rows in a thousand units, as a workbook and as CSV: read and
compared with an empty list, taken in, and read again with everybody there.
"""

import argparse
import csv
import io
import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import xlsxwriter
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from quizapp import local, schema
from quizapp.audit.service import Act
from quizapp.contests.models import Contest
from quizapp.members.rules import Report
from quizapp.members.service import Sent, send, take_list
from quizapp.units.queries import unit_by_code
from quizapp.units.rules import UnitRow
from quizapp.units.service import import_units

NOW = datetime(2026, 11, 25, tzinfo=UTC)
UNIT_COUNT = 1000
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Đỗ", "Võ")
MIDDLE = ("Thị", "Ngọc", "Thị Kim", "Thị Thanh", "Mỹ", "Thị Bích")
GIVEN = ("Hoa", "Xuân", "Ánh", "Thuận", "Tuyền", "Quỳnh", "Ý", "Lan", "Đào")
HEADER = ("Họ và tên", "Năm sinh", "Điện thoại", "Mã đơn vị")


def people(count: int) -> list[tuple[str, str, str, str]]:
    """Return made-up rows, the same each time; phones have lost their zero."""
    draw = random.Random(1)  # noqa: S311  # made-up people
    return [
        (
            f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}",
            str(draw.randint(1940, 2008)),
            f"9{n:08}",
            f"C{n % UNIT_COUNT}",
        )
        for n in range(count)
    ]


def workbook(rows: list[tuple[str, str, str, str]]) -> bytes:
    """Return rows as XLSX, years and phones as numbers."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    for at, (name, year, phone, unit) in enumerate(rows, start=1):
        sheet.write_row(at, 0, (name, int(year), int(phone), unit))
    book.close()
    return made.getvalue()


def table(rows: list[tuple[str, str, str, str]]) -> bytes:
    """Return rows as CSV."""
    made = io.StringIO()
    csv.writer(made).writerows([HEADER, *rows])
    return made.getvalue().encode()


def prepared(session: Session) -> Contest:
    """Return a contest for a branch of so many units."""
    top = UnitRow(line=1, code="T", parent_code="", type="khối", name="Khối")
    units = [
        UnitRow(line=n, code=f"C{n}", parent_code="T", type="chi hội", name=f"Chi {n}")
        for n in range(UNIT_COUNT)
    ]
    import_units(session, tree="t", rows=[top, *units], name="t", now=NOW)
    root = unit_by_code(session, tree="t", code="T")
    contest = Contest(
        slug="c", title="C", version=1, unit_id=root.id if root else 0, created_at=NOW
    )
    session.add(contest)
    session.flush()
    return contest


def timed(session: Session, contest: Contest, content: bytes, name: str) -> None:
    """Send a list, take it in and send it again; print what each took."""
    sent = Sent(
        source="command",
        name=name,
        content=content,
        roots=[contest.unit_id or 0],
        basis_kind="membership",
        basis_text="Danh sách hội viên",
    )
    act = Act("command:benchmark", "", b"0" * 16)
    draw = random.Random(2).randrange  # noqa: S311  # made-up codes
    began = perf_counter()
    row = send(session, contest=contest, sent=sent, act=act, now=NOW, is_awaited=True)
    read = perf_counter()
    taken = take_list(session, list_id=row.id, act=act, draw=draw, now=NOW)
    done = perf_counter()
    again = send(
        session,
        contest=contest,
        sent=sent,
        act=act,
        now=NOW + timedelta(days=1),
        is_awaited=True,
    )
    there = Report.from_json(again.report or {}).there
    print(
        f"{name}  {len(content) / 1024:.0f} kB  read {read - began:.1f} s,"
        f" taken in {done - read:.1f} s ({taken.added} added),"
        f" read again {perf_counter() - done:.1f} s ({there} there)"
    )


def main() -> None:
    """Measure both forms, each from an empty list on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=30_000)
    rows = people(parser.parse_args().rows)
    with tempfile.TemporaryDirectory(prefix="quizapp-benchmark-") as text:
        folder = Path(text)
        folder.chmod(0o755)
        with local.environment({}, folder) as env:
            schema.upgrade(
                env["DATABASE_OWNER_URL"], application_role=local.APPLICATION
            )
            engine = create_engine(env["DATABASE_URL"])
            for name, form in (("xlsx", workbook), ("csv", table)):
                with Session(engine) as session:
                    timed(session, prepared(session), form(rows), name)
                    session.rollback()
            engine.dispose()


if __name__ == "__main__":
    main()
