"""Plans, indicators, quotas, definitions and rates."""

from datetime import date
from decimal import Decimal
from itertools import count

from sqlalchemy.orm import Session

from crm.lib.currencies import Currency
from crm.plans.models import (
    Definition,
    ExchangeRate,
    Indicator,
    IndicatorValue,
    Mention,
    Plan,
    Quota,
)
from crm.plans.rules import STAGES, Metric, Stage
from tests.factories.accounts import zone

_numbers = count(1)
WEIGHTS = {"negotiating": 20, "signed": 60, "registered": 85, "started": 95, "production": 100}


def make_plan(session: Session, **given) -> Plan:
    number = next(_numbers)
    given = {
        "code": f"plan-{number}",
        "title": f"第{number}号规划",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2030, 12, 31),
        **given,
    }
    return _added(session, Plan(**given))


def make_mention(session: Session, plan: Plan | None = None, **given) -> Mention:
    """What a plan calls a chain, a node or a cluster: one of the three is given."""
    given = {"name": "电子信息产业", "companies": [], **given}
    return _added(session, Mention(plan_id=(plan or make_plan(session)).id, **given))


def make_indicator(session: Session, plan: Plan | None = None, **given) -> Indicator:
    """An indicator; `values` are (year, kind, value)."""
    values = given.pop("values", ())
    given = {"code": f"indicator-{next(_numbers)}", "name": "销售总值", "unit": "亿元", **given}
    indicator = _added(session, Indicator(plan_id=(plan or make_plan(session)).id, **given))
    for year, kind, value in values:
        row = IndicatorValue(
            indicator_id=indicator.id, year=year, kind=kind, value=Decimal(str(value))
        )
        _added(session, row)
    return indicator


def make_quota(session: Session, **given) -> Quota:
    """60 projects signed in 2026 by the whole zone, unless something else is given."""
    unit = given.pop("unit", None)
    given = {
        "code": f"quota-{next(_numbers)}",
        "title": "2026年新签约项目",
        "metric": Metric.COUNT,
        "milestone": Stage.SIGNED,
        "unit_id": (unit or zone(session)).id,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "target": Decimal(60),
        **given,
    }
    return _added(session, Quota(**given))


def make_definition(session: Session, **given) -> Definition:
    """A definition that asks for nothing."""
    given = {
        "name": "测试口径",
        "effective_from": date(2021, 1, 1),
        "landed_stage": Stage.REGISTERED,
        "framework_counts": False,
        "kinds_left_out": ["real_estate", "relocation", "fiscal"],
        "milestones": {
            stage.value: {"meaning": stage.label, "evidence": [], "fields": [], "files": 0}
            for stage in STAGES
        },
        "weights": WEIGHTS | {"capacity": 100},
        **given,
    }
    return _added(session, Definition(**given))


def make_rate(session: Session, rate: str = "7.1", **given) -> ExchangeRate:
    given = {"currency": Currency.USD, "month": date(2026, 11, 1), **given}
    return _added(session, ExchangeRate(rate=Decimal(rate), **given))


def _added(session: Session, row):
    session.add(row)
    session.flush()
    return row
