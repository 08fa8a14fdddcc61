"""What two companies become when they turn out to be one. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What people say about a company, with the words by which it is asked which value stays.
FIELDS = {
    "name": "企业名称",
    "short_name": "简称",
    "credit_code": "统一社会信用代码",
    "relation": "关系",
    "is_leader": "龙头企业",
    "country": "国别地区",
    "region_code": "所在地区",
    "industry_code": "行业代码",
    "registered_capital_fen": "注册资本",
    "address": "地址",
    "website": "网址",
    "description": "主营业务",
    "source": "来源",
}
KEPT, OTHER = "kept", "other"


@dataclass(frozen=True)
class Difference:
    """A field that is filled in both, and differs."""

    field: str
    label: str
    kept: Any
    other: Any


def differences(kept: Mapping[str, Any], other: Mapping[str, Any]) -> list[Difference]:
    """The fields of which one value has to be chosen."""
    found = []
    for field, label in FIELDS.items():
        mine, theirs = kept[field], other[field]
        if mine != theirs and _filled(mine) and _filled(theirs):
            found.append(Difference(field, label, mine, theirs))
    return found


def merged(
    kept: Mapping[str, Any], other: Mapping[str, Any], chosen: Mapping[str, str]
) -> dict[str, Any]:
    """The values that the one company has: the filled one of two, or the one that was chosen."""
    values = {}
    for field in FIELDS:
        mine, theirs = kept[field], other[field]
        both = _filled(mine) and _filled(theirs)
        takes = chosen.get(field) == OTHER if both else not _filled(mine) and _filled(theirs)
        values[field] = theirs if takes else mine
    if not _filled(values["region_code"]) or values["country"] != "CN":
        values["region_code"] = None
    return values


def merge_fault(kept: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Why the two cannot be one company; '' when they can."""
    if kept["id"] == other["id"]:
        return "请选择另一家企业。"
    codes = (kept["credit_code"], other["credit_code"])
    if all(codes) and codes[0] != codes[1]:
        return (
            "两家企业的统一社会信用代码不同，是两个法人，不能合并。若有一个填错，请先改正再合并。"
        )
    if kept["confidential"] != other["confidential"]:
        return "两家企业一家涉密、一家不涉密，不能合并。请先把密级改为一致。"
    return ""


def _filled(value: Any) -> bool:
    return value is not None and value != ""
