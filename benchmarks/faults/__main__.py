"""``python -m benchmarks.faults``: kill things under load, then count broken promises.

A control breaks one promise on purpose; it must be seen, so it ends with exit code 1.
"""

import argparse
import asyncio
import json
import random
import sys
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import create_engine, text

from benchmarks.client import Connection, Reply, Request
from benchmarks.faults.killer import Killer
from benchmarks.faults.log import Log, Verdict, check
from benchmarks.faults.proxy import Proxy
from benchmarks.run import FORM, HTML, start_request, value_of
from benchmarks.site import Person, Site, running, wait_for
from quizapp.web import tickets

CLIENTS = 24
REPLIES_LOST = 0.3
#: Seconds between kills of one kind.
EVERY = {"worker": 2.0, "backend": 7.0, "cluster": 13.0}

DROP_KEY = "ALTER TABLE responses DROP CONSTRAINT pk_responses"
INVENT = """
    INSERT INTO responses SELECT id, 1, 1, 1, '0', now() FROM attempts LIMIT 1
"""
CHANGE = """
    UPDATE responses SET value = '123456' WHERE ctid IN (
        SELECT ctid FROM responses WHERE value <> '123456' LIMIT 3)
"""
#: Control → what it breaks before the load, after it, and whether the proxy lies.
CONTROLS = {
    "durability-off": "commits are acknowledged before they are on disk",
    "no-unique-key": "the same answer is stored again when it is sent again",
    "acknowledged-early": "saves are acknowledged before they reach the site",
    "invented": "a row that nobody sent is added",
    "changed": "rows that were acknowledged are changed",
}


@dataclass
class Client:
    """Somebody who answers, sends again until it is acknowledged, and hands in."""

    site: Site
    person: Person
    log: Log
    connection: Connection
    random: random.Random

    async def ask(self, request: Request) -> Reply:
        """Send until there is an answer that isn't about a fault."""
        while True:
            try:
                reply = await self.connection.ask(request)
            except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
                await asyncio.sleep(self.random.uniform(0.02, 0.2))
                continue
            if reply.status < 500 and reply.status != 429:
                return reply
            await asyncio.sleep(self.random.uniform(0.1, 0.5))

    async def take(self, until: asyncio.Event) -> None:
        """Start, answer until told to end, hand in twice."""
        form_token = self.site.form_token()
        start = start_request(self.site, self.person, form_token)
        page = (await self.ask(start)).headers["location"]
        attempt = int(page.rpartition("/")[2])
        self.log.attempts[self.person.entry_id].add(attempt)
        cookie = self.site.cookie(self.person, {str(attempt): 1})
        paper = await self.ask(Request("GET", page, {"Cookie": cookie, **HTML}))
        shown = paper.body.decode()
        token = value_of(r'data-token="([^"]+)"', shown)
        key = value_of(r'name="key" value="([^"]+)"', shown)
        with self.site.app.app_context():
            shapes = tickets.read(token, attempt_id=attempt).shapes
        counter = 0
        while not until.is_set():
            counter += 1
            await self.save(attempt, token, shapes, counter)
        headers = {"Cookie": cookie, "Accept": "application/json", **FORM}
        body = f"csrf_token={form_token}&key={key}".encode()
        for _ in range(2):
            reply = await self.ask(Request("POST", f"{page}/hand-in", headers, body))
            if reply.status == 200:  # else the attempt is gone: the check counts it
                self.log.receipts[attempt].add(json.loads(reply.body)["code"])

    async def save(
        self, attempt: int, token: str, shapes: tuple[str, ...], counter: int
    ) -> None:
        """Send one to three answers, and note which of them are acknowledged."""
        positions = self.random.sample(
            range(1, len(shapes) + 1), self.random.randint(1, 3)
        )
        answers = [
            {"position": at, "counter": counter, "value": self.value(shapes[at - 1])}
            for at in positions
        ]
        for one in answers:
            name = attempt, int(one["position"]), 1, counter
            self.log.sent[name] = json.dumps(one["value"])
        headers = {"X-Attempt-Token": token, "Content-Type": "application/json"}
        body = json.dumps({"answers": answers}).encode()
        waiting = True
        while waiting:
            reply = await self.ask(
                Request("PUT", f"/attempts/{attempt}/responses", headers, body)
            )
            if reply.status != 200:
                return
            told = json.loads(reply.body)["answers"]
            waiting = any(one["outcome"] == "again" for one in told)
        for one in told:
            if one["outcome"] == "saved":
                self.log.acked.add((attempt, one["position"], 1, one["counter"]))

    def value(self, shape: str) -> object:
        """Return some answer to a question."""
        if shape[0] == "m":
            return [self.random.randrange(2)]
        if shape[0] == "t":
            return self.random.random() < 0.5
        if shape[0] == "s":
            return self.random.randrange(2)
        number = self.random.randrange(1_000_000)
        return number if shape == "p" else str(number)


async def load(site: Site, seconds: float, lies: bool, log: Log, killer: Killer) -> int:  # noqa: FBT001  # one of the controls
    """Run clients and kills for so long; return how many replies were lost."""
    rng = killer.random
    proxy = Proxy(site.address, REPLIES_LOST, rng, lies=lies)
    await proxy.open()
    until = asyncio.Event()
    clients = [
        Client(site, person, log, Connection("127.0.0.1", proxy.port), rng)
        for person in site.people[:CLIENTS]
    ]
    kills = [asyncio.create_task(again(killer, kind, until)) for kind in EVERY]
    sittings = [asyncio.create_task(client.take(until)) for client in clients]
    await asyncio.sleep(seconds)
    until.set()
    await asyncio.gather(*kills)
    wait_for(site.address, "/healthz")
    await asyncio.wait_for(asyncio.gather(*sittings), 60)
    await proxy.close()
    return proxy.lost_count


async def again(killer: Killer, kind: str, until: asyncio.Event) -> None:
    """Kill one thing of a kind again and again."""
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(until.wait(), EVERY[kind])
            return
        await asyncio.to_thread(killer.kill, kind)


def as_owner(site: Site, *statements: str) -> None:
    """Run statements as the owner of the tables."""
    engine = create_engine(site.env["DATABASE_OWNER_URL"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def prepare(site: Site, control: str | None) -> None:
    """Break what a control breaks before the load."""
    if control == "durability-off":
        config = site.folder / "postgresql" / "postgresql.auto.conf"
        broken = "synchronous_commit = off\nwal_writer_delay = 10s\n"
        config.write_text(
            config.read_text() + broken + "wal_writer_flush_after = 1GB\n"
        )
        killer = Killer(site, random.Random(0))  # noqa: S311  # no secrets
        killer.kill("cluster")  # it comes back with these settings
        wait_for(site.address, "/readyz")
    if control == "no-unique-key":
        as_owner(site, DROP_KEY)


def run(seconds: float, control: str | None, seed: int) -> Verdict:
    """Run the load and the kills, then check."""
    rng = random.Random(seed)  # noqa: S311  # a load, no secrets
    log = Log()
    with running(people=CLIENTS) as site:
        prepare(site, control)
        killer = Killer(site, rng)
        lies = control == "acknowledged-early"
        lost = asyncio.run(load(site, seconds, lies, log, killer))
        wait_for(site.address, "/readyz")
        if control in {"invented", "changed"}:
            as_owner(site, INVENT if control == "invented" else CHANGE)
        print(f"kills {killer.counts}, replies lost {lost}", flush=True)
        engine = create_engine(site.env["DATABASE_OWNER_URL"])
        with engine.connect() as connection:
            verdict = check(connection, log, kills=killer.total)
        engine.dispose()
    return verdict


def main() -> None:
    """Run, print one line, and exit 1 unless every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", choices=sorted(CONTROLS))
    options = parser.parse_args()
    verdict = run(options.seconds, options.control, options.seed)
    if options.control:
        print(f"control {options.control}: {CONTROLS[options.control]}")
    print(verdict)
    sys.exit(0 if verdict.is_clean else 1)


if __name__ == "__main__":
    main()
