"""Pure decisions about the audit log: how entries are hashed, how they read."""

from quizapp.audit.rules.chain import GENESIS, entry_hash, reason_hash
from quizapp.audit.rules.sentences import SENTENCES, SUBJECTS, WHY

__all__ = ["GENESIS", "SENTENCES", "SUBJECTS", "WHY", "entry_hash", "reason_hash"]
