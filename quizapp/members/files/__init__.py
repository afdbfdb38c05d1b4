"""Lists of members as files: tables in, a template, and cards to print out."""

from quizapp.members.files.sheets import (
    Sheet,
    UnitSheet,
    join_address,
    qr_svg,
    sheet_pages,
    sheet_pdf,
)
from quizapp.members.files.tables import (
    read,
    read_file,
    read_paste,
    row_text,
    template,
)

__all__ = [
    "Sheet",
    "UnitSheet",
    "join_address",
    "qr_svg",
    "read",
    "read_file",
    "read_paste",
    "row_text",
    "sheet_pages",
    "sheet_pdf",
    "template",
]
