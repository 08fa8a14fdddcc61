"""Loads checks: what they look at is found among all plans' figures."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.finding import plan_coded
from crm.exchange.seeds.ledger import Ledger, Removed
from crm.plans.models import (
    FigureCheck,
    FigureReference,
    Indicator,
    IndicatorValue,
    Quota,
)
from crm.plans.rules import VALUE_KINDS
from crm.projects.models import Project, ProjectCapacity

STEP = 10
# What tells one reference from another, as the columns are called.
FIELDS = (
    "is_whole", "position", "kind", "subject_id", "year", "value_kind", "source", "product",
)  # fmt: skip
Reference = dict[str, Any]


def load_checks(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """Checks with their references; a reference to nothing is a fault of the entry."""
    known = _Known(ledger)
    kept = []
    for group in groups:
        for place, entry in enumerate(group.of("checks")):
            with ledger.trying():
                references = _references(known, entry)
                kept.append((_load_check(ledger, entry, place), references))
    ledger.settle()
    _write(ledger, [(check, wanted) for check, wanted in kept if check is not None])


def _load_check(ledger: Ledger, entry: Entry, place: int) -> FigureCheck | None:
    given = entry.values
    plan = plan_coded(ledger, entry)
    if not given["parts"]:
        raise entry.fault("parts", "至少要有一个")
    identity = {"plan_id": plan.id, "code": given["code"]}
    values = {
        **identity,
        **{name: given[name] for name in ("title", "kind", "rate", "reading")},
        "position": place * STEP,
    }
    key = f"{plan.code}/{given['code']}"
    return ledger.keep(entry, "check", key, FigureCheck, values, natural=identity)


def _references(known: "_Known", entry: Entry) -> list[Reference]:
    """Parts in their order, then the whole."""
    given = [("parts", one) for one in entry.values["parts"]] + [("whole", entry.values["whole"])]
    return [
        {**known.resolve(entry, field, one), "is_whole": field == "whole", "position": n * STEP}
        for n, (field, one) in enumerate(given)
    ]


def _write(ledger: Ledger, kept: Sequence[tuple[FigureCheck, list[Reference]]]) -> None:
    """References are the file's alone: those of a check that reads otherwise are made anew."""
    found: dict[int, list[Reference]] = {}
    rows = ledger.session.scalars(select(FigureReference).order_by(FigureReference.position))
    for row in rows:
        found.setdefault(row.check_id, []).append({name: getattr(row, name) for name in FIELDS})
    changed = [check.id for check, wanted in kept if found.get(check.id, wanted) != wanted]
    if changed:
        ledger.session.execute(delete(FigureReference).where(FigureReference.check_id.in_(changed)))
    for check, wanted in kept:
        if check.id not in found or check.id in changed:
            ledger.session.add_all(FigureReference(check_id=check.id, **one) for one in wanted)
    ledger.session.flush()


class _Known:
    """The figures that there are."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        columns = (IndicatorValue.indicator_id, IndicatorValue.year, IndicatorValue.kind)
        self.values: dict[tuple[int, int, str], set[str]] = {}
        for *key, source in ledger.session.execute(select(*columns, IndicatorValue.source)):
            self.values.setdefault(tuple(key), set()).add(source)
        rows = ledger.session.execute(select(ProjectCapacity.project_id, ProjectCapacity.product))
        self.capacities = {tuple(row) for row in rows}

    def resolve(self, entry: Entry, field: str, given: dict[str, Any]) -> Reference:
        """The figure that a reference names; raises the entry's fault when there is none."""
        named = [name for name in ("indicator", "quota", "project") if given[name] is not None]
        if len(named) != 1:
            raise entry.fault(field, "indicator、quota、project 三者应写一个，且只写一个")
        empty = {"year": None, "value_kind": "", "source": "", "product": ""}
        find = {"indicator": self._value, "quota": self._quota, "project": self._capacity}
        return {**empty, **find[named[0]](entry, field, given)}

    def _value(self, entry: Entry, field: str, given: dict[str, Any]) -> Reference:
        plan, code = plan_coded(self.ledger, entry, given["plan"]), given["indicator"]
        row = self.ledger.row("indicator", Indicator, f"{plan.code}/{code}")
        row = row or self.ledger.there("indicator", Indicator, plan_id=plan.id, code=code)
        if row is None:
            raise entry.fault(field, f"规划“{plan.code}”没有指标“{code}”")
        year, kind, source = given["year"], given["kind"], given["source"]
        if year is None or kind is None:
            raise entry.fault(field, f"引用指标“{code}”要写 year 和 kind")
        sources = self.values.get((row.id, year, kind))
        words = f"{year}年的{VALUE_KINDS[kind]}"
        if sources is None:
            raise entry.fault(field, f"指标“{code}”没有{words}")
        if source and source not in sources:
            raise entry.fault(field, f"指标“{code}”{words}没有出自“{source}”的数值")
        return {
            "kind": "indicator",
            "subject_id": row.id,
            "year": year,
            "value_kind": kind,
            "source": source,
        }

    def _quota(self, entry: Entry, field: str, given: dict[str, Any]) -> Reference:
        code = given["quota"]
        row = self.ledger.row("quota", Quota, code)
        row = row or self.ledger.there("quota", Quota, code=code)
        if row is None:
            raise entry.fault(field, f"没有代码为“{code}”的招引目标")
        return {"kind": "quota", "subject_id": row.id}

    def _capacity(self, entry: Entry, field: str, given: dict[str, Any]) -> Reference:
        plan, name = given["plan"] or entry.plan_code, given["project"]
        row = self.ledger.row("project", Project, f"{plan}/{name}")
        if row is None:
            raise entry.fault(field, f"规划“{plan}”没有项目“{name}”")
        if (row.id, given["product"]) not in self.capacities:
            if not self.ledger.is_new(row):
                raise Removed
            raise entry.fault(field, f"项目“{name}”没有产品“{given['product']}”的产能")
        return {"kind": "capacity", "subject_id": row.id, "product": given["product"]}
