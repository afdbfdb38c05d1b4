"""A small HTTP/1.1 client over kept connections, cheap enough to share the machine."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import quantiles

#: A request that takes longer has failed.
PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Request:
    """What is sent."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def raw(self, host: str) -> bytes:
        """Return the bytes on the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body or self.method in {"POST", "PUT"}:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes


class Connection:
    """One kept connection; opened again when it was closed."""

    def __init__(
        self, host: str, port: int, *, patience: float = PATIENCE_SECONDS
    ) -> None:
        self.host, self.port, self.patience = host, port, patience
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: Request) -> Reply:
        """Send a request and wait for the whole reply.

        Raises:
            OSError, asyncio.IncompleteReadError, TimeoutError: there was none.
        """
        try:
            return await asyncio.wait_for(self._ask(request), self.patience)
        except BaseException:
            self.close()
            raise

    async def _ask(self, request: Request) -> Reply:
        if self._streams is None:
            self._streams = await asyncio.open_connection(
                self.host, self.port, limit=1 << 20
            )
        reader, writer = self._streams
        writer.write(request.raw(f"{self.host}:{self.port}"))
        head = await reader.readuntil(b"\r\n\r\n")
        status, headers, cookies = parsed(head)
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        elif headers.get("transfer-encoding") == "chunked":
            body = await chunks(reader)
        else:
            body = b""
        if headers.get("connection") == "close":
            self.close()
        return Reply(status, headers, tuple(cookies), body)

    def close(self) -> None:
        """Close it; the next request opens it again."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def parsed(head: bytes) -> tuple[int, dict[str, str], list[str]]:
    """Return status, headers (names in small letters) and cookies of a reply's head."""
    first, *lines = head.decode("latin-1").split("\r\n")
    headers, cookies = {}, []
    for line in lines:
        name, _, value = line.partition(": ")
        if name.lower() == "set-cookie":
            cookies.append(value.split(";")[0])
        elif name:
            headers[name.lower()] = value
    return int(first.split(" ")[1]), headers, cookies


async def chunks(reader: asyncio.StreamReader) -> bytes:
    """Read a chunked body."""
    found = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        found.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readline()
    return b"".join(found)


@dataclass
class Load:
    """What a load came to."""

    seconds: float
    latencies: list[float]
    wrong: int

    @property
    def per_second(self) -> float:
        """Return requests answered as they should be, a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        """Return a percentile of the latencies, in milliseconds."""
        if len(self.latencies) < 2:
            return 0.0
        return 1000 * quantiles(self.latencies, n=100)[percent - 1]


async def closed_loop(
    address: tuple[str, int],
    requests: Iterable[Request],
    *,
    connections: int,
    seconds: float,
    is_right: Callable[[Reply], bool],
) -> Load:
    """Send requests as fast as they are answered, over so many connections."""
    source: Iterator[Request] = iter(requests)
    load = Load(0, [], 0)
    began = time.perf_counter()

    async def work() -> None:
        connection = Connection(*address)
        for request in source:
            sent = time.perf_counter()
            if sent - began > seconds:
                break
            try:
                reply = await connection.ask(request)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                load.wrong += 1
                continue
            if is_right(reply):
                load.latencies.append(time.perf_counter() - sent)
            else:
                load.wrong += 1
        connection.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    load.seconds = time.perf_counter() - began
    return load
