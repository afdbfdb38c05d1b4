"""What a member does on her phone, step by step."""

from sqlalchemy import create_engine, text

from quizapp import local

CONTEST = "/contests/nghi-quyet-dai-hoi"


def sign_up(page, phone):
    page.goto(CONTEST)
    page.click("text=Đăng ký dự thi")
    page.fill("[name=full_name]", "Nguyễn Thị Thanh Xuân")
    page.fill("[name=birth_year]", "1978")
    page.fill("[name=phone]", phone)
    page.fill("[name=pin]", "402915")
    page.type("[name=unit]", "phuong iv vi thanh")
    page.click("[role=option]:has-text('Phường IV, Thành phố Vị Thanh')")
    page.check("[name=take_part]")
    page.check("[name=show_name]")
    page.click("form button:has-text('Đăng ký dự thi')")
    page.wait_for_selector("text=Đã đăng ký.")


def start(page):
    page.goto(f"{CONTEST}/rounds/2")
    page.click("text=Bắt đầu làm bài")
    page.wait_for_selector(".question.is-current")


def answer(page):
    """Answer the question on the screen, whatever its kind."""
    question = page.locator(".question.is-current")
    if question.get_attribute("data-reads") in {"one", "some", "truth"}:
        question.locator(".option").first.click()
    else:
        question.locator("input[name=value]").fill("120")
        question.locator("input[name=value]").blur()


def is_saved(page, position):
    page.wait_for_selector(f"[data-goes-to='{position}'].is-saved", state="attached")


def database(served):
    """The database that the served site works on."""
    with local.environment({}, served.data) as env:
        return create_engine(env["DATABASE_URL"])


def run(served, statement, **values):
    """Run one statement on the database of the served site; return its rows."""
    engine = database(served)
    with engine.begin() as connection:
        found = connection.execute(text(statement), values)
        rows = found.all() if found.returns_rows else []
    engine.dispose()
    return rows


def attempt_of(page):
    return int(page.locator("[data-module=quiz]").get_attribute("data-attempt"))


def go_to(page, position):
    """Show a question of the paper."""
    page.evaluate(f"location.hash = '#q{position}'")
    page.wait_for_selector(f"#q{position}.is-current")


def chosen(page):
    """What stands in the fields of the whole paper."""
    return page.evaluate(
        """() => Array.from(document.querySelectorAll("[data-position]")).map((form) =>
          Array.from(form.querySelectorAll("[name=value]")).filter(
            (input) => input.checked || (input.type === "text" && input.value)
          ).map((input) => input.value).join(","))"""
    )


def kept(page):
    """Wait until the service worker has the paper."""
    page.wait_for_function(
        """async () => (await (await caches.open("quizapp-papers")).keys()).length"""
    )


def stored(served, attempt):
    """Position → the newest value that the server has."""
    rows = run(
        served,
        "SELECT DISTINCT ON (position) position, value FROM responses"
        " WHERE attempt_id = :id ORDER BY position, lease DESC, counter DESC",
        id=attempt,
    )
    return dict(tuple(row) for row in rows)
