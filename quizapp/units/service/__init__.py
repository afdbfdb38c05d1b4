"""Writes of units: trees taken in, what happens to units, members on the roll."""

from quizapp.units.service.adding import (
    add_unit,
)
from quizapp.units.service.changing import (
    NewUnit,
    dissolve,
    merge,
    move,
    rename,
)
from quizapp.units.service.counting import (
    LONGEST_SOURCE,
    add_roll,
)
from quizapp.units.service.importing import (
    SLUG,
    ImportedUnits,
    import_units,
)
from quizapp.units.service.splitting import (
    Part,
    split,
)
from quizapp.units.service.succession import (
    Reformed,
    take_over,
)
from quizapp.units.service.undoing import (
    undo,
)
from quizapp.units.service.uploading import (
    preview,
    take_in,
    upload,
)

__all__ = [
    "LONGEST_SOURCE",
    "SLUG",
    "ImportedUnits",
    "NewUnit",
    "Part",
    "Reformed",
    "add_roll",
    "add_unit",
    "dissolve",
    "import_units",
    "merge",
    "move",
    "preview",
    "rename",
    "split",
    "take_in",
    "take_over",
    "undo",
    "upload",
]
