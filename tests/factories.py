"""Plain functions that make rows: valid by default, changed by keyword.

Each flushes, so that ids are known. Instants are relative to ``now``, noon by default.
"""

from datetime import timedelta
from itertools import count

from quizapp import names
from quizapp.accounts.models import Account, RoleGrant
from quizapp.attempts.models import Attempt
from quizapp.contests.models import Contest, Round, RuleBookVersion
from quizapp.contests.rules import PaperPlan, PlannedItem, RuleBook, Section
from quizapp.entries.models import Entry
from quizapp.units.models import Unit, UnitTree
from tests.conftest import NOON

#: Not a hash of anything: nobody signs in with it.
NO_SECRET = "$argon2id$none"

_numbers = count(1)


def number():
    return next(_numbers)


def added(session, obj):
    session.add(obj)
    session.flush()
    return obj


def tree(session, *, now=NOON, **changes):
    values = {"slug": f"tree-{number()}", "created_at": now}
    return added(session, UnitTree(**values | changes))


def unit(session, *, parent=None, now=NOON, **changes):
    n = number()
    name = changes.get("name", f"Xã {n}")
    values = {
        "tree_id": parent.tree_id if parent else changes.get("tree_id"),
        "code": f"F{n}",
        "type": "xã" if parent else "tỉnh",
        "name": name,
        "parent_id": parent.id if parent else None,
        "search_key": names.search_key(name),
        "sort_key": names.sort_key(name),
        "depth": parent.depth + 1 if parent else 0,
        "valid_from": None,
        "valid_to": None,
    } | changes
    values["tree_id"] = values["tree_id"] or tree(session, now=now).id
    return added(session, Unit(**values))


def account(session, *, now=NOON, **changes):
    """A person who signs in by phone."""
    n = number()
    full_name = changes.get("full_name", "Nguyễn Thị An")
    values = {
        "kind": "person",
        "full_name": full_name,
        "sort_key": names.person_sort_key(full_name),
        "search_key": names.search_key(full_name),
        "birth_year": 1980,
        "phone": f"+849{n:08}",
        "phone_place": 1,
        "username": None,
        "unit_id": None,
        "secret_hash": NO_SECRET,
        "is_loopback_only": False,
        "created_at": now,
        "disabled_at": None,
    }
    return added(session, Account(**values | changes))


def staff(session, *, now=NOON, **changes):
    """Somebody who signs in by name and password."""
    values = {
        "kind": "staff",
        "username": f"staff-{number()}",
        "phone": None,
        "phone_place": None,
        "birth_year": None,
    }
    return account(session, now=now, **values | changes)


def role(session, *, account, role, now=NOON, **changes):
    values = {
        "contest_id": None,
        "unit_id": None,
        "starts_at": now - timedelta(days=1),
        "ends_at": None,
        "granted_by": None,
    }
    grant = RoleGrant(account_id=account.id, role=role, **values | changes)
    return added(session, grant)


def rule_book_content(*, now=NOON, **changes):
    """What a rule book file says, as texts and lists."""
    opens = now - timedelta(hours=1)
    closes = now + timedelta(days=1)
    return {
        "contest": f"contest-{number()}",
        "title": "Tìm hiểu Nghị quyết",
        "organizer": "Hội Phụ nữ tỉnh",
        "hotline": "0900 000 001",
        "eligibility": {"minimum_age": 14},
        "entry": {"required": ["full_name", "birth_year", "phone"]},
        "attempts": {"limit": 2, "per": "round", "counted": "best_then_earliest"},
        "paper": {"minutes": 15, "draw": [{"bank": "bank", "count": 2}]},
        "ranking": ["score_desc", "duration_asc", "handed_in_asc"],
        "rounds": [round_part(opens=opens, closes=closes)],
    } | changes


def round_part(number=1, *, opens, closes, **changes):
    """A round as a rule book's content holds it."""
    part = {
        "number": number,
        "title": f"Tuần {number}",
        "opens": opens.isoformat(),
        "closes": closes.isoformat(),
    }
    return part | changes


def rule_book(*, now=NOON, **changes):
    return RuleBook.model_validate(rule_book_content(now=now, **changes))


def plan(*, item_count=2, pool=4, **changes):
    """A plan over items that no bank holds: ``item-1`` … with four options each."""
    items = tuple(
        PlannedItem(f"item-{n}", 4, "single", 100) for n in range(1, pool + 1)
    )
    section = Section(bank_id=1, bank_version_id=1, count=item_count, items=items)
    values = {"sections": (section,), "shuffle_items": True, "shuffle_options": True}
    return PaperPlan(**values | changes)


def contest(session, *, now=NOON, book=None, paper_plan=None, **changes):
    """A contest with its rule book and rounds; one round is open by default."""
    book = book or rule_book(now=now)
    values = {
        "slug": book.contest,
        "title": book.title,
        "version": 1,
        "unit_id": None,
        "created_at": now,
    }
    obj = added(session, Contest(**values | changes))
    version = RuleBookVersion(
        contest_id=obj.id,
        number=obj.version,
        content=book.model_dump(mode="json"),
        content_hash=f"hash-{number()}",
        imported_at=now,
    )
    added(session, version)
    for part in book.rounds:
        round_(session, contest=obj, book=book, part=part, paper_plan=paper_plan)
    return obj


def round_(session, *, contest, book=None, part=None, paper_plan=None, **changes):
    """A round; of the given part of a book, or of an open round's."""
    book = book or rule_book()
    part = part or book.rounds[0]
    paper = book.paper_of(part)
    values = {
        "contest_id": contest.id,
        "number": part.number,
        "title": part.title,
        "opens_at": part.opens,
        "closes_at": part.closes,
        "limit_seconds": paper.minutes * 60,
        "grace_seconds": paper.grace_seconds,
        "rules": book.rules_of(part).model_dump(mode="json"),
        "plan": (paper_plan or plan()).model_dump(mode="json"),
    }
    return added(session, Round(**values | changes))


make_account = account
make_contest = contest


def entry(session, *, contest=None, account=None, now=NOON, **changes):
    """An entry of a person in a contest; both are made if they aren't given."""
    values = {
        "contest_id": (contest or make_contest(session, now=now)).id,
        "account_id": (account or make_account(session, now=now)).id,
        "unit_id": None,
        "is_name_shown": True,
        "created_at": now,
        "completed_at": now,
    }
    return added(session, Entry(**values | changes))


def attempt(session, *, entry, round_, now=NOON, **changes):
    """An open attempt that started now."""
    position_count = changes.get("position_count", 2)
    values = {
        "entry_id": entry.id,
        "round_id": round_.id,
        "unit_id": entry.unit_id,
        "number": 1,
        "state": "open",
        "seed": f"{number():032x}",
        "paper": {},
        "position_count": position_count,
        "full_hundredths": position_count * 100,
        "started_at": now,
        "deadline_at": now + timedelta(seconds=round_.limit_seconds),
        "lease": 1,
    }
    changes.setdefault("joined_at", changes.get("started_at", now))
    return added(session, Attempt(**values | changes))


def handed_in(session, *, entry, round_, now=NOON, seconds=300, **changes):
    """An attempt that was handed in now, some seconds after its start."""
    values = {
        "state": "handed_in",
        "started_at": now - timedelta(seconds=seconds),
        "deadline_at": now + timedelta(seconds=round_.limit_seconds),
        "ended_at": now,
        "ended_under": 0,
        "recorded_at": now,
        "score_hundredths": 200,
        "right_count": 2,
        "answered_count": 2,
        "duration_ms": seconds * 1000,
        "is_valid": True,
        "receipt_code": f"R{number():07}",
    }
    return attempt(session, entry=entry, round_=round_, now=now, **values | changes)
