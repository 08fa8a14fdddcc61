"""Targets and exchange rates of the made-up office."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.queries import zone
from crm.chains.models import Chain, ChainNode
from crm.exchange.demo.pipeline import DOLLAR_FEN
from crm.lib.currencies import Currency
from crm.lib.periods import Period, add_months, time_progress
from crm.plans.models import ExchangeRate, Quota
from crm.plans.rules import Metric, Stage
from crm.projects.models import Milestone
from crm.projects.rules import MilestoneState

# Targets are set from what was reached, so that at any scale some are ahead and some behind.
AMBITION = (Decimal("1.12"), Decimal("0.97"), Decimal("0.88"))
COUNTED = (Stage.SIGNED, Stage.REGISTERED, Stage.STARTED)
NODE_AMBITION = Decimal("1.3")


def make_rates(session: Session, today: date) -> None:
    """A flat rate of the dollar for the months that the demo covers."""
    month = add_months(today.replace(day=1), -26)
    while month <= today:
        known = select(ExchangeRate.id).where(
            ExchangeRate.currency == Currency.USD, ExchangeRate.month == month
        )
        if session.scalar(known) is None:
            rate = Decimal(DOLLAR_FEN) / 100
            session.add(ExchangeRate(currency=Currency.USD, month=month, rate=rate))
        month = add_months(month, 1)
    session.flush()


def make_quotas(session: Session, units: list[OrgUnit], today: date) -> None:
    """This year's and last year's targets: of the zone, of each unit, of each node."""
    root = zone(session)
    chain_id = session.scalars(select(Chain.id).where(Chain.code == "ic")).one()
    nodes = list(session.scalars(select(ChainNode).where(ChainNode.chain_id == chain_id)))
    for year in (today.year - 1, today.year):
        period = Period.year(year)
        share = 1 / max(time_progress(period, today), Fraction(1, 24))
        for place, stage in enumerate(COUNTED):
            for unit in (root, *units):
                reached = _reached(session, stage, period, unit_path=unit.path)
                target = max(1, round(float(reached * AMBITION[(place + unit.id) % 3]) * share))
                session.add(_quota(f"demo-{year}-{stage}-{unit.id}", f"{year}年新{stage.label}项目",
                                   unit.id, stage, period, target))  # fmt: skip
        for node in nodes:
            reached = _reached(session, Stage.REGISTERED, period, node_path=node.path)
            target = max(2, round(float(reached * NODE_AMBITION) * share))
            quota = _quota(f"demo-{year}-node-{node.code}", f"{year}年{node.name}环节落户企业",
                           root.id, Stage.REGISTERED, period, target)  # fmt: skip
            quota.chain_id, quota.node_id = chain_id, node.id
            session.add(quota)
    session.flush()


def _reached(
    session: Session, stage: Stage, period: Period, unit_path: str = "", node_path: str = ""
) -> int:
    """Verified milestones of a stage in a period below a unit or a node."""
    wanted = (
        select(func.count())
        .select_from(Milestone)
        .join(Milestone.project)
        .where(
            Milestone.stage == stage,
            Milestone.state == MilestoneState.VERIFIED,
            Milestone.occurred_on.between(period.start, period.end),
        )
    )
    if unit_path:
        wanted = wanted.join(OrgUnit).where(OrgUnit.path.startswith(unit_path))
    if node_path:
        wanted = wanted.join(ChainNode).where(ChainNode.path.startswith(node_path))
    return session.scalar(wanted) or 0


def _quota(code: str, title: str, unit_id: int, stage: Stage, period: Period, target: int) -> Quota:
    return Quota(
        code=code,
        title=title,
        metric=Metric.COUNT,
        milestone=stage,
        unit_id=unit_id,
        starts_on=period.start,
        ends_on=period.end,
        target=Decimal(target),
        reading="演示数据",
    )
