"""Staff on the command line: a lost second factor."""

from quizapp.accounts.models import SecondFactor
from tests import factories
from tests.conftest import NOON


def test_a_lost_second_factor_is_taken_away(run, session):
    account = factories.staff(session, username="ban")
    row = SecondFactor(
        account_id=account.id, secret=b"x" * 48, last_step=1, confirmed_at=NOON
    )
    factories.added(session, row)
    session.commit()

    code, out, _ = run("staff", "reset-second-factor", "ban")
    assert (code, out) == (0, "ban  second factor reset\n")
    session.expire_all()
    assert session.get(SecondFactor, account.id) is None
    code, _, err = run("staff", "reset-second-factor", "ban")
    assert code != 0
    assert "There is no second factor." in err
    assert run("staff", "reset-second-factor", "nobody")[0] != 0
