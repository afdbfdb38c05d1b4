"""Every table that holds something of a person is known to the walk that forgets her."""

import importlib
import pkgutil
import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

import quizapp
from quizapp.accounts.rules import (
    INVITATION_KEPT_FOR,
    INVITATION_LASTS,
    LIMITS,
    RESET_CODE_LASTS,
    SESSION_LASTS,
    STAFF_SESSION_LASTS,
)
from quizapp.contests.rules.book import KEPT_FOR
from quizapp.db import Base
from quizapp.members.rules import FILE_KEPT_FOR, SHEET_KEPT_FOR, UNCLAIMED_KEPT_FOR
from quizapp.personal import Holding
from quizapp.privacy.service import FEATURES
from quizapp.settings import Settings

ROOT = Path(__file__).parent.parent.parent

#: Table → why the walk needs not know it, though it names accounts, entries or people.
EXCEPTIONS = {
    "bank_drafts": "which of the staff began a draft",
    "bank_versions": "which of the staff published and read a version",
    "bank_uploads": "which of the staff sent a file",
    "item_changes": "which of the staff changed a draft",
    "draft_readings": "which of the staff read a draft",
    "handbooks": "which of the staff made a handbook",
    "insiders": "who runs a contest; erasing her takes her name out, a keyed hash stays",
    "member_lists": "who at work sent a list; a file not taken in goes after a week",
    "recusals": "which of the jury decides nothing about whom",
    "item_comments": "which of the staff wrote a comment on a question",
    "practice_banks": "which of the staff offered a bank",
    "erased_phones": "a keyed hash, of nobody without the key; gone when it ends",
}
OF_PEOPLE = {"accounts", "entries"}
NAMES_OF_PEOPLE = ("phone", "full_name", "contact_phone", "birth_year", "caller")


def tables():
    for module in pkgutil.walk_packages(quizapp.__path__, "quizapp."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    return Base.metadata.sorted_tables


def is_about_people(table):
    points_to = {key.column.table.name for key in table.foreign_keys}
    names = {column.name for column in table.columns}
    return (
        table.name in OF_PEOPLE
        or bool(points_to & OF_PEOPLE)
        or any(name in NAMES_OF_PEOPLE or "phone" in name for name in names)
        or bool(names & {"account_id", "entry_id"})
    )


KNOWN = {name for feature in FEATURES for name in feature.tables}


@pytest.mark.parametrize(
    "table", [t.name for t in tables() if is_about_people(t)], ids=str
)
def test_a_table_about_people_belongs_to_a_feature_that_forgets(table):
    """Add it to a feature of ``privacy/service/walk.py``, or here with the reason."""
    assert table in KNOWN or table in EXCEPTIONS


def test_nothing_is_declared_that_is_gone():
    there = {table.name for table in tables()}

    assert (KNOWN | set(EXCEPTIONS)) <= there
    assert not KNOWN & set(EXCEPTIONS)


def test_accounts_are_forgotten_last():
    """Others still ask for the phone and for the entries of who is forgotten."""
    assert FEATURES[-1].name == "accounts"


def test_whoever_forgets_nothing_holds_nothing_that_names_anybody():
    silent = [feature for feature in FEATURES if feature.forgets is None]

    for feature in silent:
        for name in feature.tables:
            columns = {column.name for column in Base.metadata.tables[name].columns}
            assert not columns & {*NAMES_OF_PEOPLE, "account_id"}, name


def test_every_feature_tells_what_it_holds(session):
    from tests import factories

    entry = factories.entry(session)
    for feature in FEATURES:
        for holding in feature.tells(session, account_id=entry.account_id):
            assert isinstance(holding, Holding)
            assert holding.kind.isidentifier()


def test_the_impact_assessment_tells_the_spans_of_the_code():
    """docs/impact-assessment.md: name, data, span as `N ngày | giờ | phút …`."""
    document = ROOT / "docs" / "impact-assessment.md"
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| [^|]+ \| (\d+) (ngày|giờ|phút)", document.read_text(), re.M
    )
    units = {"ngày": "days", "giờ": "hours", "phút": "minutes"}
    told = {name: timedelta(**{units[unit]: int(n)}) for name, n, unit in rows}
    defaults = {
        field.name: field.default for field in fields(Settings) if "days" in field.name
    }

    assert told == {
        "KEPT_FOR": KEPT_FOR,
        **{name.upper(): timedelta(days=n) for name, n in defaults.items()},
        "SESSION_LASTS": SESSION_LASTS,
        "STAFF_SESSION_LASTS": STAFF_SESSION_LASTS,
        "RESET_CODE_LASTS": RESET_CODE_LASTS,
        "FAILURES": LIMITS.day,
        "UNCLAIMED_KEPT_FOR": UNCLAIMED_KEPT_FOR,
        "FILE_KEPT_FOR": FILE_KEPT_FOR,
        "SHEET_KEPT_FOR": SHEET_KEPT_FOR,
        "INVITATION_LASTS": INVITATION_LASTS,
        "INVITATION_KEPT_FOR": INVITATION_KEPT_FOR,
    }
