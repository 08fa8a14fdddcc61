"""Where the head of a table stands and what its columns are, however people name them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.exchange.rules.columns import COLUMNS, column_of
from crm.exchange.rules.heads import find_head, is_foot, is_plain, match, missing, propose, unit_in
from crm.exchange.rules.reading import Context, Several, offered, read_row
from crm.exchange.rules.runs import ImportKind, RunState, counts_in_words, may_undo, percent
from crm.exchange.rules.values import (
    brought_back,
    company_values,
    kept,
    lead_values,
    phone_apart,
    project_values,
)
from crm.leads.rules import LeadValues
from crm.lib.currencies import AmountUnit
from crm.projects.rules.values import ProjectValues

LEADS = ImportKind.LEADS
EVERY = [(kind, column) for kind in ImportKind for column in COLUMNS[kind]]


@given(
    st.sampled_from(EVERY), st.sampled_from(["{}", " {} ", "{}*", "{}：", "{}（必填）", "{}(万元)"])
)
def test_a_column_is_known_by_its_label_however_it_is_set(every, way):
    kind, column = every
    assert match(kind, way.format(column.label)) is column


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("客商名称", "company_name"), ("计划总投资（亿元）", "amount"), ("所属环节", "node_id"),
        ("联 系 方 式", "contact_phone"), ("责任人", "owner"), ("工资", None), ("", None),
    ],
)  # fmt: skip
def test_other_names_of_columns(title, key):
    found = match(LEADS, title)
    assert (found.key if found else None) == key


def test_the_head_is_found_below_a_title():
    rows = [
        (1, ["2026年招商线索汇总表"]),
        (3, ["填报单位：招商一局", "", "2026年11月"]),
        (4, ["序号", "企业名称", "投资额", "备注"]),
        (5, [1, "甲公司", 3]),
        (6, [2, "乙公司"]),
    ]
    head = find_head(LEADS, rows)
    assert head is not None
    assert (head.number, head.titles[1]) == (4, "企业名称")
    assert head.samples == (("1", "甲公司", "3", ""), ("2", "乙公司", "", ""))


def test_a_table_that_we_do_not_know_has_its_first_row_of_several_names_for_a_head():
    head = find_head(LEADS, [(1, ["表"]), (2, ["甲", "乙"]), (3, ["1", "2"])])
    assert head is not None
    assert head.number == 2
    assert find_head(LEADS, []) is None


def test_each_of_our_columns_is_proposed_once_and_own_names_go_first():
    found = propose(ImportKind.PROJECTS, ["名称", "项目名称", "投资方", "企业名称"])
    assert found == {1: "name", 2: "company_name"}


def test_nothing_is_asked_when_every_column_is_known():
    titles = ["企业名称", "", "未导入的原因"]
    assert is_plain(LEADS, titles, propose(LEADS, titles))
    assert not is_plain(LEADS, [*titles, "工资"], propose(LEADS, titles))
    assert missing(ImportKind.PROJECTS, {}) == ["项目名称", "投资方", "产业链环节"]


@pytest.mark.parametrize(
    ("title", "unit"),
    [("总投资（亿元）", AmountUnit.YI), ("总投资(单位：万美元)", AmountUnit.WAN_USD),
     ("总投资", None), ("用地（亩）", None)],
)  # fmt: skip
def test_the_unit_of_a_head(title, unit):
    assert unit_in(title) is unit


def test_a_name_of_several_things_is_open():
    names = [("集成电路 · 封测", 1), ("光电 · 封测", 2), ("封测", 1), ("封测", 2), ("设计", 3)]
    found = offered(names)
    assert found["设计"] == 3
    assert str(found["封测"]) == "“集成电路 · 封测”、“光电 · 封测”"
    assert str(Several("甲乙丙丁")) == "“甲”、“乙”、“丙” 等"


def context(**units) -> Context:
    columns = dict(enumerate(COLUMNS[LEADS][:6]))
    choices = {"node": {"封测": Several(["集成电路 · 封测"])}, "unit": {"亿元": "yi"}}
    return Context(columns, units, choices, date(2026, 11, 20))


def test_a_row_says_at_each_cell_what_is_wrong():
    row = read_row(context(), 7, ["", 123, "想法", "封测", "面议", "吨"])
    assert list(row.faults) == [
        "企业名称", "金额单位", "统一社会信用代码", "产业链环节", "意向投资额"
    ]  # fmt: skip
    assert row.values == {"intent": "想法"}


@pytest.mark.parametrize(
    ("typed", "value", "words"),
    [
        ("会展活动", "event", ""),
        ("会展", "event", "招引方式：“会展”按 会展活动 读取"),
        ("展会招商", "event", "招引方式：“展会招商”按 会展活动 读取"),
        ("招商", None, "没有“招商”这个招引方式，可以填：会展活动、基金招商、驻点招商。"),
        ("随便", None, "没有“随便”这个招引方式，可以填：会展活动、基金招商、驻点招商。"),
    ],
)
def test_a_word_of_a_short_list_is_known_by_its_part(typed, value, words):
    channel = next(one for one in COLUMNS[LEADS] if one.key == "channel")
    pairs = [("会展活动", "event"), ("基金招商", "fund"), ("驻点招商", "office"), ("展会", "event")]
    asked = Context({0: channel}, {}, {"channel": offered(pairs)}, date(2026, 11, 20))
    row = read_row(asked, 2, [typed])
    assert row.values.get("channel") == value
    assert "".join([*row.notes, *row.faults.values()]) == words


@pytest.mark.parametrize(
    ("row", "foot"),
    [
        (["合计", None, 5], True),
        ([None, "总 计", 5], True),
        (["填表人：王建国"], True),
        (["注：金额为意向"], True),
        (["合计科技有限公司"], False),
        ([1, "甲公司"], False),
        ([], False),
    ],
)
def test_totals_and_notes_below_are_no_rows(row, foot):
    assert is_foot(row) is foot


@pytest.mark.parametrize(
    ("read", "name", "phone"),
    [
        ({"contact_name": "李总 13812345670"}, "李总", "13812345670"),
        ({"contact_name": "李总（138 1234 5670）"}, "李总", "13812345670"),
        ({"contact_name": "王建国/0512-62881234"}, "王建国", "0512-62881234"),
        ({"contact_name": "13812345670"}, "", "13812345670"),
        ({"contact_name": "李总13812345670", "contact_phone": "1390"}, "李总", "1390"),
        ({"contact_name": "李总"}, "李总", None),
        ({}, None, None),
    ],
)
def test_a_number_does_not_stay_in_a_name(read, name, phone):
    phone_apart(read)
    assert (read.get("contact_name"), read.get("contact_phone")) == (name, phone)


def test_the_unit_of_the_row_goes_before_that_of_the_head():
    head = {"amount": AmountUnit.WAN_USD}
    assert read_row(context(**head), 2, ["甲", None, None, None, 3]).values["amount"] == [
        3 * 10**6, "wan_usd"
    ]  # fmt: skip
    row = read_row(context(**head), 2, ["甲", None, None, None, 3, "亿元"])
    assert row.values["amount"] == [3 * 10**10, "yi"]


def test_values_are_laid_over_what_is_there():
    base = lead_values({"company_name": "甲", "intent": "老", "amount": [5, "wan"]})
    found = lead_values({"company_name": "甲", "next_step_on": "2026-03-05"}, base)
    assert (found.intent, found.amount_minor, found.next_step_on) == ("老", 5, date(2026, 3, 5))
    assert brought_back(LeadValues, kept(found)) == found
    project = project_values({"name": "甲", "node_id": 1, "other_node": 2, "other_share": 3000})
    assert project.other_nodes == ((2, 3000),)
    assert brought_back(ProjectValues, kept(project)) == project
    company = company_values({"name": "甲", "former_names": "乙，丙；乙", "country": "KR"})
    assert (company.former_names, company.region_code) == (("乙", "丙"), None)


def test_figures_of_a_run():
    assert (percent(50, 200), percent(5, 0), percent(300, 200)) == (25, 0, 100)
    assert counts_in_words({"wrong": 2, "new": 1000}) == "新增 1,000 条，有误 2 条"
    assert may_undo(RunState.DONE, 30)
    assert not may_undo(RunState.DONE, 31)
    assert not may_undo(RunState.CHECKED, 0)


def test_every_column_has_a_key_of_its_own():
    for kind, columns in COLUMNS.items():
        keys = [column.key for column in columns]
        assert len(set(keys)) == len(keys)
        assert column_of(kind, keys[0]) is columns[0]
        assert column_of(kind, "nothing") is None
