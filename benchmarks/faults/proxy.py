"""A small TCP proxy in front of the site that loses replies after the work was done."""

import asyncio
import json
import random
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

SAVE = re.compile(rb"PUT /attempts/\d+/responses ")


@dataclass
class Proxy:
    """Between clients and the site; ``lost`` of the replies never arrive.

    With ``lies`` it acknowledges saves itself before it hands them on: a server that
    answers before it commits. The checker must see that.
    """

    site: tuple[str, int]
    lost: float
    random: random.Random
    lies: bool = False
    lost_count: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _errands: set["asyncio.Task[None]"] = field(default_factory=set)
    _serving: set["asyncio.Task[Any]"] = field(default_factory=set)

    async def open(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening, and end what is open."""
        if self._server is not None:
            self._server.close()
        for task in (*self._serving, *self._errands):
            task.cancel()
        await asyncio.gather(*self._serving, *self._errands, return_exceptions=True)

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Pass requests on, one by one, each over a connection of its own."""
        if task := asyncio.current_task():
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                request = await message(reader)
                if self.lies and SAVE.match(request):
                    self.hand_on(request)
                    writer.write(forged(request))
                    continue
                reply = await self.pass_on(request)
                if self.random.random() < self.lost:
                    self.lost_count += 1
                    break
                writer.write(reply)
                await writer.drain()
        writer.close()

    def hand_on(self, request: bytes) -> None:
        """Pass a request on without waiting for what comes of it."""

        async def errand() -> None:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self.pass_on(request)

        task = asyncio.get_running_loop().create_task(errand())
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def pass_on(self, request: bytes) -> bytes:
        """Return the site's reply to a request."""
        reader, writer = await asyncio.open_connection(*self.site, limit=1 << 20)
        try:
            writer.write(request)
            return await message(reader)
        finally:
            writer.close()


async def message(reader: asyncio.StreamReader) -> bytes:
    """Read one HTTP message that says its length."""
    head = await reader.readuntil(b"\r\n\r\n")
    found = re.search(rb"(?i)content-length: (\d+)", head)
    return head + (await reader.readexactly(int(found[1])) if found else b"")


def forged(request: bytes) -> bytes:
    """Return a reply that says of every answer that it is saved."""
    sent = json.loads(request.partition(b"\r\n\r\n")[2])["answers"]
    answers = [
        {"position": one["position"], "counter": one["counter"], "outcome": "saved"}
        for one in sent
    ]
    body = json.dumps({"answers": answers}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
