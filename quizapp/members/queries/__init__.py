"""Reads of lists of members."""

from quizapp.members.queries.lists import (
    codes_in_use,
    member_list,
    named_places,
    open_lists,
)
from quizapp.members.queries.personal import personal_data, places_of
from quizapp.members.queries.places import (
    ListedPlace,
    OpenPlace,
    PhonePair,
    claim_in_force,
    entry_in_scope,
    names_of_places,
    open_place_count,
    open_places,
    phone_pairs,
    place_by_code,
    place_in_scope,
    place_of_entry,
)
from quizapp.members.queries.proposals import Proposal, proposals
from quizapp.members.queries.scope import (
    below,
    check_in_scope,
    roots_in_contest,
    unit_in_contest,
    units_below,
)
from quizapp.members.queries.sheets import (
    UnitCards,
    cards,
    sheet_content,
    sheet_of,
)

__all__ = [
    "ListedPlace",
    "OpenPlace",
    "PhonePair",
    "Proposal",
    "UnitCards",
    "below",
    "cards",
    "check_in_scope",
    "claim_in_force",
    "codes_in_use",
    "entry_in_scope",
    "member_list",
    "named_places",
    "names_of_places",
    "open_lists",
    "open_place_count",
    "open_places",
    "personal_data",
    "phone_pairs",
    "place_by_code",
    "place_in_scope",
    "place_of_entry",
    "places_of",
    "proposals",
    "roots_in_contest",
    "sheet_content",
    "sheet_of",
    "unit_in_contest",
    "units_below",
]
