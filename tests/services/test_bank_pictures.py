"""Pictures of banks: kept once, for ever, and there before a bank shows them."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from quizapp.banks.files import read_bank
from quizapp.banks.models import Picture as PictureRow
from quizapp.banks.queries import parsed_version, picture_bytes
from quizapp.banks.rules import Bank
from quizapp.banks.service import content_of, import_bank, import_file, keep_picture
from quizapp.errors import InvalidError, NotFoundError
from quizapp.pictures import re_encoded
from tests import factories, pictures
from tests.conftest import NOON

#: Of banks as they were before texts were Markdown.
HASHES = {
    "dai-hoi-phu-nu-xiii": "ef5ed46fb922",
    "lich-su-va-dieu-le-hoi": "7f8a75c2bf75",
    "phap-luat-binh-dang-gioi": "010475e5b510",
    "phu-nu-hau-giang-xiv": "36d9186d1f69",
}


def bank(*notes, stem="![một lá cờ](a.png)"):
    item = {"id": "one", "kind": "true_false", "stem": stem, "answer": "true"}
    return Bank.model_validate(
        {
            "id": f"bank-{factories.number()}",
            "title": "Ngân hàng",
            "items": [item],
            "pictures": notes,
        }
    )


def test_a_picture_is_kept_once(session):
    first, again = (pictures.kept(session, name) for name in ("a.png", "b.png"))

    assert first.hash == again.hash
    count = select(func.count()).where(PictureRow.hash == first.hash)
    assert session.scalar(count) == 1
    assert len(picture_bytes(session, first.hash)) == first.byte_count


def test_a_picture_that_is_not_there_is_not_found(session):
    with pytest.raises(NotFoundError):
        picture_bytes(session, "0" * 64)


def test_a_bank_is_taken_in_with_its_pictures(session):
    note = pictures.kept(session)
    version = import_bank(session, bank=bank(note), now=NOON).version

    assert parsed_version(session, version.id).pictures == {"a.png": note}
    assert version.content["pictures"][0]["hash"] == note.hash


def test_a_bank_that_names_what_it_does_not_have_stays_out(session):
    with pytest.raises(InvalidError) as error:
        import_bank(session, bank=bank(), now=NOON)
    assert "a.png" in str(error.value)


def test_a_bank_whose_pictures_are_not_kept_stays_out(session):
    note = pictures.note(re_encoded(pictures.file(colour="blue"), "a.png"))
    with pytest.raises(InvalidError, match=r"a\.png"):
        import_bank(session, bank=bank(note), now=NOON)


def test_a_file_is_taken_in_with_its_pictures_and_again_changes_nothing(
    session, tmp_path
):
    path = tmp_path / "bank.yaml"
    path.write_text(
        "id: my-bank\ntitle: B\nitems:\n  - {id: i, kind: true_false, answer: true,"
        ' stem: "![hình](a.png)"}\n'
    )
    (tmp_path / "a.png").write_bytes(pictures.file())
    first = import_file(session, file=read_bank(path), now=NOON)
    assert not import_file(session, file=read_bank(path), now=NOON).is_new

    (tmp_path / "a.png").write_bytes(pictures.file(colour="yellow"))
    other = import_file(session, file=read_bank(path), now=NOON)
    assert (first.version.number, other.version.number) == (1, 2)


@pytest.mark.parametrize("name", HASHES)
def test_what_our_banks_say_has_not_become_something_else(name):
    from tests.rules.test_richtext import ROOT

    found = read_bank(ROOT / "question_banks" / f"{name}.yaml").bank
    assert content_of(found)[1].startswith(HASHES[name])


@pytest.mark.parametrize(
    "changes",
    [
        "hash = 'x'",
        "media_type = 'image/svg+xml'",
        "width = 0",
        "byte_count = byte_count + 1",
        "data = ''",
    ],
)
def test_the_table_keeps_nothing_odd(session, changes):
    picture = re_encoded(pictures.file(), "a.png")
    column, _, value = changes.partition(" = ")
    columns = "hash, data, media_type, width, height, byte_count, created_at"
    odd = columns.replace(column, value, 1)
    keep_picture(session, picture=picture, now=NOON)
    copied = text(
        f"INSERT INTO pictures ({columns}) SELECT"
        f" {odd if column == 'hash' else odd.replace('hash', repr('1' * 64), 1)}"
        " FROM pictures WHERE hash = :hash"
    )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(copied, {"hash": picture.hash})
