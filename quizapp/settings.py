"""Settings, read once from the environment and checked at start-up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Self
from urllib.parse import urlsplit

SHORTEST_SECRET = 32


class SettingsError(Exception):
    """The environment lacks settings or holds some that can't be used: all of them."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that may differ between two installations.

    Each field is read from the variable of the same name in capitals; README.md has
    the same list as a table, and a test compares the two.
    """

    #: Signs cookies and attempt tokens; at least 32 characters, the same everywhere.
    secret_key: str
    #: PostgreSQL as the application's role, ``postgresql+psycopg://…``.
    database_url: str
    #: The same database as its owner, for migrations; empty: as ``database_url``.
    database_owner_url: str = ""
    #: Valkey or Redis; empty: boards come from PostgreSQL alone.
    redis_url: str = ""
    #: Scheme, host and port in people's address bars; https makes cookies Secure.
    public_url: str = "http://127.0.0.1:8000"
    #: Hosts answered beside the one of ``public_url``, separated by commas.
    trusted_hosts: tuple[str, ...] = ()
    #: How many proxies stand in front and set X-Forwarded-*; 0: such headers are ignored.
    proxy_count: int = 0
    #: Bearer token for /metrics from elsewhere than this machine; empty: nobody.
    metrics_token: str = ""
    #: Connections that each web process keeps to PostgreSQL, in all.
    database_pool_size: int = 12
    #: How many people may share one phone number.
    people_per_phone: int = 3
    #: Days after a contest's last round until results and complaints are done with.
    complaint_days: int = 14
    #: Days that an account without any contest is kept unused, then it is erased.
    idle_account_days: int = 365
    #: Days that a request about personal data is kept once it is answered.
    answered_request_days: int = 365
    #: DEBUG, INFO, WARNING or ERROR.
    log_level: str = "INFO"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Build from environment variables.

        Raises:
            SettingsError: names every variable that is missing or wrong, one a line.
        """
        values: dict[str, object] = {}
        faults: list[str] = []
        for field in fields(cls):
            name = field.name.upper()
            raw = env.get(name, "").strip()
            if not raw:
                if field.name in REQUIRED:
                    faults.append(f"{name} is not set: {REQUIRED[field.name]}.")
                continue
            try:
                values[field.name] = READERS.get(field.name, str)(raw)
            except ValueError as error:
                faults.append(f"{name} can't be used: {error}.")
        if faults:
            raise SettingsError("\n".join(faults))
        return cls(**values)  # type: ignore[arg-type]  # each value came from its reader

    @property
    def is_https(self) -> bool:
        """Whether people reach the site by https."""
        return self.public_url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """Return every host name that requests may carry."""
        own = urlsplit(self.public_url).netloc
        return [own, *self.trusted_hosts]


def database_url(raw: str) -> str:
    """Return a URL for SQLAlchemy and psycopg, whatever spelling it came in."""
    parts = urlsplit(raw)
    if parts.scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise ValueError(
            "write it as postgresql+psycopg://user:password@host:5432/database"
        )
    try:
        _ = parts.port
    except ValueError:
        raise ValueError(
            "its port is not a number; a password with : / @ or # in it must be"
            " percent-encoded"
        ) from None
    if not parts.path.strip("/"):
        raise ValueError("it names no database after the last /")
    return "postgresql+psycopg" + raw[raw.index("://") :]


def redis_url(raw: str) -> str:
    """Return a URL that redis-py understands."""
    if urlsplit(raw).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("write it as redis://host:6379/0 or unix:///path/to/socket")
    return raw


def public_url(raw: str) -> str:
    """Return scheme, host and port without a path."""
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("write it as https://quiz.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def secret(raw: str) -> str:
    """Return a secret that is long enough to be one."""
    if len(raw) < SHORTEST_SECRET or len(set(raw)) < 8:
        raise ValueError(
            f"it needs {SHORTEST_SECRET} random characters or more, e.g. from"
            " python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return raw


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Make a reader of whole numbers from low to high."""

    def read(raw: str) -> int:
        if not raw.isdecimal() or not low <= int(raw) <= high:
            raise ValueError(f"it must be a whole number from {low} to {high}")
        return int(raw)

    return read


def level(raw: str) -> str:
    """Return the name of a log level."""
    if raw.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("it must be DEBUG, INFO, WARNING or ERROR")
    return raw.upper()


def names(raw: str) -> tuple[str, ...]:
    """Return what stands between commas."""
    return tuple(name.strip() for name in raw.split(",") if name.strip())


REQUIRED = {
    "secret_key": "a secret of 32 random characters or more",
    "database_url": "the address of PostgreSQL",
}
READERS: dict[str, Callable[[str], object]] = {
    "secret_key": secret,
    "database_url": database_url,
    "database_owner_url": database_url,
    "redis_url": redis_url,
    "public_url": public_url,
    "trusted_hosts": names,
    "proxy_count": whole_number(0, 5),
    "database_pool_size": whole_number(2, 100),
    "people_per_phone": whole_number(1, 9),
    "complaint_days": whole_number(1, 365),
    "idle_account_days": whole_number(31, 3650),
    "answered_request_days": whole_number(1, 3650),
    "log_level": level,
}
