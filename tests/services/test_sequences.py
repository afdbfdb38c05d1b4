"""Random sequences of all that can happen to an attempt lead to what the model says."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.attempts import queries, service
from quizapp.attempts.rules import Paper, grade
from quizapp.audit.service import Act
from quizapp.contests.rules import RoundRules
from quizapp.errors import ConflictError
from tests.sittings import after, answer, seat, sweep

ACT = Act("account:1", "", b"0" * 16)
GRACE, LIMIT, SWEPT_AFTER = 5, 900, 35

steps = st.one_of(
    st.tuples(
        st.just("answer"),
        st.integers(1, 4),
        st.one_of(st.none(), st.integers(0, 3)),
        st.integers(1, 6),
        st.integers(0, 2),
    ),
    st.tuples(st.just("repeat"), st.integers(0, 20)),
    st.tuples(st.just("open")),
    st.tuples(st.just("wait"), st.sampled_from([0, 1, 4, 5, 6, 30, 200, 450, 900])),
    st.tuples(st.just("give"), st.integers(1, 300)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("hand in")),
    st.tuples(st.just("sweep")),
)


@dataclass
class Model:
    """The state by the written rules alone: no database, no SQL."""

    now: int = 0
    state: str = "open"
    lease: int = 1
    deadline: int = LIMIT
    #: (position, lease, counter) → (value, when it arrived first)
    stored: dict = field(default_factory=dict)
    #: Grants in force: id → (seconds, from, to).
    grants: dict = field(default_factory=dict)
    ended: int | None = None
    sent: list = field(default_factory=list)

    def is_in_time(self, at):
        return at <= self.deadline + GRACE

    def answer(self, position, value, counter, lease):
        name = position, lease, counter
        if name in self.stored:
            old, at = self.stored[name]
            if old != value:
                return "other"
            return "saved" if self.is_in_time(at) else "late"
        if self.state == "handed_in":
            return "ended"
        if self.state == "closed" and self.is_in_time(self.now):
            return "again"
        self.stored[name] = value, self.now
        return "saved" if self.is_in_time(self.now) else "late"

    def give(self, grant_id, seconds):
        reaches = self.state == "open" and self.now - 1 < self.deadline and self.now > 0
        if reaches:
            self.deadline += seconds
            self.grants[grant_id] = seconds

    def undo(self, grant_id):
        seconds = self.grants.pop(grant_id, 0)
        if self.state == "open" and seconds:
            self.deadline = min(self.deadline, max(self.deadline - seconds, self.now))

    def end(self, state):
        self.state = state if self.is_in_time(self.now) else "closed"
        self.ended = min(self.now, self.deadline)

    def counted(self):
        newest = {}
        for (position, lease, counter), (value, at) in self.stored.items():
            known = newest.get(position)
            if self.is_in_time(at) and (known is None or known[0] < (lease, counter)):
                newest[position] = (lease, counter), value
        return {at: value for at, (_, value) in newest.items() if value is not None}


@dataclass
class Run:
    """The model and the database, side by side."""

    session: object
    here: object
    attempt: object
    model: Model
    grants: list = field(default_factory=list)

    def answer(self, position, value, counter, back):
        lease = max(1, self.model.lease - back)
        self.model.sent.append((position, value, counter, lease))
        self.send(position, value, counter, lease)

    def repeat(self, which):
        if self.model.sent:
            self.send(*self.model.sent[which % len(self.model.sent)])

    def send(self, position, value, counter, lease):
        kept = answer(
            self.session,
            self.attempt,
            position,
            value,
            now=after(self.model.now),
            lease=lease,
            counter=counter,
        )
        assert kept.outcome == self.model.answer(position, value, counter, lease)
        assert kept.newest_lease == self.model.lease
        assert kept.deadline_at == after(self.model.deadline)

    def open(self):
        is_possible = (
            self.model.state == "open" and self.model.now < self.model.deadline
        )
        try:
            service.open_again(
                self.session,
                attempt_id=self.attempt.id,
                account_id=self.here.entry.account_id,
                now=after(self.model.now),
            )
        except ConflictError:
            assert not is_possible
        else:
            assert is_possible
            self.model.lease += 1

    def wait(self, seconds):
        self.model.now += seconds

    def give(self, seconds):
        now = self.model.now
        grant = service.give_time(
            self.session,
            round_=self.here.round_,
            seconds=seconds,
            from_at=after(now - 1),
            to_at=after(now),
            act=ACT,
            now=after(now),
        )
        self.model.give(grant.id, seconds)
        self.grants.append(grant.id)

    def undo(self):
        if self.grants:
            grant_id = self.grants.pop()
            service.undo_time(
                self.session, grant_id=grant_id, act=ACT, now=after(self.model.now)
            )
            self.model.undo(grant_id)

    def hand_in(self):
        self.here.hand_in(self.attempt, after(self.model.now))
        if self.model.state == "open":
            self.model.end("handed_in")

    def sweep(self):
        sweep(self.session, self.model.now)
        if (
            self.model.state == "open"
            and self.model.now > self.model.deadline + SWEPT_AFTER
        ):
            self.model.end("closed")

    def check(self):
        self.session.refresh(self.attempt)
        assert self.attempt.state == self.model.state
        assert self.attempt.deadline_at == after(self.model.deadline)
        found = queries.sitting_of(
            self.session,
            attempt_id=self.attempt.id,
            account_id=self.here.entry.account_id,
        )
        assert found.answers == self.model.counted()
        if self.model.state == "open":
            return
        paper = Paper.from_json(self.attempt.paper)
        items = queries.items_of(self.session, [paper])
        mark = grade(paper, self.at_the_end, items, needs_all=False)
        assert self.attempt.score_hundredths == mark.score_hundredths
        assert self.attempt.answered_count == mark.answered_count
        assert self.attempt.ended_at == after(self.model.ended)


def play(session, sequence):
    here = seat(session)
    here.round_.rules = (
        RoundRules.model_validate(here.round_.rules)
        .model_copy(update={"valid_only_if_all_answered": False})
        .model_dump(mode="json")
    )
    run = Run(session, here, here.start(), Model())
    for name, *values in sequence:
        was_open = run.model.state == "open"
        getattr(run, name.replace(" ", "_"))(*values)
        if was_open and run.model.state != "open":
            run.at_the_end = run.model.counted()
        run.check()


@settings(
    max_examples=max(settings.default.max_examples, 500),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sequence=st.lists(steps, min_size=1, max_size=14))
def test_any_sequence_leads_to_what_the_model_says(session, sequence):
    point = session.begin_nested()
    try:
        play(session, sequence)
    finally:
        point.rollback()
        session.expunge_all()
