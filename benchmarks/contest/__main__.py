"""``python -m benchmarks.contest --attempts N``: play a whole contest, then check it.

Exit 1 unless every attempt was finished, every promise kept, and no reply wrong.
"""

import argparse
import asyncio
import random
import sys
from contextlib import suppress
from time import perf_counter

from sqlalchemy import create_engine

from benchmarks.contest.browser import Browser, GaveUpError, Scene
from benchmarks.contest.crowd import Crowd, Play, closed_loop, open_loop
from benchmarks.contest.lines import Lines
from benchmarks.contest.log import Verdict, check
from benchmarks.faults.__main__ import as_owner
from benchmarks.site import Site, running

MOST_ATTEMPTS = 100_000
#: Attempts of one person, on average: 27,568 of about 9,000 people in a real contest.
PER_PERSON = 3
#: What is under way when the time is up may take so long to end.
LAST_SECONDS = 60
REPORT_SECONDS = 30

#: Control → what breaks a promise on purpose after the load.
CONTROLS = {
    "deleted": "DELETE FROM responses"
    " WHERE ctid = (SELECT ctid FROM responses LIMIT 1)",
    "changed": "UPDATE responses SET value = '123456'"
    " WHERE ctid = (SELECT ctid FROM responses LIMIT 1)",
    "receipt": "UPDATE attempts SET receipt_code = 'none'"
    " WHERE id = (SELECT min(id) FROM attempts WHERE state = 'handed_in')",
}


async def load(site: Site, options: argparse.Namespace) -> Scene:
    """Play the attempts; return what was measured and noted."""
    rng = random.Random(1)  # noqa: S311  # a load, no secrets
    lines = Lines(site.address, options.connections)
    scene = Scene(site, lines, rng, options.think)
    browsers = [Browser(scene, person) for person in site.people]
    crowd = Crowd(browsers, options.attempts)

    async def play(number: int, due: float) -> None:
        with suppress(GaveUpError):
            async with crowd.somebody(number) as browser:
                await browser.play(due)

    began = perf_counter()
    report = asyncio.create_task(tell(scene, options.attempts))
    try:
        async with asyncio.timeout(options.seconds + LAST_SECONDS):
            await loop(play, options, began)
    except TimeoutError:
        scene.timings.blame("run", "cut off: the time was up")
    scene.timings.waited_count = crowd.waited_count
    scene.timings.seconds = perf_counter() - began
    report.cancel()
    lines.close()
    return scene


async def loop(play: Play, options: argparse.Namespace, began: float) -> None:
    """Play in the loop that was asked for."""
    until = began + options.seconds
    if options.open_loop:
        rate = options.open_loop
        await open_loop(play, attempts=options.attempts, rate=rate, until=until)
    else:
        at_once = min(options.connections, options.people)
        await closed_loop(play, attempts=options.attempts, at_once=at_once, until=until)


async def tell(scene: Scene, attempts: int) -> None:
    """Say from time to time how far it is."""
    while True:
        await asyncio.sleep(REPORT_SECONDS)
        print(f"… {scene.timings.finished} of {attempts}", file=sys.stderr, flush=True)


def checked(site: Site, scene: Scene) -> Verdict:
    """Compare what the browsers know with the database."""
    engine = create_engine(site.env["DATABASE_OWNER_URL"])
    with engine.connect() as connection:
        verdict = check(connection, scene.log, scene.unanswered)
    engine.dispose()
    return verdict


def run(options: argparse.Namespace) -> bool:
    """Play, check and print; tell whether all was as it should be."""
    with running(people=options.people) as site:
        scene = asyncio.run(load(site, options))
        if options.control:
            as_owner(site, CONTROLS[options.control])
        verdict = checked(site, scene)
    timings = scene.timings
    print("\n".join(timings.table()), end="\n\n")
    print(timings.pace(options.attempts))
    if options.open_loop:
        print(timings.schedule(options.attempts))
    print(timings.faults())
    print(verdict)
    is_whole = timings.finished == options.attempts
    return verdict.is_clean and is_whole and not timings.errors


def whole(text: str) -> int:
    """Return a number of attempts, people or connections."""
    number = int(text)
    if not 1 <= number <= MOST_ATTEMPTS:
        raise argparse.ArgumentTypeError(f"from 1 to {MOST_ATTEMPTS}")
    return number


def positive(text: str) -> float:
    """Return a number above zero."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("above 0")
    return number


def pause(text: str) -> float:
    """Return seconds, or 0."""
    return positive(text) if float(text) else 0.0


def asked() -> argparse.Namespace:
    """Return the options, with what follows from others filled in."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.contest", description=__doc__
    )
    add = parser.add_argument
    add("--attempts", type=whole, required=True, help="how many are played")
    add("--people", type=whole, help="who play them; if not given, a third as many")
    add(
        "--connections",
        type=whole,
        help="at most so many at once: browsers of a closed loop (32),"
        " connections of an open one (256)",
    )
    add("--seconds", type=positive, default=3600, help="no attempt begins later")
    add("--open-loop", type=positive, metavar="RATE", help="begin so many a second")
    add("--think", type=pause, default=0.0, help="seconds between two answers")
    add("--control", choices=sorted(CONTROLS), help="break a promise after the load")
    options = parser.parse_args()
    people = options.people or -(-options.attempts // PER_PERSON)
    options.people = min(people, options.attempts)
    options.connections = options.connections or (256 if options.open_loop else 32)
    return options


def main() -> None:
    """Run, and exit 1 unless all was as it should be."""
    sys.exit(0 if run(asked()) else 1)


if __name__ == "__main__":
    main()
