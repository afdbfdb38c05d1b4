"""Units on the web: a tree that folds, what happens to units, files in and out."""

import io
import re

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditEntry
from quizapp.audit.service import Act
from quizapp.entries.models import EntryMove
from quizapp.units.models import Unit, UnitTree
from quizapp.units.rules import TakenOver
from quizapp.units.service import take_over
from tests import factories
from tests.boards import end, make_entry, make_round
from tests.conftest import NOON
from tests.web.people import form_token, sign_in

HEADER = "mã,mã cấp trên,loại,tên,số hội viên\n"
WHEN = {"effective_on": "2030-01-01", "reason": "Nghị quyết 12"}


@pytest.fixture
def tree(session):
    found = factories.tree(session, slug="tinh-t")
    top = factories.unit(session, tree_id=found.id, name="Tỉnh T", code="T")
    district = factories.unit(
        session, parent=top, name="Huyện Đông", type="huyện", code="D1"
    )
    for code, name in (("X1", "Xã An"), ("X2", "Xã Bình")):
        factories.unit(session, parent=district, name=name, code=code)
    session.commit()
    return found


def unit(session, code):
    session.expire_all()
    return session.scalars(select(Unit).where(Unit.code == code)).one()


def signed_in(client, session, role, **scope):
    account = factories.staff(session)
    factories.role(session, account=account, role=role, **scope)
    sign_in(client, session, account)
    return client


@pytest.fixture
def organizer(client, session):
    return signed_in(client, session, "organizer")


def post(client, path, **fields):
    return client.post(path, data={"csrf_token": form_token(client), **fields})


def place(session, code):
    return f"/manage/units/tinh-t/{unit(session, code).id}"


def do(client, session, which, what, **fields):
    return post(client, f"{place(session, which)}/{what}", **WHEN | fields)


def test_trees_are_listed_and_unfold_step_by_step(organizer, session, tree):
    assert "Tỉnh T" in organizer.get("/manage/units").text
    top = organizer.get("/manage/units/tinh-t").text
    assert "Huyện Đông" in top
    assert "Xã An" not in top
    below = f"/manage/units/tinh-t?under={unit(session, 'D1').id}"

    assert f'data-below="{below}"' in top
    assert "Xã An" in organizer.get(below).text


def test_search_needs_no_marks_and_finds_closed_units_too(organizer, session, tree):
    do(organizer, session, "X2", "dissolve")
    found = organizer.get("/manage/units/tinh-t?q=xa binh").text

    assert place(session, "X2") in found
    assert "Xã Bình kết thúc hoạt động, không có đơn vị kế tiếp." in found
    assert "Không tìm thấy đơn vị" in organizer.get("/manage/units/tinh-t?q=zzz").text


def test_units_merge_and_the_history_tells_it_and_takes_it_back(
    organizer, session, tree
):
    answer = do(
        organizer, session, "X1", "merge",
        units="X2\n", into="new", name="Phường An Bình", kind="phường", code="P1",
    )  # fmt: skip
    assert answer.location == place(session, "X1")
    assert str(unit(session, "X1").valid_to) == "2030-01-01"
    page = organizer.get(place(session, "X1")).text
    assert "Xã An, Xã Bình sáp nhập thành Phường An Bình." in page
    assert "Nghị quyết 12" in page
    event = re.search(r"/events/(\d+)/undo", page)[1]
    undo = f"{place(session, 'X1')}/events/{event}/undo"

    assert post(organizer, undo, reason="").status_code == 422
    assert post(organizer, undo, reason="nhầm").location == place(session, "X1")
    assert unit(session, "X1").valid_to is None
    assert "đã hủy lúc" in organizer.get(place(session, "X1")).text
    again = post(organizer, undo, reason="nhầm")
    assert (again.status_code, "đã được hủy" in again.text) == (422, True)


def test_a_unit_that_changes_is_called_by_its_whole_name(organizer, session, tree):
    factories.unit(session, parent=unit(session, "X1"), name="Chi hội Hai", code="C2")
    session.commit()

    for text in ("Xã Hai", "bình"):
        answer = do(organizer, session, "X1", "merge", units=text, into="this")
        assert answer.status_code == 422
        assert "Không có đơn vị đang hoạt động nào tên" in answer.text
    assert unit(session, "C2").valid_to is None
    assert do(organizer, session, "X1", "merge", units="xa binh", into="this").location


def test_a_unit_is_split_by_shares_and_its_units_below_are_asked_for(
    organizer, session, tree
):
    post(
        organizer, f"{place(session, 'X1')}/count",
        member_count="101", counted_on="2029-12-01", source="sổ hội viên",
    )  # fmt: skip
    post(organizer, f"{place(session, 'X1')}/add", name="Chi hội 1", kind="chi hội")
    child = unit(session, "X1-01").id
    parts = {"new": "Xã An Trên = 60\nXã An Dưới = 40 %", "kind": "xã"}
    refused = do(organizer, session, "X1", "split", **parts)
    assert (refused.status_code, "Chi hội 1" in refused.text) == (422, True)
    assert "Xã An Trên = 60" in refused.text

    fine = do(organizer, session, "X1", "split", **parts, **{f"child-{child}": "2"})
    assert fine.status_code == 303
    lower = session.scalars(select(Unit).where(Unit.name == "Xã An Dưới")).one()
    assert unit(session, "X1-01").parent_id == lower.id
    assert ">40<" in organizer.get(place(session, lower.code)).text


def test_a_part_may_go_to_a_unit_that_is_there(organizer, session, tree):
    fields = {"new": "Xã An Mới", "there": "xa binh, huyen dong", "kind": "xã"}

    assert do(organizer, session, "X1", "split", **fields).status_code == 303
    assert "chia tách thành" in organizer.get(place(session, "X2")).text


def test_units_are_renamed_moved_and_dissolved(organizer, session, tree):
    do(organizer, session, "X1", "rename", name="Phường An", kind="phường")
    do(organizer, session, "X1", "move", parent="T")
    do(organizer, session, "X2", "dissolve")
    page = organizer.get(place(session, "X1")).text

    assert (unit(session, "X1").name, unit(session, "X1").depth) == ("Phường An", 1)
    assert "Xã An (xã) đổi thành Phường An (phường)." in page
    assert "Phường An chuyển từ Huyện Đông sang Tỉnh T." in page
    assert unit(session, "X2").valid_to is not None


@pytest.mark.parametrize(
    ("what", "fields", "sentence"),
    [
        ("rename", {"name": "", "kind": "xã"}, "không được để trống"),
        ("rename", {"name": "Xã An", "kind": "xã"}, "đang mang tên này"),
        ("move", {"parent": "không có"}, "Không có đơn vị đang hoạt động"),
        ("move", {"parent": "D1"}, "đang trực thuộc ở đó"),
        ("merge", {"units": "X2", "into": "new", "name": ""}, "Hãy nhập tên đơn vị"),
        ("split", {"new": "Một phần"}, "ít nhất hai phần"),
        ("dissolve", {"effective_on": "2030-01-02"}, "Chưa đến ngày 02/01/2030"),
        ("dissolve", {"effective_on": "hôm qua"}, ""),
        ("dissolve", {"reason": ""}, "Hãy ghi căn cứ"),
        ("count", {"member_count": "-1"}, "Hãy nhập số hội viên"),
        ("add", {"name": "", "kind": "tổ"}, ""),
    ],
)
def test_what_cannot_be_is_said_on_the_page(
    organizer, session, tree, what, fields, sentence
):
    answer = do(organizer, session, "X1", what, **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    assert unit(session, "X1").valid_to is None


def test_what_nobody_offers_is_not_there(organizer, session, tree):
    other = factories.unit(session, name="Khối khác")
    session.commit()

    assert do(organizer, session, "X1", "explode").status_code == 404
    assert organizer.get(f"/manage/units/tinh-t/{other.id}").status_code == 404
    assert organizer.get("/manage/units/tinh-t/99999999999999999999").status_code == 404
    assert organizer.get("/manage/units/no-tree").status_code == 404
    assert organizer.get("/manage/units/tinh-t.pdf").status_code == 404
    assert post(
        organizer, f"{place(session, 'X1')}/events/12345/undo", reason="x"
    ).status_code == 404  # fmt: skip


def test_auditors_look_and_change_nothing(client, session, tree):
    auditor = signed_in(client, session, "auditor")
    page = auditor.get(place(session, "X1"))

    assert page.status_code == 200
    assert "/dissolve" not in page.text
    assert do(auditor, session, "X1", "dissolve").status_code == 404
    assert auditor.get("/manage/unit-imports").status_code == 404
    assert auditor.get("/manage/units/tinh-t.csv").status_code == 200


def test_who_runs_one_contest_has_its_trees_and_no_others(client, session, tree):
    contest = factories.contest(session)
    contest.unit_id = unit(session, "T").id
    factories.unit(session, tree_id=factories.tree(session, slug="khac").id)
    session.commit()
    organizer = signed_in(client, session, "organizer", contest_id=contest.id)

    assert organizer.get(place(session, "X1")).status_code == 200
    assert "khac" not in organizer.get("/manage/units").text
    assert organizer.get("/manage/units/khac").status_code == 404
    assert send(organizer, HEADER + "A,,khối,A,\n", tree="khac").status_code == 404
    assert send(organizer, HEADER + "A,,khối,A,\n", tree="moi").status_code == 404


def test_what_came_after_in_a_tree_that_is_not_hers_is_told_without_a_link(
    client, session, tree
):
    contest = factories.contest(session)
    contest.unit_id = unit(session, "T").id
    other = factories.tree(session, slug="khac")
    factories.unit(session, tree_id=other.id, name="Phường Mới", code="M")
    row = TakenOver(
        line=2, from_tree="tinh-t", from_code="X1", from_name="Xã An", to_tree="khac",
        to_code="M", to_name="Phường Mới", is_part=False, effective_on=NOON.date(),
        decision="NQ",
    )  # fmt: skip
    act = Act("command:root", "", b"s" * 16)
    take_over(session, rows=[row], name="", act=act, now=NOON)
    session.commit()
    page = signed_in(client, session, "organizer", contest_id=contest.id).get(
        place(session, "X1")
    )

    assert "Xã An trở thành Phường Mới." in page.text
    assert "/manage/units/khac" not in page.text


def send(client, text, *, tree="tinh-t", name="units.csv"):
    content = text.encode() if isinstance(text, str) else text
    return client.post(
        "/manage/unit-imports",
        data={
            "csrf_token": form_token(client),
            "tree": tree,
            "file": (io.BytesIO(content), name),
        },
        content_type="multipart/form-data",
    )


def test_a_file_is_looked_at_before_it_changes_anything(organizer, session, tree):
    text = HEADER + "X1,D1,xã,Xã Ân,50\nX3,D1,xã,Xã Mới,\n"
    waiting = send(organizer, text).location
    page = organizer.get(waiting).text

    assert "Xã An" in page
    assert "Xã Mới" in page
    assert unit(session, "X1").name == "Xã An"
    assert post(organizer, waiting).location == "/manage/units/tinh-t"
    assert unit(session, "X1").name == "Xã Ân"
    assert unit(session, "X3").depth == 2
    assert post(organizer, waiting).status_code == 404
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions == ["units.imported"]


def test_a_file_makes_a_new_tree(organizer, session):
    waiting = send(organizer, HEADER + "A,,khối,Khối A,\n", tree="khoi-a").location
    assert session.scalars(select(UnitTree)).all() == []
    post(organizer, waiting)

    assert "Khối A" in organizer.get("/manage/units/khoi-a").text


def test_faults_of_a_file_are_told_row_by_row(organizer, session, tree):
    waiting = send(organizer, HEADER + "X1,ZZ,xã,Xã Ân,\nX9,D1,xã,,\n").location
    page = organizer.get(waiting)

    assert page.status_code == 422
    assert "Hàng 2" in page.text
    assert "Hàng 3" in page.text
    assert 'action="/manage/unit-imports/tinh-t/' not in page.text
    assert post(organizer, waiting).status_code == 422
    assert unit(session, "X1").name == "Xã An"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tree": "Không Dấu"}, "không dùng làm tên"),
        ({"name": "units.pdf"}, "Hãy chọn tệp CSV hoặc XLSX"),
        ({"text": ""}, "tệp"),
    ],
)
def test_what_is_no_file_of_units_is_refused(organizer, tree, changes, sentence):
    asked = {"text": HEADER, "tree": "tinh-t", "name": "units.csv"} | changes
    answer = send(organizer, asked.pop("text"), **asked)

    assert answer.status_code in {404, 422}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_tree_goes_out_and_comes_in_again_without_a_change(
    organizer, session, tree, form
):
    do(organizer, session, "X2", "dissolve")
    do(organizer, session, "X1", "rename", name="=Xã", kind="xã")
    post(
        organizer, f"{place(session, 'X1')}/count",
        member_count="50", counted_on="2029-12-01", source="sổ",
    )  # fmt: skip
    content = organizer.get(f"/manage/units/tinh-t.{form}").data
    if form == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        assert b",'=X" in content
    page = organizer.get(send(organizer, content, name=f"tree.{form}").location)

    assert page.status_code == 200
    assert "không có gì để nhận" in page.text


@pytest.fixture
def contest(session, tree):
    round_ = make_round(session)
    found = session.get_one(factories.Contest, round_.contest_id)
    found.unit_id = unit(session, "T").id
    for number, code in enumerate(("X1", "X1", "X2")):
        account = factories.account(
            session,
            phone=f"+8490000000{number}",
            full_name=f"Nguyễn Thị {'ABC'[number]}",
        )
        entry = make_entry(
            session, round_, account=account, unit_id=unit(session, code).id
        )
        end(session, round_, entry)
    session.commit()
    return found


def people(client, contest, text, **fields):
    return client.post(
        f"/manage/contests/{contest.slug}/moved-people",
        data={
            "csrf_token": form_token(client),
            "reason": "danh sách của xã",
            "file": (io.BytesIO(text.encode()), "people.csv"),
            **fields,
        },
        content_type="multipart/form-data",
    )


def test_people_of_a_split_unit_are_moved_by_list(
    organizer, session, tree, contest, clock
):
    parts = {"new": "Xã An Trên\nXã An Dưới", "kind": "xã"}
    assert do(organizer, session, "X1", "split", **parts).status_code == 303
    upper = session.scalars(select(Unit).where(Unit.name == "Xã An Trên")).one()
    slug = contest.slug
    clock.advance(hours=1)
    address = f"/manage/contests/{slug}/tally?units=now"
    assert "Xã An: chưa xác định" in organizer.get(address).text

    answer = people(organizer, contest, f"điện thoại,đơn vị\n0900000000,{upper.code}\n")
    assert answer.status_code == 303
    clock.advance(hours=1)
    page = organizer.get(address).text
    line = re.search(r"Xã An Trên</td><td class=\"number\">(\d+)", page)

    assert line[1] == "1"
    assert len(session.scalars(select(EntryMove)).all()) == 1
    then = organizer.get(f"/manage/contests/{slug}/tally").text
    assert "chưa xác định" not in then.split("<table")[1]


def test_faults_of_a_list_of_people_are_told_and_nobody_is_moved(
    organizer, session, tree, contest
):
    text = (
        "điện thoại,họ tên,đơn vị\n0999999999,,X2\n0900000000,,ZZ\n"
        "0900000001,Nguyễn Thị A,X2\n0900000002,,X1\n0900000002,,X1\n"
    )
    page = people(organizer, contest, text)

    assert page.status_code == 422
    assert [f"Hàng {n}" in page.text for n in range(2, 7)] == [
        True, True, True, False, True,
    ]  # fmt: skip
    assert session.scalars(select(EntryMove)).all() == []
    assert (
        people(organizer, contest, "", file=(io.BytesIO(b"x"), "a.pdf")).status_code
        == 422
    )
    assert people(organizer, contest, text, reason="").status_code == 422
