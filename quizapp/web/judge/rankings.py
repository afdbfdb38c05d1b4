"""Rankings with the attempts behind them, to read."""

from flask import render_template, request

from quizapp.attempts.queries import helpers_of
from quizapp.contests.queries import round_by_number
from quizapp.contests.rules import CRITERIA, RoundRules, explain
from quizapp.extensions import db, now
from quizapp.standings.queries import PAGE_SIZE, ranked_count, top_rows
from quizapp.web.access import enter, roles
from quizapp.web.contests import phase_of
from quizapp.web.judge.home import bp
from quizapp.web.manage.desk import RANKERS, my_contest


@bp.get("/contests/<slug>/rounds/<int:number>")
@enter(roles(*RANKERS))
def ranking(slug: str, number: int) -> str:
    contest = my_contest(slug, RANKERS)
    session = db.session()
    round_ = round_by_number(session, contest_id=contest.id, number=number)
    rules = RoundRules.model_validate(round_.rules)
    count = ranked_count(session, round_id=round_.id)
    last_page = max(1, -(-count // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), last_page)
    rows = top_rows(
        session,
        round_id=round_.id,
        page=page,
        page_size=PAGE_SIZE,
        has_full_names=True,
    )
    return render_template(
        "judge/ranking.html",
        contest=contest,
        round_=round_,
        phase=phase_of(round_),
        rows=[(row, explain(rules.ranking, row.result)) for row in rows],
        criteria=[CRITERIA[name].rule for name in rules.ranking],
        count=count,
        helpers=helpers_of(session, round_id=round_.id),
        rules=rules,
        page=page,
        last_page=last_page,
        now=now(),
    )
