"""What authors are asked to look at in a bank, and what is left in peace."""

import time
from datetime import date
from itertools import product
from random import Random

import pytest

from quizapp.banks.rules import Bank, remarks_across, remarks_on
from quizapp.banks.rules.checks.chance import at_least, at_most

TODAY = date(2026, 11, 25)
SOURCE = {"title": "Điều lệ Hội"}


def statement(name, stem, **changes):
    item = {"id": name, "kind": "true_false", "stem": stem, "answer": "true"}
    return item | {"source": SOURCE} | changes


def choice(name, options, *, stem=None, key=0, **changes):
    """A question for one of these texts; “!” in front keeps one last."""
    found = [
        {"text": text.lstrip("!"), "key": at == key, "keep_last": text[0] == "!"}
        for at, text in enumerate(options)
    ]
    stem = stem or f"Câu hỏi riêng của {name} là gì?"
    item = {"id": name, "kind": "single", "stem": stem, "options": found}
    return item | {"source": SOURCE} | changes


def figure(name, stem, answer):
    item = {"id": name, "kind": "number", "stem": stem, "answer": answer}
    return item | {"source": SOURCE}


def bank(*items, name="b"):
    return Bank.model_validate({"id": name, "title": "t", "items": items})


def remarks(*items):
    return remarks_on(bank(*items), today=TODAY)


def codes(*items):
    return [remark.code for remark in remarks(*items)]


class TestDuplicates:
    """Stems that ask the same, in one bank or in two."""

    @pytest.mark.parametrize(
        ("one", "other", "code"),
        [
            (
                "Hội LHPN Việt Nam thành lập ngày nào?",
                "Hội LHPN Việt Nam thành lập ngày nào?",
                "duplicate",
            ),
            (
                "Hội LHPN Việt Nam thành lập ngày nào?",
                "HOI LHPN VIET NAM THANH LAP NGAY NAO",
                "duplicate",
            ),
            (
                "Đại hội lần thứ XIII họp ngày 09/3/2022 ở đâu?",
                "Đại hội, lần thứ XIII, họp ngày 9/3/2022 ở đâu?",
                "duplicate",
            ),
            (
                "Cơ quan lãnh đạo cao nhất của Hội LHPN Việt Nam là cơ quan nào?",
                "Cơ quan lãnh đạo cao nhất của Hội LHPN Việt Nam đó là cơ quan nào?",
                "near-duplicate",
            ),
            (
                "Đại hội Phụ nữ toàn quốc lần thứ XII bầu ai làm Chủ tịch?",
                "Đại hội Phụ nữ toàn quốc lần thứ XIII bầu ai làm Chủ tịch?",
                None,
            ),
            (
                "Đại hội đại biểu toàn quốc lần thứ hai họp ở thành phố nào?",
                "Đại hội đại biểu toàn quốc lần thứ ba họp ở thành phố nào?",
                None,
            ),
            (
                "Theo Luật Bình đẳng giới năm 2006, việc nào sau đây bị cấm?",
                "Theo Luật Bình đẳng giới năm 2016, việc nào sau đây bị cấm?",
                None,
            ),
            (
                "Theo Luật Bình đẳng giới năm 2006, việc nào sau đây bị cấm?",
                "Theo Luật Bình đẳng giới năm 2006, việc nào sau đây không bị cấm?",
                None,
            ),
            (
                "Theo Luật Hôn nhân và gia đình, nam từ đủ bao nhiêu tuổi thì kết hôn?",
                "Theo Luật Hôn nhân và gia đình, nữ từ đủ bao nhiêu tuổi thì kết hôn?",
                None,
            ),
            (
                "Anh A có quyền nuôi con nhỏ sau khi ly hôn trong trường hợp này?",
                "Anh B có quyền nuôi con nhỏ sau khi ly hôn trong trường hợp này?",
                None,
            ),
            ("?", "?", None),
        ],
    )
    def test_marks_and_capitals_make_no_other_question_but_figures_do(
        self, one, other, code
    ):
        found = remarks(statement("one", one), statement("two", other))

        assert [remark.code for remark in found] == ([code] if code else [])
        assert [remark.path for remark in found] == [("items", 1, "stem")] * len(found)

    @pytest.mark.parametrize(
        ("answer", "expected"), [("20", ["near-duplicate"]), ("18", [])]
    )
    def test_one_answer_makes_two_stems_nearer(self, answer, expected):
        one = "Công dân nam từ đủ bao nhiêu tuổi thì được phép đăng ký kết hôn?"
        other = "Nam từ đủ bao nhiêu tuổi thì được phép đăng ký kết hôn ở Việt Nam?"

        assert codes(figure("one", one, "20"), figure("two", other, answer)) == expected

    def test_short_stems_that_choose_among_other_options_ask_something_else(self):
        one = choice("one", ["Bà An", "Bà Chi"], stem="Câu nào đúng?")
        other = choice("two", ["Hà Nội", "Huế"], stem="Câu nào đúng?")
        again = choice("three", ["Cần Thơ", "bà  AN"], stem="Câu nào đúng?")

        assert codes(one, other) == []
        assert codes(one, other, again) == ["duplicate"]

    def test_other_banks_are_named(self):
        one = bank(statement("one", "Hội thành lập năm 1930."), name="mine")
        others = [
            ("far", bank(statement("x", "Hội thành lập năm 1931.")).items),
            ("near", bank(statement("y", "Hoi thanh lap nam 1930")).items),
        ]
        found = remarks_across(one, others)

        assert [remark.params for remark in found] == [
            {"item": "one", "first": "y", "bank": "near"}
        ]
        assert remarks_across(one, []) == []

    def test_the_nearest_of_several_is_named(self):
        words = "Cơ quan lãnh đạo cao nhất của Hội LHPN Việt Nam {}là cơ quan nào?"
        near = statement("near", words.format("đó "))
        same = statement("same", words.format(""))
        found = remarks(near, same, statement("new", words.format("")))

        assert found[-1].params == {"item": "new", "first": "same"}
        assert [remark.code for remark in found] == ["near-duplicate", "duplicate"]

    @pytest.mark.timeout(60)
    def test_thousands_beside_thousands_take_seconds(self):
        rng = Random(7)
        words = [f"{a}{b}" for a, b in product("bcdghklmnpqrstvx", "aeiouy")]
        stems = [" ".join(rng.choices(words, k=15)) for _ in range(5_000)]
        mine = bank(*(statement(f"i{n}", stem) for n, stem in enumerate(stems)))
        theirs = [f"{stem} them" for stem in stems[:100]]
        theirs += [" ".join(rng.choices(words, k=15)) for _ in range(4_900)]
        other = bank(*(statement(f"o{n}", stem) for n, stem in enumerate(theirs)))
        began = time.process_time()
        found = remarks_across(mine, [("other", other.items)])

        assert len(found) == 100
        assert time.process_time() - began < 20


class TestLengths:
    """Keys that are longer than what stands beside them."""

    SHORT = ("Hà Nội", "Huế", "Đà Nẵng")

    def long(self, name):
        return choice(name, ["Thành phố Cần Thơ", *self.SHORT])

    @pytest.mark.parametrize(("count", "expected"), [(4, 0), (5, 1), (12, 1)])
    def test_few_questions_accuse_nobody(self, count, expected):
        some = [self.long(f"k{n}") for n in range(count)]
        assert codes(*some).count("keys-longest") == expected

    def test_keys_that_are_not_the_longest_accuse_nobody(self):
        texts = ["Hà Nội", "Huế", "Thành phố Cần Thơ"]
        some = [choice(f"s{n}", texts, key=n % 2) for n in range(12)]
        assert "keys-longest" not in codes(*some)

    def test_the_counts_are_told(self):
        some = [choice(f"k{n}", ["Có cả bốn", "Có", "Ba", "Hai"]) for n in range(8)]
        found = next(one for one in remarks(*some) if one.code == "keys-longest")

        assert found.params == {"count": 8, "all": 8, "expected": 2}

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            (["Được mọi thành viên cùng chia sẻ", "Do vợ làm", "Do chồng làm"], True),
            (["d" * 29, "n" * 14, "m" * 13], True),
            (["d" * 28, "n" * 14, "m" * 13], False),
            (["d" * 27, "n" * 13, "m" * 13], False),
            (["1.000.000", "5", "12"], False),
        ],
    )
    def test_a_key_twice_as_long_as_any_other_stands_out(self, options, expected):
        assert ("key-long" in codes(choice("one", options))) is expected

    def test_a_wrong_option_may_be_the_longest(self):
        options = ["Được mọi thành viên cùng chia sẻ", "Do vợ làm", "Do chồng làm"]
        assert codes(choice("one", options, key=1)) == []


class TestPlaces:
    """Keys that stand in one place too often."""

    TEXTS = ("Hai mươi", "Ba mươi", "Bốn mươi", "Sáu mươi")

    def at(self, places):
        items = [
            choice(f"i{n}", self.TEXTS, key=key, stem=f"Câu {n} hỏi gì?")
            for n, key in enumerate(places)
        ]
        return [one.params for one in remarks(*items) if one.code == "key-places"]

    @pytest.mark.parametrize(
        ("places", "found"),
        [
            ([0] * 6, 0),
            ([0] * 7, 1),
            ([0, 1, 2, 3] * 20, 0),
            ([0, 1, 2, 3] * 10 + [1] * 20, 1),
            ([0, 1, 2] * 10, 0),
            ([0, 1, 2] * 12, 1),
        ],
    )
    def test_what_chance_would_do_is_left_in_peace(self, places, found):
        assert len(self.at(places)) == found

    def test_the_place_is_named_with_its_counts(self):
        assert self.at([2] * 12) == [
            {"all": 12, "options": 4, "place": 3, "count": 12, "expected": 3}
        ]


REFERENCES = [
    ("Cả A và B", "option-by-place"),
    ("Ca A va B", "option-by-place"),
    ("cả a, b và c", "option-by-place"),
    ("A và B", "option-by-place"),
    ("A, B đều đúng", "option-by-place"),
    ("Cả A, B, C đều sai", "option-by-place"),
    ("A/B/C", "option-by-place"),
    ("A hoặc C", "option-by-place"),
    ("Chỉ A đúng", "option-by-place"),
    ("A đúng, B sai", "option-by-place"),
    ("Câu A và câu C", "option-by-place"),
    ("Đáp án A và B đều chính xác", "option-by-place"),
    ("Phương án 1 và 2", "option-by-place"),
    ("phuong an 1, 3 dung", "option-by-place"),
    ("Cả hai đáp án trên", "option-by-place"),
    ("Cả 2 ý trên đều đúng", "option-by-place"),
    ("Hai phương án trên", "option-by-place"),
    ("Both A and B", "option-by-place"),
    ("Cả ba đáp án trên", "option-to-all"),
    ("Cả 3 đều đúng", "option-to-all"),
    ("Tất cả các ý trên", "option-to-all"),
    ("Tat ca cac y tren", "option-to-all"),
    ("Tất cả đều đúng", "option-to-all"),
    ("TẤT CẢ CÁC ĐÁP ÁN TRÊN ĐỀU ĐÚNG", "option-to-all"),
    ("Tất cả các phương án", "option-to-all"),
    ("Tất cả các trường hợp trên", "option-to-all"),
    ("Các đáp án trên đều sai", "option-to-all"),
    ("Không có đáp án nào", "option-to-all"),
    ("Không có đáp án nào đúng.", "option-to-all"),
    ("Không phương án nào ở trên", "option-to-all"),
    ("Không ý nào đúng", "option-to-all"),
    ("Cả ba nội dung nêu trên", "option-to-all"),
    ("All of the above", "option-to-all"),
    ("None of the above", "option-to-all"),
]
ANSWERS = [
    "Vitamin A và B",
    "Khối A",
    "Khối A và B",
    "Cả anh A và chị B",
    "Anh A",
    "B",
    "Nhóm máu A hoặc B",
    "Hạng A, B và C",
    "Hội nghị A",
    "1 và 2",
    "3",
    "Khoản 1 và khoản 2",
    "Điều 1 và Điều 2",
    "Cả G và H",
    "A và F",
    "Cả hai vợ chồng",
    "Cả hai",
    "Cả hai giới",
    "Cả nước",
    "Tất cả",
    "Tất cả phụ nữ Việt Nam",
    "Tất cả các trường hợp",
    "Tất cả hội viên đều có quyền đúng như nhau",
    "Không ai",
    "Không có",
    "Không có trường hợp nào",
    "Không có quyền nào",
    "Không đúng",
    "Đúng",
    "Sai",
    "Từ trên xuống",
    "Cấp trên",
    "Hai phần ba số đại biểu trên tổng số",
    "Ba cấp",
    "Các cấp Hội",
    "Chỉ phụ nữ",
    "Cả gia đình",
    "Năm 2",
    "Hai",
    "Các ý kiến trái chiều",
]


class TestReferences:
    """Options that speak of others by letter, number, or all together."""

    @pytest.mark.parametrize(("text", "code"), REFERENCES)
    def test_references_are_found_however_they_are_written(self, text, code):
        found = remarks(choice("one", ["Một bài", "Hai bài", "Ba bài", text]))

        assert [one.code for one in found] == [code]
        assert found[0].path == ("items", 0, "options", 3, "text")

    @pytest.mark.parametrize("text", ANSWERS)
    def test_answers_with_letters_and_numbers_are_left_in_peace(self, text):
        assert codes(choice("one", ["Một bài", "Hai bài", "Ba bài", text])) == []

    def test_of_all_others_may_be_spoken_from_the_last_place(self):
        for text in ("!Tất cả các ý trên", "!Cả ba đáp án trên", "!Không ý nào đúng"):
            assert codes(choice("one", ["Một", "Hai", "Ba", text])) == []
        by_letter = choice("one", ["Một", "Hai", "Ba", "!Cả A và B"])
        assert codes(by_letter) == ["option-by-place"]

    def test_letters_of_people_in_the_stem_are_no_options(self):
        stem = "Anh A và chị B ly hôn. Ai nuôi con?"
        assert codes(choice("one", ["Ông bà", "Họ hàng", "A và B"], stem=stem)) == []


class TestSources:
    """Where answers are written."""

    @pytest.mark.parametrize(
        ("source", "expected"),
        [(None, ["no-source"]), ({"title": "Điều lệ"}, [])],
    )
    def test_a_source_needs_no_address(self, source, expected):
        assert codes(statement("one", "Đúng?", source=source)) == expected


class TestGiveaways:
    """Answers that stand in other stems."""

    ASKED = "Ai là Hội trưởng đầu tiên của Hội LHPN Việt Nam?"
    NAMES = ("Bà Lê Thị Xuyến", "Bà Nguyễn Thị Thập", "Bà Hà Thị Quế")
    TOLD = "Hội trưởng đầu tiên, bà Lê Thị Xuyến, quê ở tỉnh nào?"

    def asked(self, **changes):
        return choice("asked", self.NAMES, stem=self.ASKED, **changes)

    def test_the_question_that_tells_is_named(self):
        found = remarks(self.asked(), figure("told", self.TOLD, "1"))

        assert [(one.code, one.path) for one in found] == [
            ("giveaway", ("items", 1, "stem"))
        ]
        assert found[0].params == {"item": "told", "other": "asked"}

    @pytest.mark.parametrize(
        "stem",
        [
            "Bà Lê Thị Xuyến quê ở tỉnh nào?",
            "Hội trưởng đầu tiên, bà Nguyễn Thị Thập, quê ở tỉnh nào?",
            "Hội trưởng đầu tiên là bà Lê Thị Xuyến hay bà Nguyễn Thị Thập?",
            "Hội trưởng đầu tiên quê ở tỉnh nào?",
        ],
    )
    def test_another_matter_another_name_or_both_names_tell_nothing(self, stem):
        assert codes(self.asked(), figure("told", stem, "1")) == []

    @pytest.mark.parametrize(("count", "found"), [(1, 1), (2, 2), (3, 0)])
    def test_what_many_stems_have_is_a_word_of_the_trade(self, count, found):
        tails = ["quê ở tỉnh nào", "có mấy người con", "học trường gì"][:count]
        told = [
            figure(f"t{n}", f"Hội trưởng đầu tiên, bà Lê Thị Xuyến, {tail}?", str(n))
            for n, tail in enumerate(tails)
        ]
        assert codes(self.asked(), *told) == ["giveaway"] * found

    @pytest.mark.parametrize(
        ("answer", "told", "found"),
        [("959", "959", 1), ("95", "95", 0), ("959", "9590", 0)],
    )
    def test_numbers_tell_if_they_are_long_enough(self, answer, told, found):
        asked = "Có bao nhiêu đại biểu chính thức dự Đại hội?"
        stem = f"Trong {told} đại biểu chính thức dự Đại hội, bao nhiêu là nam?"
        items = figure("asked", asked, answer), figure("told", stem, "1")

        assert codes(*items) == ["giveaway"] * found

    def test_one_of_several_right_options_is_no_answer(self):
        item = self.asked(kind="multiple")
        item["options"][1]["key"] = True
        assert codes(item, figure("told", self.TOLD, "1")) == []


@pytest.mark.parametrize(
    ("count", "tries", "share", "chance"),
    [(0, 5, 0.25, 1), (5, 5, 0.25, 0.25**5), (1, 2, 0.5, 0.75), (0, 0, 0.5, 1)],
)
def test_chances_are_those_of_the_binomial(count, tries, share, chance):
    assert at_least(count, tries, share) == pytest.approx(chance)
    assert at_most(tries - count, tries, 1 - share) == pytest.approx(chance)


def test_every_remark_has_a_code_and_its_parameters():
    items = [
        choice(f"i{n}", ["Cả hai nội dung nêu ở đây", "Sai", "Không ý nào đúng", "A"])
        | {"source": None, "as_of": "01/01/2020", "stem": "Câu nào?"}
        for n in range(8)
    ]
    found = remarks(*items)

    assert all(remark.message % remark.params for remark in found)
    assert {remark.code for remark in found} == {
        "law-old",
        "duplicate",
        "keys-longest",
        "key-places",
        "option-to-all",
        "no-source",
    }


def test_items_that_no_paper_draws_any_more_are_left_in_peace():
    stem = "Hội thành lập năm 1930."
    old = choice("old", ["Một", "Hai", "Cả A và B"], stem=stem, source=None)
    asked = figure("asked", "Có bao nhiêu hội viên?", "12")
    new = statement("new", stem)

    assert codes(old | {"retired": True, "as_of": "01/01/2020"}, asked, new) == []
    assert (
        remarks_across(bank(new), [("far", bank(old | {"retired": True}).items)]) == []
    )
