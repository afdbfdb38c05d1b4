"""The ways to the site: so many kept connections and no more, as a proxy holds them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from benchmarks.client import Connection

#: The server closes what is idle for 5 seconds; before that it is opened anew.
IDLE_SECONDS = 2


class Lines:
    """Connections that are lent for one request each; who comes first is served first."""

    def __init__(self, address: tuple[str, int], most: int) -> None:
        self._address = address
        self._gate = asyncio.Semaphore(most)
        #: The one that was used last stands last, and is lent first.
        self._idle: list[tuple[float, Connection]] = []

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Connection]:
        """Lend a connection; wait while all are in use."""
        async with self._gate:
            since, line = self._idle.pop() if self._idle else self._new()
            if perf_counter() - since > IDLE_SECONDS:
                line.close()
            try:
                yield line
            finally:
                self._idle.append((perf_counter(), line))

    def _new(self) -> tuple[float, Connection]:
        return perf_counter(), Connection(*self._address)

    def close(self) -> None:
        """Close all of them."""
        for _, line in self._idle:
            line.close()
