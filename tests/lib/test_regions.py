import pytest

from crm.lib import regions
from crm.lib.regions import COUNTRIES, REGIONS, RegionGroup, in_group


def test_the_list_has_34_provinces_and_the_cities_below_them():
    assert sum(code.endswith("0000") for code in REGIONS) == 34
    assert all(code.isdigit() and len(code) == 6 for code in REGIONS)
    assert all(f"{code[:2]}0000" in REGIONS for code in REGIONS)
    # 333 prefecture-level units, and six that a province directs itself.
    assert len(REGIONS) - 34 == 333 + 6


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("320000", "江苏"),
        ("320900", "江苏盐城"),
        ("310000", "上海"),
        ("220200", "吉林吉林"),
        ("429004", "湖北仙桃"),
        ("320982", "江苏盐城"),
        ("329900", "江苏"),
        ("990000", "990000"),
    ],
)
def test_a_code_is_shown_by_its_nearest_name(code, label):
    assert regions.region_label(code) == label


def test_choices_are_pairs_without_repeats():
    for choices in (regions.region_choices(), regions.country_choices()):
        assert len({code for code, _ in choices}) == len({label for _, label in choices})
    assert regions.country_choices()[0] == ("CN", "中国")
    assert ("320900", "江苏盐城") in regions.region_choices()


def test_countries_have_two_letters():
    assert all(code.isalpha() and code.isupper() and len(code) == 2 for code in COUNTRIES)
    assert regions.country_label("KR") == "韩国"
    assert regions.country_label("XX") == "XX"


@pytest.mark.parametrize(
    ("region", "country", "groups"),
    [
        ("320900", "CN", {"长三角"}),
        ("310000", None, {"长三角"}),
        ("340100", None, {"长三角"}),
        ("440300", "CN", {"珠三角", "粤港澳大湾区"}),
        ("440500", "CN", set()),
        ("110000", "CN", {"京津冀"}),
        (None, "KR", {"韩资"}),
        (None, "JP", {"日资"}),
        (None, "US", {"欧美"}),
        (None, "DE", {"欧美"}),
        (None, "RU", set()),
        (None, "HK", {"粤港澳大湾区", "港澳台"}),
        ("820000", "CN", {"粤港澳大湾区", "港澳台"}),
        ("710000", None, {"港澳台"}),
        (None, "TW", {"港澳台"}),
        (None, None, set()),
        ("320900", "KR", {"韩资"}),
    ],
)
def test_investors_belong_to_the_groups_of_the_plans(region, country, groups):
    found = {group.label for group in RegionGroup if in_group(region, country, group)}
    assert found == groups
