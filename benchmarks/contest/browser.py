"""One person's browser: cookies, forms, and what its pages' script sends."""

import asyncio
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from benchmarks.client import Reply, Request
from benchmarks.contest.crowd import wait_until
from benchmarks.contest.lines import Lines
from benchmarks.contest.log import Name, Sitting
from benchmarks.contest.timings import Timings
from benchmarks.run import FORM, HTML
from benchmarks.site import PIN, Person, Site
from quizapp.attempts.rules.receipt import ALPHABET
from quizapp.banks.rules import BY_LETTER
from quizapp.web import tickets

SAVES = 10
#: Seconds before another try when the site was busy or silent, as its pages wait.
PAUSES = (1.0, 2.0, 4.0)
SILENCE = (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError, IndexError)

CSRF = rb'name="csrf_token"[^>]*?value="([^"]+)"'
KEY = rb'name="key"[^>]*?value="([^"]+)"'
TOKEN = rb'data-token="([^"]+)"'
DEADLINE = rb'data-deadline-at="([^"]+)"'
CODE = rf"\b((?:[{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}})\b".encode()
ATTEMPT = r"/attempts/\d+"

#: Returns what is wrong with a reply, or an empty text.
Judge = Callable[[Reply], str]


class GaveUpError(Exception):
    """An attempt can't go on; why has been counted."""


@dataclass
class Scene:
    """What all browsers share."""

    site: Site
    lines: Lines
    random: random.Random
    #: Seconds between two answers; 0: the next one follows the reply.
    think_seconds: float
    timings: Timings = field(default_factory=Timings)
    #: Attempt → what its browser knows.
    log: dict[int, Sitting] = field(default_factory=dict)
    #: Entries that wait for the reply to a start.
    unanswered: set[int] = field(default_factory=set)

    def shapes(self, token: str, attempt: int) -> tuple[str, ...]:
        """Return how the questions of a paper are answered."""
        with self.site.app.app_context():
            return tickets.read(token, attempt_id=attempt).shapes


class Browser:
    """The browser of one person, for all her attempts."""

    def __init__(self, scene: Scene, person: Person) -> None:
        self.scene = scene
        self.person = person
        self.cookies: dict[str, str] = {}
        self.is_signed_in = False
        self.counters = count(1)

    async def play(self, due: float) -> None:
        """Make one attempt, from the contest's page to the board.

        Raises:
            GaveUpError: a step failed for good.
        """
        site = self.scene.site
        await self.look("contest page", site.contest_path, due=due)
        if not self.is_signed_in:
            await self.sign_in()
        page = await self.start()
        sitting = self.scene.log.setdefault(
            attempt_in(page), Sitting(self.person.entry_id)
        )
        await self.answer(page, sitting)
        await self.hand_in(page, sitting)
        self.scene.timings.finished += 1
        await self.look("board", f"{site.round_path}/board")

    async def sign_in(self) -> None:
        """Type phone and PIN into the form, and see where it leads."""
        form = await self.look("sign-in page", "/sign-in", CSRF)
        typed = {"phone": self.person.phone.replace("+84", "0"), "pin": PIN}
        page = await self.press("sign-in", "/sign-in", form, r"/(?!sign-in).*", **typed)
        self.is_signed_in = True
        await self.look("home page", page)

    async def start(self) -> str:
        """Press start on the page of the round; return the attempt's page."""
        path = self.scene.site.round_path
        form = await self.look("round page", path, CSRF)
        self.scene.unanswered.add(self.person.entry_id)
        page = await self.press("start", f"{path}/attempts", form, ATTEMPT)
        self.scene.unanswered.discard(self.person.entry_id)
        return page

    async def answer(self, page: str, sitting: Sitting) -> None:
        """Answer every question; each answer is due at its own moment."""
        paper = await self.look("paper", page, TOKEN)
        shapes = self.scene.shapes(value_of(TOKEN, paper), attempt_in(page))
        think, due = self.scene.think_seconds, perf_counter()
        for positions in batches(len(shapes)):
            due = due + think if think else perf_counter()
            await wait_until(due)
            answers = [
                sitting.send(at, next(self.counters), self.value(shapes[at - 1]))
                for at in positions
            ]
            await self.save(page, paper, answers, sitting, due)

    async def save(
        self,
        page: str,
        paper: Reply,
        answers: list[dict[str, Any]],
        sitting: Sitting,
        due: float,
    ) -> None:
        """Send answers as the page's script does, until they are saved."""
        names: list[Name] = [(one["position"], one["counter"]) for one in answers]
        known = re.search(DEADLINE, paper.body)
        body = {"answers": answers} | (
            {"deadline_at": known[1].decode()} if known else {}
        )
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "X-Attempt-Token": value_of(TOKEN, paper),
        }

        def unsaved(reply: Reply) -> str:
            return unless(reply, 200) or sitting.hear(reply.body, names)

        await self.ask(
            "save", "PUT", f"{page}/responses", headers, json.dumps(body), unsaved, due
        )

    async def hand_in(self, page: str, sitting: Sitting) -> None:
        """Look the answers over, hand in, and keep the code of the receipt."""
        form = await self.look("look over", f"{page}/hand-in", CSRF, KEY)
        key = value_of(KEY, form)
        receipt = await self.press(
            "hand-in", f"{page}/hand-in", form, rf"{ATTEMPT}/receipt", key=key
        )
        sitting.is_handed_in = True
        sitting.code = value_of(CODE, await self.look("receipt", receipt, CODE))

    def value(self, shape: str) -> object:
        """Return some answer to a question, as the page's script would read it."""
        number = self.scene.random.randrange(1_000_000)
        kind = BY_LETTER.get(shape[0])
        if kind is None:  # the prediction
            return number
        place = number % int(shape[1:] or 1)
        values: dict[str, object] = {
            "one": place,
            "some": [place],
            "truth": number % 2 == 0,
            "text": str(number),
        }
        return values[kind.reads]

    async def look(
        self, step: str, path: str, *patterns: bytes, due: float | None = None
    ) -> Reply:
        """Open a page on which each of these patterns must be found."""

        def unlike(reply: Reply) -> str:
            missing = [one for one in patterns if not re.search(one, reply.body)]
            return unless(reply, 200) or (f"no {missing[0]!r}" if missing else "")

        return await self.ask(step, "GET", path, HTML, "", unlike, due)

    async def press(
        self, step: str, path: str, page: Reply, target: str, **fields: str
    ) -> str:
        """Send the form of a page; return the address it leads to."""

        def astray(reply: Reply) -> str:
            to = reply.headers.get("location", "")
            return unless(reply, 303) or (
                "" if re.fullmatch(target, to) else f"leads to {to}"
            )

        body = urlencode({"csrf_token": value_of(CSRF, page), **fields})
        reply = await self.ask(step, "POST", path, {**HTML, **FORM}, body, astray)
        return reply.headers["location"]

    async def ask(
        self,
        step: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: str,
        judge: Judge,
        due: float | None = None,
    ) -> Reply:
        """Send a request, again while the site is busy; time it from when it was due.

        Raises:
            GaveUpError: no right reply came.
        """
        timings = self.scene.timings
        due = perf_counter() if due is None else due
        for again, pause in enumerate((*PAUSES, 0)):
            sent = Request(method, path, {**headers, **self.cookie()}, body.encode())
            reply, flaw = await self.once(step, sent, judge, None if again else due)
            if reply and not flaw:
                timings.steps[step].latencies.append(perf_counter() - due)
                return reply
            timings.blame(step, flaw)
            if not may_pass(reply, flaw):
                break
            await asyncio.sleep(pause)
        raise GaveUpError(step)

    async def once(
        self, step: str, request: Request, judge: Judge, due: float | None
    ) -> tuple[Reply | None, str]:
        """Send a request once; return the reply, if any, and what is wrong with it."""
        async with self.scene.lines.lent() as line:
            if due is not None:
                self.scene.timings.steps[step].waited(perf_counter() - due)
            try:
                reply = await line.ask(request)
            except SILENCE as error:
                return None, type(error).__name__
        self.keep(reply.cookies)
        try:
            return reply, judge(reply)
        except (ValueError, KeyError, TypeError):
            return reply, "can't be read"

    def cookie(self) -> dict[str, str]:
        """Return the header that carries the cookies."""
        if not self.cookies:
            return {}
        return {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}

    def keep(self, cookies: tuple[str, ...]) -> None:
        """Keep cookies as they were set; an empty one is deleted."""
        for cookie in cookies:
            name, _, value = cookie.partition("=")
            self.cookies[name] = value
            if not value:
                del self.cookies[name]


def may_pass(reply: Reply | None, flaw: str) -> bool:
    """Tell whether trying again may help; pages do so in the same cases."""
    is_busy = reply is None or reply.status >= 500 or reply.status == 429
    return is_busy or "again" in flaw.split()


def unless(reply: Reply, status: int) -> str:
    """Return the status of a reply, unless it is this one."""
    return "" if reply.status == status else str(reply.status)


def value_of(pattern: bytes, reply: Reply) -> str:
    """Return what a pattern finds on a page that holds it."""
    found = re.search(pattern, reply.body)
    if found is None:
        raise ValueError(f"{pattern!r} isn't on the page.")
    return found[1].decode()


def attempt_in(page: str) -> int:
    """Return the attempt whose page this is."""
    return int(page.rpartition("/")[2])


def batches(count: int) -> list[list[int]]:
    """Return which positions go out together: one a save, what is left with the last."""
    saves = min(SAVES, count)
    return [*([at] for at in range(1, saves)), list(range(saves, count + 1))]
