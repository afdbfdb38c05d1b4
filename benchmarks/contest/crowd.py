"""Who makes which attempt, and when: as fast as it goes, or on schedule."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any, Generic, TypeVar

B = TypeVar("B")

#: What plays the attempt of a number, due at an instant of ``perf_counter``.
Play = Callable[[int, float], Coroutine[Any, Any, None]]


class Crowd(Generic[B]):
    """Browsers, each with one attempt at a time; new ones come in evenly over a run."""

    def __init__(self, browsers: Iterable[B], attempts: int) -> None:
        self._new = deque(browsers)
        self._people, self._attempts = len(self._new), attempts
        self._free: asyncio.Queue[B] = asyncio.Queue()
        #: Attempts that had to wait, as everybody was at another one.
        self.waited_count = 0

    @asynccontextmanager
    async def somebody(self, number: int) -> AsyncIterator[B]:
        """Lend the browser that makes an attempt; wait while nobody is free."""
        wants_new = brings_somebody(number, self._people, self._attempts)
        if self._new and (wants_new or self._free.empty()):
            browser = self._new.popleft()
        else:
            self.waited_count += self._free.empty()
            browser = await self._free.get()
        try:
            yield browser
        finally:
            self._free.put_nowait(browser)


def brings_somebody(number: int, people: int, attempts: int) -> bool:
    """Tell whether an attempt, counted from 0, is one that brings in a new person."""
    return number * people // attempts < (number + 1) * people // attempts


async def closed_loop(play: Play, *, attempts: int, at_once: int, until: float) -> None:
    """Play so many at once, the next one as soon as one has ended."""
    numbers = iter(range(attempts))

    async def work() -> None:
        for number in numbers:
            now = perf_counter()
            if now >= until:
                break
            await play(number, now)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())


async def open_loop(play: Play, *, attempts: int, rate: float, until: float) -> None:
    """Begin so many a second, however the ones before get on."""
    began = perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(attempts):
            due = began + number / rate
            if due >= until:
                break
            await wait_until(due)
            group.create_task(play(number, due))


async def wait_until(due: float) -> None:
    """Wait for an instant of ``perf_counter``; let others go on in any case."""
    await asyncio.sleep(max(0.0, due - perf_counter()))
