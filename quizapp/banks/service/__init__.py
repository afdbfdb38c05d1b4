"""Writes of banks: taking versions in, drafts, readings, publishing, uploads, seals."""

from quizapp.banks.service.comments import comment, settle
from quizapp.banks.service.drafts import (
    begin_draft,
    change_item,
    drop_draft,
    take_in,
    told,
)
from quizapp.banks.service.importing import (
    ImportedBank,
    content_of,
    import_bank,
    import_file,
)
from quizapp.banks.service.pictures import check_pictures, keep_picture
from quizapp.banks.service.publishing import publish
from quizapp.banks.service.readings import read_draft
from quizapp.banks.service.sealing import replace_seals
from quizapp.banks.service.uploads import (
    MOST_BYTES,
    READ_UPLOAD,
    Part,
    drop_upload,
    forget_uploads,
    keep_parts,
    keep_report,
    take_parts,
    take_upload,
    upload,
)

__all__ = [
    "MOST_BYTES",
    "READ_UPLOAD",
    "ImportedBank",
    "Part",
    "begin_draft",
    "change_item",
    "check_pictures",
    "comment",
    "content_of",
    "drop_draft",
    "drop_upload",
    "forget_uploads",
    "import_bank",
    "import_file",
    "keep_parts",
    "keep_picture",
    "keep_report",
    "publish",
    "read_draft",
    "replace_seals",
    "settle",
    "take_in",
    "take_parts",
    "take_upload",
    "told",
    "upload",
]
