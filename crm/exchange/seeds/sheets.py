"""The workbook's sheets: columns made of the schema's fields, under Chinese heads.

What lies inside an entry of a file (an indicator's figures, a check's parts) stands on a sheet of
its own here, whose first column names the entry.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from crm.exchange.seeds.readers import Field, Fields, amount, entry_of, flag, list_of
from crm.exchange.seeds.schema import CAPACITY, NODE, REFERENCE, SECTIONS, TECHNOLOGY, VALUE

GUIDE = "填写说明"
AMOUNT: Fields = {"value": Field(str, needed=True), "unit": Field(str, needed=True)}


@dataclass(frozen=True)
class Column:
    """A column: its head, where its cells go in the entry, how they are read."""

    head: str
    path: tuple[str, ...]
    needed: bool = False
    is_list: bool = False
    is_flag: bool = False

    @property
    def hint(self) -> str:
        """What a clerk must know of it."""
        words = "必填" if self.needed else "选填"
        if self.is_list:
            words += "，几个之间用顿号隔开"
        return f"{words}，填“是”或“否”" if self.is_flag else words


@dataclass(frozen=True)
class Sheet:
    """A sheet: the section its rows belong to; `inside` the entries that `owner` finds."""

    title: str
    section: str
    columns: tuple[Column, ...]
    inside: str = ""
    owner: str = ""

    @property
    def heads(self) -> Mapping[str, str]:
        """The names of fields as the sheet calls them."""
        return {column.path[0]: column.head for column in reversed(self.columns)}


HEADS = {
    "code": "代码", "name": "名称", "title": "名称", "cluster": "产业集群", "chain": "产业链",
    "node": "环节", "parent": "上级环节", "stream": "位置", "description": "说明",
    "issuer": "发文机关", "document_number": "文号", "issued_on": "成文日期",
    "starts_on": "起", "ends_on": "止", "states_on": "现状日期", "is_draft": "征求意见稿",
    "is_reference": "仅供参照", "territory": "适用范围", "note": "备注", "level": "级别",
    "place": "地点", "focus": "发展重点", "companies": "龙头企业", "chapter": "章", "section": "节",
    "table": "表或专栏", "reading": "口径说明", "unit": "单位", "subject": "主体",
    "milestone": "节点", "metric": "计量", "foreign_only": "仅外资", "region_group": "投资来源",
    "channel": "招引方式", "least_investment": "总投资下限", "most_investment": "总投资上限",
    "capacity_unit": "产能单位", "capacity_product": "产能产品", "part_of": "上级目标代码",
    "target": "目标值", "at_least": "以上", "number": "序号", "group": "分类", "content": "内容",
    "leads": "牵头部门", "helpers": "配合部门", "due_on": "完成时限", "kind": "类型",
    "state": "状态", "area": "面积", "source": "出处", "short_name": "简称", "relation": "关系",
    "is_leader": "是否龙头", "code_named": "以代号登记", "country": "国别代码",
    "region_code": "地区代码", "honours": "资质", "company": "企业", "unsure": "环节暂定",
    "stage": "阶段", "investment": "总投资", "is_foreign": "是否外资", "intent": "投资意向",
    "amount": "意向金额", "rate": "比率", "direction": "方向", "names": "技术名称", "year": "年份",
    "value": "数值", "counts": "采用", "product": "产品", "plan": "规划代码",
    "indicator": "指标代码", "quota": "招引目标代码", "project": "项目名称",
}  # fmt: skip
# Fields that are sheets of their own, or that an office does not fill in here.
APART = {"nodes", "technologies", "values", "parts", "whole", "capacities"}


def _columns(
    fields: Fields, prefix: tuple[str, ...] = (), head: str = "", *, optional: bool = False
) -> Iterator[Column]:
    """The columns of fields; an entry within an entry has its fields beside one another."""
    for name, spec in fields.items():
        if name in APART:
            continue
        path, title = (*prefix, name), head + HEADS[name]
        inner = AMOUNT if spec.read is amount else _inner(spec)
        if inner is not None:
            yield from _columns(inner, path, title, optional=optional or not spec.needed)
            continue
        is_list = isinstance(spec.read, partial) and spec.read.func is list_of
        needed = spec.needed and not optional
        yield Column(title, path, needed, is_list, spec.read is flag)


def _inner(spec: Field) -> Fields | None:
    read = spec.read
    if isinstance(read, partial) and read.func is entry_of:
        return read.args[0]
    return None


def _sheet(title: str, section: str) -> Sheet:
    return Sheet(title, section, tuple(_columns(SECTIONS[section])))


def _part(title: str, section: str, inside: str, owner: Column, fields: Fields) -> Sheet:
    return Sheet(title, section, (owner, *_columns(fields)), inside, owner.path[0])


CHAIN = Column("产业链代码", ("chain",), needed=True)
PARENT = Column("上级环节", ("parent",))
PROJECT = Column("项目名称", ("name",), needed=True)
OWN_NODE = {name: spec for name, spec in NODE.items() if name not in APART}
REFERENCES = (
    Column("核对代码", ("code",), needed=True),
    Column("部分或总数", ("side",), needed=True),
    *_columns(REFERENCE),
)
SHEETS: tuple[Sheet, ...] = (
    _sheet("规划", "plan"),
    _sheet("产业集群", "clusters"),
    _sheet("产业链", "chains"),
    Sheet("环节", "nodes", (CHAIN, PARENT, *_columns(OWN_NODE)), "nodes"),
    Sheet(
        "关键技术",
        "nodes",
        (CHAIN, Column("环节代码", ("parent",)), *_columns(TECHNOLOGY)),
        "technologies",
    ),
    _sheet("规划提法", "mentions"),
    _sheet("指标", "indicators"),
    _part("指标数值", "indicators", "values", Column("指标代码", ("code",), needed=True), VALUE),
    _sheet("招引目标", "quotas"),
    _sheet("任务", "tasks"),
    _sheet("载体", "carriers"),
    _sheet("企业", "companies"),
    _sheet("项目", "projects"),
    _part("项目产能", "projects", "capacities", PROJECT, CAPACITY),
    _sheet("线索", "leads"),
    _sheet("核对", "checks"),
    Sheet("核对引用", "checks", REFERENCES, "parts", "code"),
)
