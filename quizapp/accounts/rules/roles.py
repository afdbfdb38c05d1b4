"""What each role is, where it may hold, who gives it, and which exclude each other.

The one declaration of roles: pages, commands, ``docs/roles.md`` and the tests of who may
enter which route read it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from quizapp.errors import ConflictError, InvalidError
from quizapp.phrases import ZONE, message

Scope = Literal["everywhere", "contest", "unit"]
EVERYWHERE: Scope = "everywhere"
CONTEST: Scope = "contest"
UNIT: Scope = "unit"
WIDE = frozenset({EVERYWHERE, CONTEST})

#: A role is given for so many years at most, or without an end.
LONGEST_YEARS = 20


@dataclass(frozen=True)
class RoleSet:
    """One of the four sets of roles; a message id names it."""

    key: str
    label: str


@dataclass(frozen=True)
class Role:
    """A role; ``label`` and ``told`` are message ids."""

    key: str
    of: RoleSet
    label: str
    #: What who holds it does.
    told: str
    scopes: frozenset[Scope]
    #: Roles whose holders may give it within their own reach.
    given_by: frozenset[str]
    #: Roles that nobody holds together with it in one place.
    not_with: frozenset[str] = frozenset()
    #: ``staff`` sign in by name and password, ``person`` by phone and PIN.
    kind: Literal["staff", "person"] = "staff"


ADMINISTRATION = RoleSet("administration", message("Administration"))
BOARD = RoleSet("board", message("Organizing board"))
JURY = RoleSet("jury", message("Secretariat and jury"))
OFFICERS = RoleSet("officers", message("Officers of units"))
SETS = (ADMINISTRATION, BOARD, JURY, OFFICERS)

ADMIN_ALONE = frozenset({"admin"})
BY_BOARD = frozenset({"admin", "organizer"})
#: Who makes a contest, gives its roles or writes its questions doesn't judge it.
MAKERS = frozenset({"admin", "organizer", "editor"})

FOR_KIND = {
    "person": message("This role is for people who sign in by phone."),
    "staff": message("This role is for staff who sign in by name and password."),
}

#: In the order in which pages and documents list them.
ROLES: tuple[Role, ...] = (
    Role(
        "admin",
        ADMINISTRATION,
        message("Administrator"),
        message("Looks after the system, its accounts and all roles."),
        frozenset({EVERYWHERE}),
        ADMIN_ALONE,
        frozenset({"judge", "auditor"}),
    ),
    Role(
        "auditor",
        ADMINISTRATION,
        message("Auditor"),
        message("Reads everything and changes nothing."),
        WIDE,
        ADMIN_ALONE,
        frozenset(
            {"admin", "organizer", "editor", "second_reader", "judge", "secretary"}
        ),
    ),
    Role(
        "organizer",
        BOARD,
        message("Organizer"),
        message("Sets contests up, watches them, exports figures."),
        WIDE,
        ADMIN_ALONE,
        frozenset({"judge", "auditor"}),
    ),
    Role(
        "editor",
        BOARD,
        message("Editor of questions"),
        message("Writes and publishes question banks."),
        WIDE,
        BY_BOARD,
        frozenset({"judge", "auditor"}),
    ),
    Role(
        "second_reader",
        BOARD,
        message("Second reader"),
        message("Checks questions that others wrote, before they are published."),
        WIDE,
        BY_BOARD,
        frozenset({"auditor"}),
    ),
    Role(
        "judge",
        JURY,
        message("Judge"),
        message("Reviews rankings, decides on results; does what a secretary does."),
        WIDE,
        # Who organizes a contest doesn't name those who judge it.
        ADMIN_ALONE,
        MAKERS | {"auditor"},
    ),
    Role(
        "secretary",
        JURY,
        message("Secretary"),
        message("Answers the phone: finds people, resets PINs, notes complaints."),
        WIDE,
        BY_BOARD,
        frozenset({"auditor"}),
    ),
    Role(
        "unit_officer",
        OFFICERS,
        message("Unit officer"),
        message("Brings her unit's branch in, and helps its members."),
        frozenset({UNIT}),
        BY_BOARD | {"unit_officer"},
        kind="person",
    ),
)
BY_KEY = {role.key: role for role in ROLES}
STAFF_ROLES = tuple(role.key for role in ROLES if role.kind == "staff")


@dataclass(frozen=True)
class Held:
    """A role as somebody holds it: where, and during ``[starts_at, ends_at)``."""

    role: str
    contest_id: int | None
    unit_id: int | None
    starts_at: datetime
    ends_at: datetime | None

    @property
    def scope(self) -> Scope:
        """Return whether it holds everywhere, in a contest or in a unit's branch."""
        if self.unit_id is not None:
            return UNIT
        return EVERYWHERE if self.contest_id is None else CONTEST

    def is_in_force(self, now: datetime) -> bool:
        """Tell whether it holds at an instant."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)

    def meets(self, other: "Held") -> bool:
        """Tell whether there is an instant at which both hold."""
        return (other.ends_at is None or self.starts_at < other.ends_at) and (
            self.ends_at is None or other.starts_at < self.ends_at
        )

    def shares_a_place_with(self, other: "Held") -> bool:
        """Tell whether both hold in one contest; what holds everywhere holds in each."""
        if UNIT in {self.scope, other.scope}:
            return self.unit_id == other.unit_id
        return (
            EVERYWHERE in {self.scope, other.scope}
            or self.contest_id == other.contest_id
        )


@dataclass(frozen=True)
class Place:
    """Where a role is to hold, with what that place belongs to."""

    contest_id: int | None = None
    unit_id: int | None = None
    #: Of a unit: the contests in whose branches it stands.
    contest_ids: frozenset[int] = frozenset()
    #: Of a unit: the units above it, itself left out.
    above: frozenset[int] = frozenset()


def may_give(role: str, place: Place, giver: Iterable[Held]) -> bool:
    """Tell whether somebody who holds these roles now may give one at a place, and end it.

    Nobody gives what reaches farther than her own role does.
    """
    given_by = BY_KEY[role].given_by
    return any(one.role in given_by and _covers(one, place) for one in giver)


def _covers(held: Held, place: Place) -> bool:
    if held.scope == EVERYWHERE:
        return True
    if held.scope == UNIT:
        return held.unit_id in place.above
    if place.unit_id is not None:
        return held.contest_id in place.contest_ids
    return place.contest_id == held.contest_id


def check_role(held: Held, *, kind: str) -> None:
    """Check that a role can hold where it is to hold, for this kind of account.

    Raises:
        InvalidError: it can't.
    """
    role = BY_KEY[held.role]
    if role.kind != kind:
        raise InvalidError(FOR_KIND[role.kind], field="role")
    if held.scope in role.scopes:
        return
    if UNIT in role.scopes:
        raise InvalidError("This role needs a unit: type which.", field="unit")
    if held.scope == UNIT:
        raise InvalidError("This role holds in no unit: leave it out.", field="unit")
    raise InvalidError(
        "This role holds everywhere: choose no contest.", field="contest"
    )


def check_fits(new: Held, others: Collection[Held]) -> None:
    """Check that a role goes together with those that somebody holds or will hold.

    Raises:
        ConflictError: she has it already, or the two exclude each other.
    """
    for other in others:
        if not new.meets(other) or not new.shares_a_place_with(other):
            continue
        if other.role == new.role:
            if other.scope in {new.scope, EVERYWHERE}:
                raise ConflictError("She holds this role there in these days already.")
        elif other.role in BY_KEY[new.role].not_with:
            raise ConflictError(
                "Two roles that exclude each other in one contest: who makes a contest"
                " doesn't judge it, and an auditor changes nothing. End the other first."
            )


def term(
    first_day: date | None, last_day: date | None, *, now: datetime
) -> tuple[datetime, datetime | None]:
    """Return from when until when a role holds that is given for days in Vietnam.

    Without a first day, or from today, it holds from now; the last day counts wholly, so
    that the end is the midnight after it. Without one it has no end.

    Raises:
        InvalidError: the days are past, in the wrong order, or too far away.
    """
    today = now.astimezone(ZONE).date()
    if first_day is not None and first_day < today:
        raise InvalidError("A role can't begin before today.", field="first_day")
    for field, day in (("first_day", first_day), ("last_day", last_day)):
        if day is not None and day.year > today.year + LONGEST_YEARS:
            raise InvalidError(
                "This day is too far away: give the role for %(years)s years at most.",
                field=field,
                years=LONGEST_YEARS,
            )
    starts_at = now
    if first_day is not None and first_day > today:
        starts_at = _midnight(first_day)
    if last_day is None:
        return starts_at, None
    if last_day < (first_day or today):
        raise InvalidError("The last day comes before the first one.", field="last_day")
    return starts_at, _midnight(last_day + timedelta(days=1))


def _midnight(day: date) -> datetime:
    """Return the first instant of a day in Vietnam."""
    return datetime.combine(day, time(), ZONE)
