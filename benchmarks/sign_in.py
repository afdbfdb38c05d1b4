"""Whether an office behind one address signs in within a minute.

``python -m benchmarks.sign_in --people 500`` starts quizapp as it runs for people, and
lets so many people, each on a device of her own, open the page of signing in and send
phone and PIN, all from 127.0.0.1. ``--over`` spreads their coming over some seconds; by
default all come at once. Each is counted as in once her account page shows her.
"""

import argparse
import asyncio
import re
import time
from statistics import quantiles
from urllib.parse import urlencode

from benchmarks.client import Connection, Request
from benchmarks.site import PIN, Person, Site, running

HTML = {"Accept": "text/html"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TOKEN = re.compile(rb'name="csrf_token"[^>]* value="([^"]+)"')
#: What is promised.
MOST_SECONDS = 60
#: How often somebody tries, and how long she waits in between.
MOST_TRIES = 3
PAUSE_SECONDS = 5


class Device:
    """A browser with its cookies."""

    def __init__(self, site: Site) -> None:
        self.connection = Connection(*site.address, patience=MOST_SECONDS)
        self.cookies: dict[str, str] = {}

    async def ask(self, method: str, path: str, **fields: str) -> tuple[int, bytes]:
        """Send a request as browsers do; return status and body."""
        headers = HTML | (FORM if fields else {})
        if self.cookies:
            kept = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
            headers = {**headers, "Cookie": kept}
        body = urlencode(fields).encode()
        reply = await self.connection.ask(Request(method, path, headers, body))
        self.cookies |= dict(one.split("=", 1) for one in reply.cookies)
        return reply.status, reply.body


async def sign_in(site: Site, person: Person, after: float) -> tuple[float, int] | None:
    """Let one person sign in; return how long it took and how often she tried.

    Told that it is very busy she tries again after some seconds, as the page says.
    None: she isn't in.
    """
    await asyncio.sleep(after)
    device = Device(site)
    began = time.perf_counter()
    try:
        for tries in range(1, MOST_TRIES + 1):
            if await is_let_in(device, person):
                seconds = time.perf_counter() - began
                status, _ = await device.ask("GET", "/account")
                return (seconds, tries) if status == 200 else None
            await asyncio.sleep(PAUSE_SECONDS)
    except (OSError, asyncio.IncompleteReadError, TimeoutError):
        pass
    finally:
        device.connection.close()
    return None


async def is_let_in(device: Device, person: Person) -> bool:
    """Open the page and send phone and PIN."""
    _, page = await device.ask("GET", "/sign-in")
    found = TOKEN.search(page)
    fields = {"phone": person.phone, "pin": PIN}
    fields["csrf_token"] = found[1].decode() if found else ""
    status, _ = await device.ask("POST", "/sign-in", **fields)
    return status == 303


async def measure(site: Site, over: float) -> str:
    """Let everybody sign in; return what came of it as a line."""
    began = time.perf_counter()
    each = over / len(site.people)
    all_of_them = await asyncio.gather(
        *(sign_in(site, one, n * each) for n, one in enumerate(site.people))
    )
    seconds = time.perf_counter() - began
    inside = [one for one in all_of_them if one is not None]
    took = [one for one, _ in inside]
    parts = quantiles(took, n=100) if len(took) > 1 else [0.0] * 99
    again = sum(tries > 1 for _, tries in inside)
    is_met = len(inside) == len(site.people) and seconds <= MOST_SECONDS
    return (
        f"{len(inside)} of {len(site.people)} people behind one address signed in within"
        f" {seconds:.1f} s; each took {parts[49]:.1f} s (p50), {parts[94]:.1f} s (p95);"
        f" {again} had to try again; within {MOST_SECONDS} s:"
        f" {'yes' if is_met else 'NO'}"
    )


def main() -> None:
    """Measure once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--over", type=float, default=0.0, metavar="SECONDS")
    options = parser.parse_args()
    with running(people=options.people, has_worker=False) as site:
        print(asyncio.run(measure(site, options.over)))


if __name__ == "__main__":
    main()
