import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.company_names import normalise

PARTS = st.sampled_from(
    [
        "江苏",
        "盐城市",
        "中国",
        "天合",
        "光能",
        "科技",
        "集团",
        "股份",
        "有限公司",
        "（常州）",
        "(",
        ")",
        " ",
        "Co.",
        ", Ltd",
        "Inc",
        "N.V.",
        "Ａ",
        "ß",
        "\u200b",
        "分公司",
        "亭湖区",
        "c o",
        "ltd中",
        "İ",
    ]
)
NAMES = st.one_of(st.lists(PARTS, max_size=8).map("".join), st.text(max_size=30))


@given(NAMES)
def test_a_core_is_its_own_core(name):
    assert normalise(normalise(name)) == normalise(name)


@given(NAMES)
def test_a_core_is_empty_only_for_what_shows_nothing(name):
    core = normalise(name)
    if any(char.isalnum() for char in name):
        assert core


@pytest.mark.parametrize(
    "name",
    [
        "天合光能",
        "江苏天合光能科技股份有限公司",
        "天合光能（常州）有限公司",
        "常州天合光能有限公司",
        "天合光能(盐城经济技术开发区)有限公司",
        "江苏省盐城市亭湖区天合光能实业有限公司",
        "盐城经济技术开发区天合光能发展集团有限公司",
        "天合光能股份有限公司盐城分公司",
        "天合\u200b光能 有限 公司",
        "中国天合光能控股集团",
    ],
)
def test_one_company_has_one_core(name):
    assert normalise(name) == "天合光能"


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Samsung Electronics Co., Ltd.", "samsungelectronics"),
        ("ＡＳＭＬ Holding N.V.", "asml"),
        ("Robert Bosch GmbH", "robertbosch"),
        ("SK on Co., Ltd.", "skon"),
        ("三星电子（中国）有限公司", "三星电子"),
        ("LG化学(南京)信息电子材料有限公司", "lg化学信息电子材料"),
        ("常州区块链科技有限公司", "区块链"),
        ("江苏集团有限公司", "江苏"),
        ("北京有限公司", "北京"),
        ("科技有限公司", "科技"),
        ("***", "***"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_names_are_cut_to_their_core(name, core):
    assert normalise(name) == core
