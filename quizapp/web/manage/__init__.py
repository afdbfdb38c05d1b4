"""Pages of organizers."""

from quizapp.web.manage import (
    audit,
    banks,
    handbooks,
    home,
    insiders,
    items,
    people,
    person_entries,
    practice,
    requests,
    staff,
    tallies,
    times,
    units,
)

BLUEPRINTS = (
    home.bp,
    tallies.bp,
    items.bp,
    times.bp,
    insiders.bp,
    *banks.BLUEPRINTS,
    people.bp,
    person_entries.bp,
    practice.bp,
    handbooks.bp,
    *staff.BLUEPRINTS,
    *audit.BLUEPRINTS,
    *units.BLUEPRINTS,
    requests.bp,
)
