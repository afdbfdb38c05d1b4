"""Redis, typed. A dead, slow or lying Redis is a miss, never an error.

Only what can be lost lives here: boards and rendered figures. Keys of one round carry
one hash tag, ``quizapp:{round:12}:…``, so that a cluster keeps them together. Documents
carry a signature over key and content: what anybody else wrote is a miss.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

import redis
import structlog

log = structlog.get_logger(__name__)

T = TypeVar("T")

TIMEOUT_SECONDS = 0.25
#: Members written or read at once; each such request stays far below the timeout.
BATCH = 5000
SIGNATURE_LENGTH = 32


class Cache:
    """Boards and small documents in Redis; an empty URL makes a cache that is empty.

    A board is a sorted set of members (all scores 0, ordered by bytes), a hash entry
    id → member, and a seal: a document with the count of members. A board whose seal is
    missing, has run out or counts otherwise is not believed. One process writes boards
    at a time (see ``jobs.refresh_boards``).
    """

    def __init__(self, url: str, *, secret: str = "") -> None:
        self._redis: redis.Redis | None = None
        self._key = hashlib.sha256(f"cache:{secret}".encode()).digest()
        #: How often Redis failed to answer, for /metrics.
        self.failure_count = 0
        if url:
            self._redis = redis.Redis.from_url(
                url,
                max_connections=64,
                socket_timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
            )

    def _ask(self, question: Callable[[redis.Redis], T], otherwise: T) -> T:
        if self._redis is None:
            return otherwise
        try:
            return question(self._redis)
        except (redis.RedisError, OSError, ValueError) as error:
            self.failure_count += 1
            log.warning("redis_failed", error=type(error).__name__)
            return otherwise

    def is_configured(self) -> bool:
        """Tell whether there is a Redis at all."""
        return self._redis is not None

    def is_alive(self) -> bool:
        """Ask whether Redis answers."""
        return self._ask(lambda r: bool(r.ping()), otherwise=False)

    def document(self, key: str) -> Any:
        """Return a JSON document that was kept under this key, or None."""
        raw = self._ask(lambda r: cast("bytes | None", r.get(key)), None)
        return self._read(key, raw)

    def keep(self, key: str, document: Any, *, seconds: int) -> bool:
        """Keep a JSON document for so long; tell whether it is kept."""
        raw = self._signed(key, document)
        return self._ask(lambda r: bool(r.set(key, raw, ex=seconds)), otherwise=False)

    def keep_longer(self, keys: Sequence[str], *, seconds: int) -> set[str]:
        """Keep what is there for so long from now on; return the keys that are gone."""

        def ask(r: redis.Redis) -> set[str]:
            pipe = r.pipeline(transaction=False)
            for key in keys:
                pipe.expire(key, seconds)
            answers = zip(keys, pipe.execute(), strict=True)
            return {key for key, is_there in answers if not is_there}

        return self._ask(ask, set(keys)) if keys else set()

    def forget(self, *keys: str) -> None:
        """Drop keys."""
        self._ask(lambda r: r.delete(*keys), 0)

    def replace_board(
        self,
        key: str,
        batches: Iterable[Mapping[int, bytes]],
        *,
        seal: Mapping[str, Any],
        seconds: int,
    ) -> bool:
        """Write a whole board, entry id → member, beside the old one; then swap them.

        No entry may stand in two batches. Tell whether the board is there.
        """

        def write(r: redis.Redis) -> bool:
            new, ids = f"{key}:new", f"{key}:new:members"
            r.unlink(new, ids)
            count = 0
            for batch in batches:
                for part in _parts(batch):
                    r.zadd(new, dict.fromkeys(part.values(), 0))
                    r.hset(ids, mapping={str(entry): m for entry, m in part.items()})
                    count += len(part)
            pipe = r.pipeline(transaction=True)
            pipe.unlink(key, f"{key}:members")
            if count:
                pipe.rename(new, key)
                pipe.rename(ids, f"{key}:members")
            self._seal(pipe, key, {**seal, "count": count}, seconds)
            pipe.execute()
            return True

        return self._ask(write, otherwise=False)

    def change_board(
        self,
        key: str,
        members: Mapping[int, bytes | None],
        *,
        seal: Mapping[str, Any],
        seconds: int,
    ) -> bool:
        """Move entries to new members (None: off the board), and seal it anew.

        Tell whether it was done; a board without a valid seal can't be changed.
        """

        def write(r: redis.Redis) -> bool:
            count = self._count(r, key)
            if count is None:
                return False
            ids = [str(entry) for entry in members]
            old = cast("list[bytes | None]", r.hmget(f"{key}:members", ids))
            pipe = r.pipeline(transaction=True)
            for was, (entry, member) in zip(old, members.items(), strict=True):
                count += _move(pipe, key, entry, was, member)
            self._seal(pipe, key, {**seal, "count": count}, seconds)
            pipe.execute()
            return True

        return self._ask(write, otherwise=False) if members else True

    def board_seal(self, key: str) -> dict[str, Any] | None:
        """Return the seal of a board that is whole, or None."""
        return self._ask(lambda r: self._valid_seal(r, key), None)

    def board_rank(self, key: str, member: bytes, *, key_length: int) -> int | None:
        """Return how many stand strictly before a member, plus one; None: not known.

        Members whose first ``key_length`` bytes are equal share a rank.
        """

        def read(r: redis.Redis) -> int | None:
            pipe = r.pipeline(transaction=True)
            pipe.get(f"{key}:seal")
            pipe.zcard(key)
            pipe.zscore(key, member)
            pipe.zlexcount(key, "-", b"(" + member[:key_length])
            raw, count, score, before = pipe.execute()
            seal = self._read(f"{key}:seal", raw)
            if score is None or not seal or seal["count"] != count:
                return None
            return cast("int", before) + 1

        return self._ask(read, None)

    def board_members(self, key: str) -> list[bytes] | None:
        """Return all members of a board in their order, or None; for comparing."""

        def read(r: redis.Redis) -> list[bytes]:
            found: list[bytes] = []
            while part := cast(
                "list[bytes]", r.zrange(key, len(found), len(found) + BATCH - 1)
            ):
                found += part
            return found

        return self._ask(read, None)

    def _count(self, r: redis.Redis, key: str) -> int | None:
        seal = self._valid_seal(r, key)
        return None if seal is None else cast("int", seal["count"])

    def _valid_seal(self, r: redis.Redis, key: str) -> dict[str, Any] | None:
        pipe = r.pipeline(transaction=True)
        pipe.get(f"{key}:seal")
        pipe.zcard(key)
        raw, count = pipe.execute()
        seal: dict[str, Any] | None = self._read(f"{key}:seal", raw)
        return seal if seal and seal["count"] == count else None

    def _seal(self, pipe: Any, key: str, seal: dict[str, Any], seconds: int) -> None:
        pipe.set(f"{key}:seal", self._signed(f"{key}:seal", seal), ex=seconds)

    def _signed(self, key: str, document: Any) -> bytes:
        body = json.dumps(document, separators=(",", ":")).encode()
        return self._signature(key, body) + body

    def _read(self, key: str, raw: bytes | None) -> Any:
        """Return the document behind its signature; None if somebody else wrote it."""
        if raw is None:
            return None
        signature, body = raw[:SIGNATURE_LENGTH], raw[SIGNATURE_LENGTH:]
        if not hmac.compare_digest(signature, self._signature(key, body)):
            return None
        return json.loads(body)

    def _signature(self, key: str, body: bytes) -> bytes:
        digest = hashlib.blake2b(body, key=self._key, digest_size=16)
        digest.update(key.encode())
        return digest.hexdigest().encode()


def _move(
    pipe: Any, key: str, entry: int, was: bytes | None, member: bytes | None
) -> int:
    """Queue what moves one entry; return by how many the board grows."""
    if was == member:
        return 0
    if was is not None:
        pipe.zrem(key, was)
    if member is None:
        pipe.hdel(f"{key}:members", str(entry))
    else:
        pipe.zadd(key, {member: 0})
        pipe.hset(f"{key}:members", str(entry), member)
    return (member is not None) - (was is not None)


def _parts(batch: Mapping[int, bytes]) -> Iterator[dict[int, bytes]]:
    items = list(batch.items())
    for start in range(0, len(items), BATCH):
        yield dict(items[start : start + BATCH])
