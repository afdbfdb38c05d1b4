"""Units on the command line."""

from pathlib import Path

from quizapp.units.queries import unit_by_code
from tests import factories

UNITS = Path(__file__).parent.parent.parent / "units"
HEADER = "code,parent_code,type,name\n"


def file(folder, text, name="a-tree.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_tree_is_named_after_its_file_and_listed(run):
    path = UNITS / "hau-giang-2022.csv"

    assert run("units", "import", path)[:2] == (
        0,
        "hau-giang-2022  added 84, changed 0, unchanged 0\n",
    )
    assert "unchanged 84" in run("units", "import", path)[1]
    assert run("units", "list")[1] == "hau-giang-2022  84 units  Tỉnh Hậu Giang\n"


def test_a_tree_may_be_named(run, tmp_path):
    path = file(tmp_path, HEADER + "T,,khối,Khối\n", "Danh sách.csv")

    code, _, words = run("units", "import", path)
    assert (code, "Danh sách" in words) == (1, True)
    assert run("units", "import", path, "--tree", "khoi")[0] == 0
    assert run("units", "list")[1].startswith("khoi  1 units")


def test_members_that_are_new_are_told(run, tmp_path):
    text = "code,parent_code,type,name,members\nT,,khối,Khối,5\n"

    assert "counts of members 1" in run("units", "import", file(tmp_path, text))[1]


def test_every_fault_stands_with_file_and_line_and_nothing_is_taken_in(run, tmp_path):
    path = file(tmp_path, HEADER + "T,,khối,Kh?i\nA,B,xã,Xã A\n")

    code, out, words = run("units", "import", path)

    assert (code, out) == (1, "")
    assert f"{path}:2: " in words
    assert f"{path}:3: " in words
    assert run("units", "list")[1] == ""


def test_a_tree_goes_out_and_comes_in_again(run, tmp_path):
    run("units", "import", UNITS / "hau-giang-2022.csv")
    for name in ("tree.csv", "tree.xlsx"):
        code, out, _ = run("units", "export", "hau-giang-2022", "-o", tmp_path / name)
        assert (code, "84 units" in out) == (0, True)
        again = run("units", "import", tmp_path / name, "--tree", "hau-giang-2022")
        assert "added 0, changed 0, unchanged 84" in again[1]

    assert run("units", "export", "hau-giang-2022", "-o", tmp_path / "a.pdf")[0] == 2
    assert run("units", "export", "no-tree", "-o", tmp_path / "a.csv")[0] == 1


def test_the_change_of_2025_is_taken_in_and_told(run):
    for tree in ("hau-giang-2022", "can-tho-2025"):
        run("units", "import", UNITS / f"{tree}.csv")

    assert run("units", "change", UNITS / "changes-2025.csv")[:2] == (
        0,
        "closed 84, closed before 0, events 30\n",
    )
    code, out, _ = run("units", "events", "hau-giang-2022", "--last", 40)
    assert code == 0
    assert len(out.splitlines()) == 30
    assert "01/07/2025  reform" in out


def test_a_file_that_cannot_be_written_is_named(run, tmp_path):
    run("units", "import", UNITS / "hau-giang-2022.csv")
    nowhere = tmp_path / "no-folder" / "a.csv"
    code, _, err = run("units", "export", "hau-giang-2022", "-o", nowhere)

    assert code == 1
    assert f"'{nowhere}'" in err
    assert "Traceback" not in err


def test_a_tree_on_which_a_contest_runs_is_not_closed(run, session):
    for tree in ("hau-giang-2022", "can-tho-2025"):
        run("units", "import", UNITS / f"{tree}.csv")
    root = unit_by_code(session, tree="hau-giang-2022", code=None)
    contest = factories.contest(session, unit_id=root.id)
    session.commit()
    changes = UNITS / "changes-2025.csv"

    code, out, words = run("units", "change", changes)

    assert (code, out) == (1, "")
    assert contest.title in words
    assert run("units", "change", changes, "--even-so")[0] == 0
