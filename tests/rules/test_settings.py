import pytest

from quizapp.settings import Settings, SettingsError

SECRET = "0123456789abcdef" * 2
ENOUGH = {"SECRET_KEY": SECRET, "DATABASE_URL": "postgresql://u:p@h/db"}


def test_what_is_missing_is_named_all_at_once():
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({})

    assert "SECRET_KEY is not set" in str(caught.value)
    assert "DATABASE_URL is not set" in str(caught.value)


def test_defaults_are_enough_beside_what_is_required():
    settings = Settings.from_env(ENOUGH)

    assert settings.people_per_phone == 3
    assert settings.redis_url == ""
    assert not settings.is_https


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_a_database_url_becomes_one(scheme):
    settings = Settings.from_env(ENOUGH | {"DATABASE_URL": f"{scheme}://u:p@h:5/db"})

    assert settings.database_url == "postgresql+psycopg://u:p@h:5/db"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://u@h/db", "postgresql"),
        ("DATABASE_URL", "postgresql://u:p@h:port/db", "port"),
        ("DATABASE_URL", "postgresql://u:p@h", "no database"),
        ("DATABASE_URL", "nonsense", "postgresql"),
        ("REDIS_URL", "http://h", "redis://"),
        ("SECRET_KEY", "short", "32 random"),
        ("SECRET_KEY", "a" * 64, "32 random"),
        ("PUBLIC_URL", "quiz.example.org", "https://"),
        ("PROXY_COUNT", "-1", "from 0 to 5"),
        ("PEOPLE_PER_PHONE", "0", "from 1 to 9"),
        ("DATABASE_POOL_SIZE", "many", "whole number"),
        ("LOG_LEVEL", "loud", "DEBUG"),
    ],
)
def test_what_can_not_be_used_is_named_with_what_to_do(name, value, words):
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(ENOUGH | {name: value})

    assert name in str(caught.value)
    assert words in str(caught.value)
    assert "p@h" not in str(caught.value)


def test_hosts_are_those_of_the_address_and_those_named():
    settings = Settings.from_env(
        ENOUGH | {"PUBLIC_URL": "https://quiz.example.org/x", "TRUSTED_HOSTS": "a, b,"}
    )

    assert settings.hosts == ["quiz.example.org", "a", "b"]
    assert settings.is_https
