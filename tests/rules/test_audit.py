from datetime import UTC, datetime

import pytest

from quizapp.audit.rules import GENESIS, entry_hash, reason_hash

ENTRY = {
    "previous_hash": GENESIS,
    "position": 1,
    "at": datetime(2030, 1, 1, tzinfo=UTC),
    "actor": "account:1",
    "action": "accounts.reset_code_issued",
    "subject": "account:2",
    "details": {"a": 1, "b": [2]},
    "reason_hash": None,
}


def test_the_same_entry_has_the_same_hash_whatever_the_order_of_its_details():
    assert entry_hash(**ENTRY) == entry_hash(**ENTRY | {"details": {"b": [2], "a": 1}})


@pytest.mark.parametrize(
    "change",
    [
        {"previous_hash": b"\1" * 32},
        {"position": 2},
        {"at": datetime(2030, 1, 1, 0, 0, 0, 1, tzinfo=UTC)},
        {"actor": "account:3"},
        {"action": "x"},
        {"subject": "account:4"},
        {"details": {"a": 2, "b": [2]}},
        {"reason_hash": reason_hash(b"salt", "because")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_change_changes_the_hash(change):
    assert entry_hash(**ENTRY) != entry_hash(**ENTRY | change)


def test_the_same_reason_under_another_salt_has_another_hash():
    assert reason_hash(b"a", "because") != reason_hash(b"b", "because")
