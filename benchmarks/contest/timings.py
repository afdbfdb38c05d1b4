"""How long each step took, what went wrong in it, and the table of both."""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

STEPS = (
    "contest page",
    "sign-in page",
    "sign-in",
    "home page",
    "round page",
    "start",
    "paper",
    "save",
    "look over",
    "hand-in",
    "receipt",
    "board",
)
#: A request that is sent so long after it was due wasn't sent on time.
LATE_SECONDS = 0.1
#: The schedule counts as kept while no more of the attempts begin late.
LATE_SHARE = 0.01


@dataclass
class Step:
    """Every request of one step."""

    #: Seconds from when it was due until the right reply was there.
    latencies: "array[float]" = field(default_factory=lambda: array("d"))
    sent_count: int = 0
    late_count: int = 0
    longest_wait: float = 0.0

    def waited(self, seconds: float) -> None:
        """Note how long after it was due a request was sent."""
        self.sent_count += 1
        self.late_count += seconds > LATE_SECONDS
        self.longest_wait = max(self.longest_wait, seconds)


@dataclass
class Timings:
    """What a run came to."""

    steps: dict[str, Step] = field(
        default_factory=lambda: {one: Step() for one in STEPS}
    )
    #: Step and kind → how many tries went wrong so.
    errors: Counter[tuple[str, str]] = field(default_factory=Counter)
    finished: int = 0
    #: Attempts that waited for somebody to make them.
    waited_count: int = 0
    seconds: float = 0.0

    def blame(self, step: str, kind: str) -> None:
        """Count a try that went wrong."""
        self.errors[step, kind] += 1

    def table(self) -> list[str]:
        """Return the table, a line each; percentiles are those of every request."""
        lines = [
            "| step | count | p50 ms | p95 ms | p99 ms | errors |",
            "|---|---|---|---|---|---|",
        ]
        for name, step in self.steps.items():
            ordered = sorted(step.latencies)
            figures = " | ".join(
                f"{1000 * percentile(ordered, percent):.1f}" for percent in (50, 95, 99)
            )
            wrong = sum(n for (at, _), n in self.errors.items() if at == name)
            lines.append(f"| {name} | {len(ordered)} | {figures} | {wrong} |")
        return lines

    def pace(self, asked: int) -> str:
        """Return how many attempts were finished, and how fast."""
        requests = sum(len(step.latencies) for step in self.steps.values())
        return (
            f"finished {self.finished} of {asked} attempts"
            f" in {self.seconds / 60:.2f} minutes:"
            f" {self.finished / self.seconds:.1f} attempts,"
            f" {requests / self.seconds:.0f} requests a second"
        )

    def schedule(self, asked: int) -> str:
        """Return whether attempts began when they were due."""
        first = self.steps[STEPS[0]]
        missed = first.late_count + asked - first.sent_count
        is_kept = missed <= LATE_SHARE * asked
        late = sum(step.late_count for step in self.steps.values())
        longest = max(step.longest_wait for step in self.steps.values())
        return (
            f"schedule {'kept' if is_kept else 'NOT KEPT'}:"
            f" {missed} of {asked} attempts began late or never,"
            f" the latest after {first.longest_wait:.2f} s"
            f" ({self.waited_count} had to wait for a person who was free);"
            f" {late} requests were sent late, the latest after {longest:.2f} s"
        )

    def faults(self) -> str:
        """Return what went wrong, by kind."""
        kinds = [
            f"{step}: {kind} ({n})" for (step, kind), n in self.errors.most_common()
        ]
        return f"errors {sum(self.errors.values())}" + "".join(
            f"\n  {kind}" for kind in kinds
        )


def percentile(ordered: Sequence[float], percent: int) -> float:
    """Return the least value that so many percent don't exceed; 0 of nothing."""
    if not ordered:
        return 0.0
    return ordered[ceil(len(ordered) * percent / 100) - 1]
