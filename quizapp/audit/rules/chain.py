"""How an entry of the audit log is hashed. Pure."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

#: What the first entry carries as the hash of the one before it.
GENESIS = bytes(32)


def reason_hash(salt: bytes, reason: str) -> bytes:
    """Return the salted SHA-256 of a free text, so that the text can be erased."""
    return hashlib.sha256(salt + reason.encode()).digest()


def entry_hash(
    *,
    previous_hash: bytes,
    position: int,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    reason_hash: bytes | None,
) -> bytes:
    """Return the SHA-256 of an entry and of the hash before it."""
    document = [
        previous_hash.hex(),
        position,
        int(at.timestamp() * 1_000_000),
        actor,
        action,
        subject,
        details,
        reason_hash.hex() if reason_hash else None,
    ]
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).digest()
