"""Pages of unit officers: their branches, inviting, sharing, helping to take part."""

from quizapp.web.officer import (
    assisted,
    handed_over,
    home,
    invited,
    joining,
    printed,
    reset_codes,
    sharing,
    units,
)

BLUEPRINTS = (
    home.bp,
    reset_codes.bp,
    sharing.bp,
    units.bp,
    invited.bp,
    joining.bp,
    assisted.bp,
    printed.bp,
    handed_over.bp,
)
