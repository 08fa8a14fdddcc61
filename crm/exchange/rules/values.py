"""Values of a row as the operations take them, over what stands in a record already."""

import re
from dataclasses import asdict, fields, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from crm.chains.rules import Mark
from crm.companies.rules import CompanyValues, Relation
from crm.leads.rules import ActivityKind, ActivityValues, LeadValues
from crm.leads.rules.pasted_people import phone_in
from crm.lib.currencies import AmountUnit
from crm.lib.regions import HOME
from crm.plans.rules import Channel, ProjectKind
from crm.projects.rules.values import ProjectValues

_NUMBER = re.compile(r"[+(（]?\d[\d\s()（）-]{5,}\d(?:\s*(?:转|-)\s*\d{1,5})?")
Values = TypeVar("Values", LeadValues, CompanyValues, ProjectValues)
NO_LEAD = LeadValues(company_name="")
NO_COMPANY = CompanyValues(name="", relation=Relation.TARGET)
NO_PROJECT = ProjectValues(name="", node_id=0)
# Columns that are not values of the record themselves.
BESIDE = frozenset({"owner", "despite", "node_id_of_company", "started_on", "amount", "unit"})
READ: dict[str, Any] = {
    "channel": Channel,
    "kind": ProjectKind,
    "relation": Relation,
    "mark": Mark,
    "amount_unit": AmountUnit,
    "next_step_on": date.fromisoformat,
}


def lead_values(read: dict[str, Any], base: LeadValues | None = None) -> LeadValues:
    """A lead as the row says it, over the values of the one that is there."""
    return _over(base or NO_LEAD, _with_amount(read))


def company_values(read: dict[str, Any], base: CompanyValues | None = None) -> CompanyValues:
    """A company as the row says it, over the values of the one that is there."""
    given = {key: value for key, value in read.items() if key != "node_id"}
    if "registered_capital" in given:
        given["registered_capital_fen"] = given.pop("registered_capital")
    if "former_names" in given:
        text = given["former_names"].replace("，", "、").replace(",", "、").replace("；", "、")
        names = (name.strip() for name in text.split("、"))
        given["former_names"] = tuple(dict.fromkeys(name for name in names if name))
    found = _over(base or NO_COMPANY, given)
    return found if found.country == HOME else replace(found, region_code=None)


def project_values(read: dict[str, Any], base: ProjectValues | None = None) -> ProjectValues:
    """A project as the row says it, over the values of the one that is there."""
    given = _with_amount(read)
    for key, name in (("fixed_assets", "fixed_assets_fen"), ("land", "land_mu_hundredths")):
        if key in given:
            given[name] = given.pop(key)
    node, share = given.pop("other_node", None), given.pop("other_share", None)
    if node is not None:
        given["other_nodes"] = ((node, share or 0),)
    return _over(base or NO_PROJECT, given)


def activity_values(read: dict[str, Any]) -> ActivityValues:
    """What was done, as the row says it."""
    step_on = read.get("next_step_on")
    return ActivityValues(
        activity=ActivityKind(read.get("activity", ActivityKind.NOTE)),
        happened_on=date.fromisoformat(read["happened_on"]),
        summary=read["summary"],
        people=read.get("people", ""),
        place=read.get("place", ""),
        next_step=read.get("next_step", ""),
        next_step_on=date.fromisoformat(step_on) if step_on else None,
    )


def phone_apart(read: dict[str, Any]) -> str:
    """Take a number out of the contact's name, where it would be read by everybody: what was done.

    A phone column that says something stays as it is.
    """
    name = str(read.get("contact_name", ""))
    phone = phone_in(name)
    if not phone:
        return ""
    bare = "".join(_NUMBER.split(name)).strip(" ,，、;；/:：()（）-")
    read["contact_name"] = bare
    read.setdefault("contact_phone", phone)
    return f"“{name}”分作姓名和电话"


def _with_amount(read: dict[str, Any]) -> dict[str, Any]:
    given = {key: value for key, value in read.items() if key not in BESIDE}
    if "amount" in read:
        given["amount_minor"], given["amount_unit"] = read["amount"]
    return given


def _over(base: Values, given: dict[str, Any]) -> Values:
    known = _names(type(base))
    return replace(
        base,
        **{
            key: READ[key](value) if key in READ and isinstance(value, str) else value
            for key, value in given.items()
            if key in known
        },
    )


@cache
def _names(kind: type[Any]) -> frozenset[str]:
    return frozenset(one.name for one in fields(kind))


def kept(values: LeadValues | CompanyValues | ProjectValues) -> dict[str, Any]:
    """Values as JSON holds them, so that they can be brought back."""
    return {
        key: value.value
        if isinstance(value, Enum)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for key, value in asdict(values).items()
    }


def brought_back(kind: type[Values], stored: dict[str, Any]) -> Values:
    """The values that `kept` stored."""
    given = dict(stored)
    for key in ("former_names",):
        if key in given:
            given[key] = tuple(given[key])
    if "other_nodes" in given:
        given["other_nodes"] = tuple((node, share) for node, share in given["other_nodes"])
    return kind(
        **{
            key: READ[key](value) if key in READ and isinstance(value, str) else value
            for key, value in given.items()
        }
    )
