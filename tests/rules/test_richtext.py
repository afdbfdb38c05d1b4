"""Text of authors: what is markup, what isn't, and that no text does any harm."""

import html
import re
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.banks.files import read_bank
from quizapp.banks.rules import texts_of
from quizapp.names import clean_lines
from quizapp.richtext import (
    Shown,
    pictures_in,
    plain,
    problems,
    rich,
    unread_formulas,
)

ROOT = Path(__file__).parent.parent.parent
BANKS = sorted((ROOT / "question_banks").glob("*.yaml"))
ADDRESS = f"/pictures/{'0' * 64}.webp"
ALBUM = {"a.png": Shown(ADDRESS, 640, 480)}
IMAGE = (
    f'<img class="picture" src="{ADDRESS}" alt="một lá cờ" width="640" height="480"'
    ' loading="lazy" decoding="async">'
)

#: Attacks that stand in texts.
HOSTILE = [
    "<script>alert(1)</script> **đậm** <img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)> <https://evil.example>",
    "{{7*7}} {% raw %}",
    "$x^{<img src=x onerror=alert(1)>}$",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\text{</math><script>alert(1)</script>}$",
    r"$\text{<mglyph><style><img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\style{position:fixed}{x} \class{card}{x}$",
    r"$\hspace{99999em}\rule{999em}{999em}$",
    "</script><script>alert(1)</script>",
    "</script><!--<script> \u2028 \u2029 \\u003c",
    '![" onerror="alert(1)](a.png)',
    "![<script>alert(1)</script>](a.png)",
    "![x](javascript:alert(1))",
    '`<b onclick="x">`',
    "a^<b>^ H~<b>~",
]
TAGS = {
    *("p", "br", "ul", "ol", "li", "em", "strong", "code", "sup", "sub", "img", "span"),
    *("math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mstyle", "mpadded"),
    *("mfrac", "msqrt", "mroot", "msup", "msub", "msubsup", "munder", "mover"),
    *("munderover", "mtable", "mtr", "mtd", "mphantom"),
}
ATTRIBUTES = {
    *(
        "class",
        "aria-hidden",
        "src",
        "alt",
        "width",
        "height",
        "loading",
        "decoding",
        "display",
    ),
    *("mathvariant", "stretchy", "fence", "form", "separator", "movablelimits"),
    *("displaystyle", "scriptlevel", "accent", "columnalign"),
}


def check_is_inert(text):
    """Check that a browser finds nothing in the markup but what we write."""
    root = html5lib.parseFragment(rich(text, ALBUM), namespaceHTMLElements=False)
    for one in root.iter():
        tag = re.sub(r"^\{.*\}", "", str(one.tag))
        assert tag in TAGS | {"DOCUMENT_FRAGMENT"}, tag
        assert set(one.attrib) <= ATTRIBUTES, one.attrib
        assert one.get("src") in {None, ADDRESS}
        assert one.get("class") in {None, "picture", "maths"}
        assert len(one.get("width", "")) <= 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*nghiêng* và **đậm**.", "<em>nghiêng</em> và <strong>đậm</strong>."),
        ("***cả hai***", "<em><strong>cả hai</strong></em>"),
        ("“**trích**”, (*ý*)", "“<strong>trích</strong>”, (<em>ý</em>)"),
        ("*một\nhai*", "<em>một<br>hai</em>"),
        ("`a < b`", "<code>a &lt; b</code>"),
        ("100 m^2^", "100 m<sup>2</sup>"),
        ("H~2~O", "H<sub>2</sub>O"),
        (r"\*không\* \$x\$ \![a](b.png)", "*không* $x$ ![a](b.png)"),
        ("một\nhai", "một<br>hai"),
        ("một\n\nhai", "<p>một</p><p>hai</p>"),
        ("Chọn:\n- *a*\n- b", "<p>Chọn:</p><ul><li><em>a</em></li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("![một lá cờ](a.png)", IMAGE),
        ("![một lá cờ](b.png)", "một lá cờ"),
    ],
)
def test_markup_is_shown(text, expected):
    assert rich(text, ALBUM) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1.200",
        "12/5",
        "07–09/3/2022",
        "*",
        "_",
        "$",
        "2022. Năm của Đại hội",
        "1. Mở đầu",
        "- 5 °C",
        "+84 912 345 678",
        "# 1",
        "> 18 tuổi",
        "a > b < c & d",
        "2*3*4 = 24",
        "2 * 3 * 4",
        "* ghi chú",
        "(*) và (**)",
        "*****",
        "____ là ____",
        "_không_ __có__",
        "giá $5 hay $6",
        "5$ hay 6$",
        "$5 và 10$ nữa",
        "US$",
        "$5\n10$",
        "~5 và ~6",
        "10~20 và 30~40",
        "x^2",
        "&lt; &amp; &copy;",
        "[1] và [a](b)",
        "http://hoilhpn.org.vn và www.x.vn",
        "---",
        "===",
        "| a | b |",
        "C:\\Users",
        "2022. x\n2023. y",
        "một\n- hai",
        "1. a\n3. b",
        r"$\frac$",
        "!",
        "Đúng ! [x]",
    ],
)
def test_what_only_looks_like_markup_stays_as_it_is(text):
    shown = rich(text)
    assert re.findall("<[^>]*>", shown.replace("<br>", "")) == []
    assert html.unescape(shown.replace("<br>", "\n")) == text
    assert plain(text) == text.replace("\n", " ")


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_our_banks_read_as_they_are_written(path):
    for item in read_bank(path).bank.items:
        for _, text in texts_of(item):
            assert plain(text) == text
            assert "<" not in rich(text)
            assert html.unescape(rich(text)) == text


@pytest.mark.parametrize(
    ("formula", "line", "tag"),
    [
        ("x^2", "x²", "msup"),
        ("x^{a+b}", "x^(a+b)", "msup"),
        ("a_1", "a₁", "msub"),
        (r"\frac{1}{x+1}", "1/(x+1)", "mfrac"),
        (r"\sqrt{2}", "√2", "msqrt"),
        (r"\sqrt[3]{x}", "³√x", "mroot"),
        (r"\sum_{i=1}^n i", "∑_(i=1)ⁿi", "msubsup"),
        (r"30^\circ", "30^∘", "msup"),
        (r"a \le b", "a≤b", "mo"),
        (r"\begin{matrix}a&b\\c&d\end{matrix}", "a, b; c, d", "mtable"),
        (r"\text{nếu } x<0", "nếu x<0", "mtext"),
    ],
)
def test_formulas_are_mathml_and_can_be_said_in_one_line(formula, line, tag):
    shown = rich(f"${formula}$")
    assert f"<{tag}" in shown
    assert shown.startswith('<span class="maths"><math')
    assert plain(f"${formula}$").replace("\xa0", " ") == line
    assert rich(f"$${formula}$$") == shown
    assert unread_formulas(f"${formula}$") == []


@pytest.mark.parametrize("formula", [r"\frac", r"\khong", "{", r"\left(", "x^2^3"])
def test_a_formula_that_breaks_off_is_shown_as_typed_and_told(formula):
    assert rich(f"a ${formula}$") == html.escape(f"a ${formula}$")
    assert unread_formulas(f"a ${formula}$") == [formula]


def test_the_width_of_a_blank_in_a_formula_is_limited():
    assert 'width="1em"' in rich(r"$a\quad b$")
    assert "width" not in rich(r"$a\hspace{1000em} b$")


def test_a_picture_is_plain_text_by_what_it_shows():
    assert plain("Hình: ![một lá cờ](a.png)!") == "Hình: một lá cờ!"


def test_pictures_may_be_eager():
    assert 'loading="eager"' in rich("![một lá cờ](a.png)", ALBUM, loading="eager")


@pytest.mark.parametrize("address", ["//evil.example/x", "http://e/x", "data:x", "x"])
def test_a_picture_is_only_had_from_this_site(address):
    shown = rich("![một lá cờ](a.png)", {"a.png": Shown(address, 1, 1)})
    assert "src" not in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_attacks_are_inert(text):
    check_is_inert(clean_lines(text))


@pytest.mark.parametrize(
    "name", ["a.png", "Ảnh 1 (2).JPG", "b.jpeg", "c-d_e.webp", "ngày 5.10.png"]
)
def test_a_picture_is_named_as_a_file_beside_the_bank(name):
    text = f"Xem ![hình]({name})."
    assert list(problems(text)) == []
    assert pictures_in(text) == [(name, "hình")]


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://example.org/a.png",
        "//example.org/a.png",
        "file:///etc/passwd",
        "file:a.png",
        "../../../../etc/passwd",
        "../a.png",
        "..a.png",
        ".a.png",
        "folder/a.png",
        "folder\\a.png",
        "C:\\a.png",
        "data:image/svg+xml,<svg onload=alert(1) xmlns=http://www.w3.org/2000/svg/>",
        "data:image/png;base64,AAAA",
        "a.svg",
        "a.gif",
        "a",
        "",
        "%2e%2e.png",
        "a.png?x",
    ],
)
def test_nothing_else_is_taken_for_a_picture(target):
    text = f"Xem ![hình]({target})."
    (problem,) = problems(text)
    assert "Nothing is ever fetched" in str(problem)
    assert pictures_in(text) == []
    assert "<img" not in rich(text, ALBUM)


def test_a_picture_says_what_it_shows():
    (problem,) = problems("![ ](a.png)")
    assert "![like this](a.png)" in str(problem)


@pytest.mark.parametrize("text", ["![a] (b.png)", "![a [b] c](d.png)", "![a](b.png"])
def test_a_picture_that_is_not_written_like_one_is_told(text):
    (problem,) = problems(text)
    assert "isn't written like one" in str(problem)


@pytest.mark.parametrize(
    "text", ["Thật không![1]", r"\![a](b.png)", "`![a](b c)`", "!["]
)
def test_what_is_no_picture_is_no_problem(text):
    assert list(problems(text)) == []


def test_every_problem_is_told():
    text = "![](a.png)\n- ![x](b.svg)\n- ![y](/c.png)"
    assert len(list(problems(text))) == 3


REPEATED = [
    *("[", "![", "![](", "![a](", "![a](a.png)", "![]", "*", "**", "* ", "*a ", "a* "),
    *("*a", "**a* ", "***a** ", "*a**b", "$", "$$", "$a ", "$a", "a$ ", "$x$", "$\\"),
    *(
        r"$\frac{",
        r"\frac{",
        "`",
        "`a``",
        "\\",
        "^",
        "~",
        "a^b",
        "a~b^c",
        "<",
        "&",
        "&#",
    ),
    *(
        "- ",
        "- a\n",
        "1. a\n",
        "a\n",
        "a\n\n",
        "- \n",
        "(",
        "![(",
        "[](",
        "<!--",
        "\u0301",
    ),
]


@pytest.mark.timeout(30)  # going back and forth would take hours
@pytest.mark.parametrize("piece", REPEATED)
def test_no_text_takes_long(piece):
    text = clean_lines(piece * (3000 // len(piece)))[:3000]
    check_is_inert(text)
    plain(text)
    list(problems(text))
    unread_formulas(text)


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{" * 80 + "x" + "}" * 80,
        "{" * 240 + "}" * 240,
        r"\sqrt" * 99,
        "x^" * 240,
        r"\left(" * 80,
        r"\begin{matrix}" * 30,
    ],
)
def test_deep_formulas_do_no_harm(formula):
    check_is_inert(f"${formula}$")


PIECES = st.sampled_from(
    [
        *REPEATED,
        *HOSTILE,
        "](",
        ")",
        "a.png",
        "}",
        "{",
        " ",
        "\n",
        "chữ",
        "1. ",
        r"\text{",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_whatever_is_put_together_is_inert(text):
    cleaned = clean_lines(text)[:3000]
    check_is_inert(cleaned)
    assert "\n" not in plain(cleaned)
    list(problems(cleaned))
    pictures_in(cleaned)


@given(st.text(max_size=300).map(clean_lines))
def test_text_without_our_signs_is_itself(text):
    ours = re.sub(r"[*`$!\\^~\n-]|[0-9]+\.", "", text).strip()
    assert plain(ours) == ours
    assert html.unescape(rich(ours)) == ours


@given(st.text(max_size=300))
def test_cleaning_lines_twice_changes_nothing(text):
    once = clean_lines(text)
    assert clean_lines(once) == once
    assert "\n\n\n" not in once
