"""``python -m benchmarks.run``: our requests beside what this machine can do at most.

Floors and ours run in turns within one run; each figure is the median of the turns.
"""

import argparse
import asyncio
import json
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median

from benchmarks.client import Connection, Reply, Request, closed_loop
from benchmarks.site import CLOCK, Person, Site, running, start_floors

RESULTS = Path(__file__).with_name("RESULTS.md")
CONNECTIONS = 32
#: A target counts as missed from here on: noise aside.
SLACK = 0.95
#: Starts and hand-ins of one turn; each start needs somebody without an open attempt.
STARTS = 800
#: Tags of the contest page in one turn: a minute may begin, requests are on their way.
MOST_CHANGES = 1 + CONNECTIONS
HTML = {"Accept": "text/html"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Attempt:
    """An attempt that was started, and what its page holds."""

    person: Person
    path: str
    token: str
    key: str
    cookie: str


@dataclass
class Measure:
    """One of our requests, its floor, and the least part of it that we promise."""

    name: str
    floor: str
    target: float
    source: Callable[[], Iterator[Request]]
    is_right: Callable[[Reply], bool]
    ours: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    wrong: int = 0

    @property
    def ratio(self) -> float:
        """Return the median of our part of the floor, turn by turn."""
        pairs = zip(self.ours, self.floors, strict=True)
        return median(ours / floor for ours, floor in pairs)

    @property
    def is_met(self) -> bool:
        """Tell whether the target is reached, and every reply was right."""
        return self.ratio >= self.target * SLACK and not self.wrong


def has_status(status: int) -> Callable[[Reply], bool]:
    """Return a check of a reply's status."""
    return lambda reply: reply.status == status


FLOORS = {
    "hello": Request("GET", "/hello"),
    "insert": Request("PUT", "/insert"),
    "redis": Request("GET", "/redis"),
}


async def started(site: Site, people: list[Person]) -> list[Attempt]:
    """Start an attempt for each of these people, and read its page."""
    token = site.form_token()
    waiting = iter(people)
    found: list[Attempt] = []

    async def work() -> None:
        connection = Connection(*site.address)
        for person in waiting:
            reply = await connection.ask(start_request(site, person, token))
            page = reply.headers["location"]
            cookie = site.cookie(person, {page.rpartition("/")[2]: 1})
            paper = await connection.ask(
                Request("GET", page, {"Cookie": cookie, **HTML})
            )
            text = paper.body.decode()
            found.append(
                Attempt(
                    person,
                    page,
                    value_of(r'data-token="([^"]+)"', text),
                    value_of(r'name="key" value="([^"]+)"', text),
                    cookie,
                )
            )
        connection.close()

    await asyncio.gather(*(work() for _ in range(8)))
    return found


async def half_answered(site: Site, attempts: list[Attempt]) -> None:
    """Give some answers in each of these attempts, as people have when they look."""
    connection = Connection(*site.address)
    for attempt in attempts:
        for counter in range(1, 6):
            await connection.ask(save_request(attempt, counter))
    connection.close()


def value_of(pattern: str, text: str) -> str:
    """Return what a pattern finds in a page."""
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"{pattern} isn't on the page: {text[:300]}")
    return found[1]


def start_request(site: Site, person: Person, token: str) -> Request:
    """Return the press of the start button."""
    headers = {"Cookie": site.cookie(person), **FORM}
    path = f"{site.round_path}/attempts"
    return Request("POST", path, headers, f"csrf_token={token}".encode())


def save_request(attempt: Attempt, counter: int) -> Request:
    """Return one save, as the page sends it."""
    answer = {"position": 1 + counter % 10, "counter": counter, "value": None}
    body = {"answers": [answer]}
    headers = {"X-Attempt-Token": attempt.token, "Content-Type": "application/json"}
    return Request(
        "PUT", f"{attempt.path}/responses", headers, json.dumps(body).encode()
    )


def hand_in_request(attempt: Attempt, token: str) -> Request:
    """Return the press of the hand-in button."""
    body = f"csrf_token={token}&key={attempt.key}".encode()
    headers = {"Cookie": attempt.cookie, **FORM}
    return Request("POST", f"{attempt.path}/hand-in", headers, body)


class Bench:
    """The measures, and where each takes its requests from."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.floors = start_floors(site)
        self.form_token = site.form_token()
        people = iter(site.people)
        self.sitting = asyncio.run(started(site, list(islice(people, 64))))
        self.reading = asyncio.run(started(site, list(islice(people, 64))))
        asyncio.run(half_answered(site, self.reading))
        self.starting = people
        self.counters = count(1_000_000)
        self.begun: list[Person] = []
        #: Tags that browsers know of the contest page; the newest stands last.
        self.known: list[str] = []

    def same(self, request: Request) -> Iterator[Request]:
        """Send the same request for ever."""
        return cycle([request])

    def saves(self) -> Iterator[Request]:
        """Return saves of new answers, over all who sit at an attempt."""
        return (
            save_request(attempt, next(self.counters))
            for attempt in cycle(self.sitting)
        )

    def papers(self) -> Iterator[Request]:
        """Return looks at papers that are half answered."""
        return (
            Request("GET", attempt.path, {"Cookie": attempt.cookie, **HTML})
            for attempt in cycle(self.reading)
        )

    def starts(self) -> Iterator[Request]:
        """Return starts of people who have no attempt yet."""
        self.begun = list(islice(self.starting, STARTS))
        requests = [
            start_request(self.site, person, self.form_token) for person in self.begun
        ]
        return iter(requests)

    def hand_ins(self) -> Iterator[Request]:
        """Return hand-ins of those who have just started."""
        attempts = asyncio.run(started(self.site, self.begun))
        return iter([hand_in_request(one, self.form_token) for one in attempts])

    def own_ranks(self) -> Iterator[Request]:
        """Return questions for one's own place on the board."""
        headers = [
            {"Cookie": self.site.cookie(person), "Accept": "application/json"}
            for person in self.begun[:50]
        ]
        path = f"{self.site.round_path}/board/me"
        return (Request("GET", path, one) for one in cycle(headers))

    def unchanged(self) -> Iterator[Request]:
        """Return visits of the contest page by browsers that know it already."""
        page = Request("GET", self.site.contest_path, HTML)
        reply = asyncio.run(Connection(*self.site.address).ask(page))
        self.known = [reply.headers.get("etag", '"none"')]
        return (
            Request(
                "GET", self.site.contest_path, {**HTML, "If-None-Match": self.known[-1]}
            )
            for _ in count()
        )

    def is_unchanged(self, reply: Reply) -> bool:
        """Check that a page is known; as browsers do, learn one that has changed."""
        if reply.status == 304:
            return True
        self.known.append(reply.headers.get("etag", '"none"'))
        return len(self.known) <= MOST_CHANGES

    def measures(self) -> list[Measure]:
        """Return what is measured, in the order of one turn."""
        site = self.site
        board = Request("GET", f"{site.round_path}/board", HTML)
        contest = Request("GET", site.contest_path, HTML)
        ok = has_status(200)
        return [
            Measure("save an answer", "insert", 0.60, self.saves, ok),
            Measure("start", "insert", 0.35, self.starts, has_status(303)),
            Measure("hand in", "insert", 0.35, self.hand_ins, has_status(303)),
            Measure("paper page", "hello", 0.25, self.papers, ok),
            Measure("board page", "redis", 0.50, lambda: self.same(board), ok),
            Measure("own rank", "redis", 0.50, self.own_ranks, ok),
            Measure("contest page", "hello", 0.50, lambda: self.same(contest), ok),
            Measure(
                "contest page, 304", "hello", 0.60, self.unchanged, self.is_unchanged
            ),
        ]

    def turn(self, measures: list[Measure], seconds: float) -> None:
        """Measure each once, its floor right before it."""
        for measure in measures:
            floor = asyncio.run(
                closed_loop(
                    self.floors,
                    self.same(FLOORS[measure.floor]),
                    connections=CONNECTIONS,
                    seconds=seconds,
                    is_right=has_status(200),
                )
            )
            requests = measure.source()
            ours = asyncio.run(
                closed_loop(
                    self.site.address,
                    requests,
                    connections=CONNECTIONS,
                    seconds=seconds,
                    is_right=measure.is_right,
                )
            )
            measure.floors.append(floor.per_second)
            measure.ours.append(ours.per_second)
            measure.wrong += ours.wrong


def table(measures: list[Measure]) -> list[str]:
    """Return the table, a line each."""
    lines = [
        "| measure | floor | floor/s | ours/s | ratio | target | met |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in measures:
        met = "yes" if one.is_met else "NO"
        if one.wrong:
            met += f" ({one.wrong} wrong)"
        lines.append(
            f"| {one.name} | {one.floor} | {median(one.floors):.0f}"
            f" | {median(one.ours):.0f} | {one.ratio:.2f} | {one.target:.2f} | {met} |"
        )
    return lines


def keep(lines: list[str], turns: int) -> None:
    """Write a table to the top of the results, with date, commit and machine."""
    commit = subprocess.run(  # fixed arguments
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607  # git of the developer
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    heading = f"## {CLOCK.now():%Y-%m-%d %H:%M} UTC, {commit or 'no commit'}"
    machine = f"Python {platform.python_version()}, medians of {turns} turns."
    title, _, older = RESULTS.read_text(encoding="utf-8").partition("\n## ")
    rest = f"\n## {older}" if older else ""
    new = "\n".join([heading, "", machine, "", *lines, ""])
    RESULTS.write_text(f"{title.rstrip()}\n\n{new}{rest}", encoding="utf-8")


def main() -> None:
    """Run the measures and print the table; exit 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under four minutes")
    parser.add_argument("--keep", action="store_true", help="write RESULTS.md")
    options = parser.parse_args()
    turns, seconds = (5, 1.0) if options.quick else (11, 3.0)
    with running(people=300 + STARTS * (turns + 1)) as site:
        bench = Bench(site)
        bench.turn(bench.measures(), 0.5)  # to warm up
        measures = bench.measures()
        for _ in range(turns):
            bench.turn(measures, seconds)
    lines = table(measures)
    print("\n".join(lines))
    if options.keep:
        keep(lines, turns)
    sys.exit(0 if all(one.is_met for one in measures) else 1)


if __name__ == "__main__":
    main()
