"""How long a page should wait between two sends: longer while saving is slow."""

#: A page sends its answers at most this often while all is well.
SHORTEST_MS = 500
LONGEST_MS = 15_000
#: A page may keep the server busy for one part in so many of its time.
SHARE = 20
#: The weight of the newest save in the average.
NEWEST = 0.1


class Pace:
    """The average time of a save in one process, and what it asks of pages."""

    def __init__(self) -> None:
        self._average = 0.0

    def heard(self, seconds: float) -> None:
        """Note how long a save took."""
        self._average += NEWEST * (seconds - self._average)

    @property
    def save_after_ms(self) -> int:
        """Return the milliseconds that a page should let pass between two sends."""
        return round(min(max(self._average * 1000 * SHARE, SHORTEST_MS), LONGEST_MS))
