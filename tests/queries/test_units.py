"""Finding units: by code, in branches, and by what people type."""

import pytest
from sqlalchemy import select

from quizapp.names import search_key
from quizapp.units import queries
from quizapp.units.models import Unit, UnitFormerName, UnitTree
from tests import factories
from tests.conftest import NOON


@pytest.fixture
def province(session):
    """A province of two districts with some communes."""
    top = factories.unit(session, name="Tỉnh Hậu Giang", code="T-93")
    city = factories.unit(session, parent=top, name="Thành phố Vị Thanh", code="T-930")
    rural = factories.unit(session, parent=top, name="Huyện Vị Thủy", code="T-935")
    for parent, name in [
        (city, "Phường IV"),
        (city, "Xã Vị Tân"),
        (rural, "Xã Vị Thanh"),
        (rural, "Xã Vĩnh Thuận Tây"),
    ]:
        factories.unit(session, parent=parent, name=name)
    return top


def names(found):
    return [unit.name for unit in found]


def named(session, name):
    return session.scalars(select(Unit).where(Unit.name == name)).one()


def found(session, root, text):
    return names(queries.search_units(session, root_id=root.id, text=text))


def name_formerly(session, unit, name):
    row = UnitFormerName(unit_id=unit.id, name=name, search_key=search_key(name))
    factories.added(session, row)


def test_a_unit_is_found_by_tree_and_code_and_the_top_without_a_code(session, province):
    slug = session.get(UnitTree, province.tree_id).slug

    assert queries.unit_by_code(session, tree=slug, code="T-930").name.endswith(
        "Vị Thanh"
    )
    assert queries.unit_by_code(session, tree=slug, code=None).id == province.id
    assert queries.unit_by_code(session, tree=slug, code="1") is None
    assert queries.unit_by_code(session, tree="no-tree", code="T-930") is None


def test_a_unit_and_a_tree_are_found_or_not(session, province):
    slug = session.get(UnitTree, province.tree_id).slug

    assert queries.unit_by_id(session, province.id) is province
    assert queries.unit_by_id(session, 0) is None
    assert queries.tree_by_slug(session, slug).id == province.tree_id
    assert queries.tree_by_slug(session, "no-tree") is None


def test_trees_are_listed_with_their_sizes(session, province):
    slug = session.get(UnitTree, province.tree_id).slug
    factories.tree(session, slug="an-empty-one")

    assert queries.tree_sizes(session) == [
        ("an-empty-one", 0, ""), (slug, 7, "Tỉnh Hậu Giang"),
    ]  # fmt: skip


def test_a_branch_is_a_unit_and_all_below_it(session, province):
    city = named(session, "Thành phố Vị Thanh")
    ids = set(session.scalars(select(queries.branch(city.id).c.id)))

    assert ids == {
        city.id, named(session, "Phường IV").id, named(session, "Xã Vị Tân").id,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "root", "is_in"),
    [
        ("Phường IV", "Thành phố Vị Thanh", True),
        ("Phường IV", "Tỉnh Hậu Giang", True),
        ("Phường IV", "Phường IV", True),
        ("Phường IV", "Huyện Vị Thủy", False),
        ("Tỉnh Hậu Giang", "Phường IV", False),
    ],
)
def test_a_unit_is_in_its_own_branch_and_in_those_above(
    session, province, unit, root, is_in
):
    ids = {"unit_id": named(session, unit).id, "root_id": named(session, root).id}

    assert queries.is_in_branch(session, **ids) is is_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vi thuy", ["Huyện Vị Thủy", "Xã Vị Thanh", "Xã Vĩnh Thuận Tây"]),
        ("VỊ TÂN", ["Xã Vị Tân"]),
        ("xa vi", ["Xã Vị Tân", "Xã Vị Thanh", "Xã Vĩnh Thuận Tây"]),
        ("phuong iv vi thanh", ["Phường IV"]),
        ("Phường IV, Thành phố Vị Thanh", ["Phường IV"]),
        ("hanh", []),
        ("%", []),
        ("_", []),
        ("  ", []),
        ("", []),
    ],
)
def test_search_needs_no_marks_and_knows_the_unit_above(
    session, province, text, expected
):
    assert found(session, province, text) == expected


def test_the_name_itself_comes_before_what_stands_below_it(session, province):
    assert found(session, province, "vi thanh")[:2] == [
        "Xã Vị Thanh",
        "Thành phố Vị Thanh",
    ]
    assert found(session, province, "thanh pho vi thanh")[0] == "Thành phố Vị Thanh"


def test_former_names_are_found_and_shown(session, province):
    name_formerly(session, named(session, "Xã Vị Tân"), "Xã Hoả Lựu")
    [unit] = queries.search_units(session, root_id=province.id, text="hoa luu")

    assert (unit.name, unit.former_names) == ("Xã Vị Tân", "Xã Hoả Lựu")
    assert unit.label == "Xã Vị Tân, Thành phố Vị Thanh"


def test_search_stays_in_its_branch_and_gives_twenty_at_most(session, province):
    city = named(session, "Thành phố Vị Thanh")
    factories.unit(session, name="Tỉnh Vị Tân")
    for n in range(25):
        factories.unit(session, parent=city, name=f"Chi hội {n}")

    assert found(session, city, "xa vi tan") == ["Xã Vị Tân"]
    assert found(session, province, "thuy thanh") == ["Xã Vị Thanh"]
    assert found(session, city, "vinh thuan") == []
    assert len(found(session, province, "chi hoi")) == 20


def test_units_that_are_no_more_are_not_offered(session, province):
    unit = named(session, "Xã Vị Tân")
    unit.valid_to = NOON.date()
    session.flush()

    assert found(session, province, "vi tan") == []
    assert queries.label_of(session, unit.id) == "Xã Vị Tân, Thành phố Vị Thanh"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("xã vị thanh", ["Xã Vị Thanh"]),
        ("xa vi thanh", ["Xã Vị Thanh"]),
        ("Xã Vị Thanh, Huyện Vị Thủy", ["Xã Vị Thanh"]),
        ("vinh thuan", ["Xã Vĩnh Thuận Tây"]),
        ("xa vi", ["Xã Vị Tân", "Xã Vị Thanh", "Xã Vĩnh Thuận Tây"]),
        ("nowhere", []),
        ("", []),
    ],
)
def test_a_text_means_one_unit_when_it_is_plain(session, province, text, meant):
    units = queries.units_meant(session, root_id=province.id, text=text)

    assert names(units) == meant


def test_marks_decide_between_names_that_differ_in_nothing_else(session, province):
    for name in ("Ấp Tân Bình", "Ấp Tân Bính"):
        factories.unit(session, parent=province, name=name)

    def meant(text):
        return names(queries.units_meant(session, root_id=province.id, text=text))

    assert meant("ấp tân bính") == ["Ấp Tân Bính"]
    assert len(meant("ap tan binh")) == 2


def test_every_label_means_its_own_unit(session, province):
    for name in ("Chi hội 1", "Chi hội 1", "Chi Hội 1", "Ấp Tân Bình", "Ấp Tân Bính"):
        factories.unit(session, parent=province, name=name)
    everyone = queries.units_below(session, unit_id=province.id)

    for unit in everyone:
        [meant] = queries.units_meant(session, root_id=province.id, text=unit.label)
        assert meant.id == unit.id
        assert queries.label_of(session, unit.id) == unit.label


def test_a_step_down_shows_the_units_right_below_in_vietnamese_order(session, province):
    units = queries.units_below(session, unit_id=province.id)

    assert [(unit.name, unit.has_children) for unit in units] == [
        ("Huyện Vị Thủy", True), ("Thành phố Vị Thanh", True),
    ]  # fmt: skip
    assert queries.units_below(session, unit_id=named(session, "Phường IV").id) == []


def test_the_way_down_goes_from_the_root_to_the_unit(session, province):
    city, ward = named(session, "Thành phố Vị Thanh"), named(session, "Phường IV")

    def way(root, unit):
        return names(queries.way_down(session, root_id=root.id, unit_id=unit.id))

    assert way(province, ward) == ["Tỉnh Hậu Giang", "Thành phố Vị Thanh", "Phường IV"]
    assert way(city, ward) == ["Thành phố Vị Thanh", "Phường IV"]
    assert way(city, city) == ["Thành phố Vị Thanh"]
    assert way(city, province) == []
    assert way(named(session, "Huyện Vị Thủy"), ward) == []
