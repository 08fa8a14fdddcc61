"""The filters in force in words, and as they stand in an address."""

from typing import Any

from crm.lib.labelled import Labelled
from crm.lib.money import format_yi
from crm.projects.queries.filters import ProjectFilter, list_address
from crm.projects.queries.names import Names
from crm.projects.rules import MilestoneState

WORDS = {
    "foreign": "外资",
    "counted": "按统计口径",
    "net": "不含已终止",
    "pending": "有待认定的",
    "company": "同一投资方",
}
TYPED = {"q": "名称含“{}”", "product": "产品：{}", "measure": "产能单位：{}"}


def chips(by: ProjectFilter, names: Names, path: str = "/projects") -> list[tuple[str, str]]:
    """The filters in force in words, each with the address without it."""
    found = []
    for name, value in given(by).items():
        if name in ("start", "end", "status"):
            continue
        dated = (name, "start", "end", "status", "counted")
        gone = dated if name in ("milestone", "paid") else name
        rest = by.without(*([gone] if isinstance(gone, str) else gone))
        found.append((_told(by, name, value, names), list_address(path, **given(rest))))
    return found


def _told(by: ProjectFilter, name: str, value: Any, names: Names) -> str:
    match name:
        case "node":
            return names.node or "环节"
        case "chain":
            return dict(names.chains).get(value, "产业链")
        case "unit":
            return dict(names.units).get(value, "单位")
        case "tag":
            return dict(names.tags).get(value, "标签")
        case "owner":
            return f"负责人：{names.owner}"
        case "before":
            return f"{value.label}之前"
        case "least" | "most":
            return f"总投资不{'低' if name == 'least' else '高'}于 {format_yi(value)}"
        case "milestone" | "paid":
            status = by.status or MilestoneState.VERIFIED
            days = f"{by.start or ''}至{by.end or ''}" if by.start or by.end else ""
            word = "到账外资" if name == "paid" else value.label
            return f"{word}{status.label} {days}".strip()
    if name in TYPED:
        return TYPED[name].format(value)
    return value.label if isinstance(value, Labelled) else WORDS.get(name, str(value))


def given(by: ProjectFilter) -> dict[str, Any]:
    """The filters in force by the names of their fields."""
    return {name: value for name, value in by.__dict__.items() if value not in (None, "", False)}


def words(by: ProjectFilter) -> dict[str, str]:
    """The filters as they stand in an address."""
    return {
        name: "1" if value is True else str(getattr(value, "value", value))
        for name, value in by.given().items()
    }
