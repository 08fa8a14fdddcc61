"""Names of companies taken apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.company_names import normalise
from crm.lib.name_parts import Region, keys_of, read_name
from tests.lib.test_company_names import NAMES

PLACES = st.sampled_from(["", "盐城", "盐城市", "江苏", "江苏省", "上海", "昆山"])
BRANDS = st.sampled_from(["恒曜", "澜沣", "骐源", "伊赛特", "联泓达"])
TRADES = st.sampled_from(["机械", "半导体", "新材料", "汽车部件", "光伏", "生物医药"])
FORMS = st.sampled_from(["有限公司", "股份有限公司", "集团有限公司", "有限责任公司"])


@given(PLACES, BRANDS, TRADES, FORMS)
def test_what_is_put_together_is_taken_apart(place, brand, trade, form):
    parts = read_name(f"{place}{brand}{trade}{form}")
    assert parts.brand == brand
    assert "".join(parts.trade) == trade
    assert not parts.short
    assert parts.region.says_anything == bool(place)


@given(PLACES, BRANDS, TRADES, FORMS)
def test_the_place_may_stand_in_brackets(place, brand, trade, form):
    before = read_name(f"{place}{brand}{trade}{form}")
    behind = read_name(f"{brand}{trade}（{place}）{form}")
    assert (before.region, before.brand, before.trade) == (
        behind.region, behind.brand, behind.trade,
    )  # fmt: skip


@given(st.one_of(NAMES, st.text(max_size=60)))
def test_any_text_can_be_read(name):
    parts = read_name(name)
    assert parts.core == normalise(name)
    if any(char.isalnum() for char in name):
        assert parts.brand
    assert keys_of(name).brand == parts.brand


@given(st.one_of(NAMES, st.text(max_size=40)))
def test_blanks_at_the_ends_and_width_change_nothing(name):
    spaced, plain = read_name(f"  {name}\u3000"), read_name(name)
    assert replace(spaced, name=name) == plain
    assert spaced.core == plain.core


@pytest.mark.parametrize(
    ("name", "brand", "trade", "branch"),
    [
        ("江苏恒曜精密机械股份有限公司盐城分公司", "恒曜", ("精密", "机械"), "盐城分公司"),
        ("恒曜机械有限公司驻盐城办事处", "恒曜", ("机械",), "驻盐城办事处"),
        ("瀾灃精密製造有限公司", "澜沣", ("精密",), ""),
        ("凌曦显示盐城有限公司", "凌曦", ("显示",), ""),
        ("盐城建筑工程有限公司", "盐城建筑工程", (), ""),
        ("Hengyao New Energy (Shanghai) Co., Ltd.", "hengyao", ("新能源",), ""),
        ("LK化学(南京)信息电子材料有限公司", "lk", ("化工", "信息", "电子", "新材料"), ""),
        ("东方曜升新能源", "东方曜升", ("新能源",), ""),
        ("科技有限公司", "科技", (), ""),
        ("***", "***", (), ""),
        ("", "", (), ""),
    ],
)
def test_names_are_read(name, brand, trade, branch):
    parts = read_name(name)
    assert (parts.brand, parts.trade, parts.branch) == (brand, trade, branch)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("江苏", "盐城", False),
        ("盐城", "苏州", True),
        ("江苏", "浙江", True),
        ("江苏", "杭州", True),
        ("昆山", "盐城", True),
        ("昆山", "江苏", False),
        ("中国", "盐城", True),
        ("", "盐城", False),
        ("", "", False),
    ],
)
def test_places_that_cannot_be_one(one, other, apart):
    regions = [read_name(f"{place}恒曜机械有限公司").region for place in (one, other)]
    assert regions[0].contradicts(regions[1]) is apart
    assert regions[1].contradicts(regions[0]) is apart
    assert not Region().says_anything
