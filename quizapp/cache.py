"""Redis, typed. A dead, slow or lying Redis is a miss, never an error.

Only what can be lost lives here: boards and rendered figures. Keys of one round carry
one hash tag, ``quizapp:{round:12}:…``, so that a cluster keeps them together.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

import redis
import structlog

log = structlog.get_logger(__name__)

T = TypeVar("T")

TIMEOUT_SECONDS = 0.25


class Cache:
    """Boards and small documents in Redis; an empty URL makes a cache that is empty."""

    def __init__(self, url: str) -> None:
        self._redis: redis.Redis | None = None
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
        except (redis.RedisError, OSError, ValueError, UnicodeDecodeError) as error:
            self.failure_count += 1
            log.warning("redis_failed", error=type(error).__name__)
            return otherwise

    def is_alive(self) -> bool:
        """Ask whether Redis answers."""
        return self._ask(lambda r: bool(r.ping()), otherwise=False)

    def document(self, key: str) -> Any:
        """Return a JSON document, or None."""
        raw = self._ask(lambda r: cast("bytes | None", r.get(key)), None)
        try:
            return None if raw is None else json.loads(raw)
        except ValueError:
            return None

    def keep(self, key: str, document: Any, *, seconds: int) -> None:
        """Keep a JSON document for so long."""
        raw = json.dumps(document, separators=(",", ":"))
        self._ask(lambda r: r.set(key, raw, ex=seconds), None)

    def forget(self, *keys: str) -> None:
        """Drop keys."""
        self._ask(lambda r: r.delete(*keys), 0)

    def replace_board(
        self, key: str, members: Mapping[int, bytes], *, seal: Mapping[str, Any]
    ) -> None:
        """Write a whole board: entry id → member, all scores 0, ordered by bytes.

        ``seal`` is written last, in the same transaction; a board without its seal is
        not believed.
        """

        def write(r: redis.Redis) -> None:
            pipe = r.pipeline(transaction=True)
            pipe.delete(key, f"{key}:members", f"{key}:seal")
            for chunk in _chunks(members.items()):
                pipe.zadd(key, {member: 0 for _, member in chunk})
                pipe.hset(
                    f"{key}:members", mapping={str(entry): m for entry, m in chunk}
                )
            pipe.set(f"{key}:seal", json.dumps(dict(seal)))
            pipe.execute()

        self._ask(write, None)

    def change_board(
        self, key: str, members: Mapping[int, bytes | None], *, seal: Mapping[str, Any]
    ) -> None:
        """Move entries to new members (None: off the board), then seal anew."""

        def write(r: redis.Redis) -> None:
            ids = [str(entry) for entry in members]
            old = cast("list[bytes | None]", r.hmget(f"{key}:members", ids))
            pipe = r.pipeline(transaction=True)
            for was, (entry, member) in zip(old, members.items(), strict=True):
                if was is not None and was != member:
                    pipe.zrem(key, was)
                if member is None:
                    pipe.hdel(f"{key}:members", str(entry))
                else:
                    pipe.zadd(key, {member: 0})
                    pipe.hset(f"{key}:members", str(entry), member)
            pipe.set(f"{key}:seal", json.dumps(dict(seal)))
            pipe.execute()

        self._ask(write, None)

    def board_seal(self, key: str) -> dict[str, Any] | None:
        """Return the seal of a board that is whole, or None."""

        def read(r: redis.Redis) -> dict[str, Any] | None:
            pipe = r.pipeline(transaction=True)
            pipe.get(f"{key}:seal")
            pipe.zcard(key)
            raw, count = pipe.execute()
            seal = json.loads(raw) if raw else None
            if not isinstance(seal, dict) or seal.get("count") != count:
                return None
            return seal

        return self._ask(read, None)

    def board_rank(self, key: str, entry_id: int, *, key_length: int) -> int | None:
        """Return how many stand strictly before the entry, plus one; None: not known.

        Entries whose first ``key_length`` bytes are equal share a rank.
        """

        def read(r: redis.Redis) -> int | None:
            member = cast("bytes | None", r.hget(f"{key}:members", str(entry_id)))
            if member is None or len(member) <= key_length:
                return None
            before = r.zlexcount(key, "-", b"(" + member[:key_length])
            return before + 1

        return self._ask(read, None)


def _chunks(
    items: Iterable[tuple[int, bytes]], size: int = 5000
) -> Iterable[list[tuple[int, bytes]]]:
    chunk: list[tuple[int, bytes]] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
