"""Collects the figures of a brief through the functions that the pages count with.

The reader of a brief is everybody in its unit: nobody's clearance. So the count includes
confidential projects, the amounts leave them out, and they appear under their code names.

Milestones count up to the end of the month; stage and state of a project are as they are now,
because they are not kept for every day. The brief says so.
"""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Role, Scope, Viewer
from crm.analytics.queries.counting import count
from crm.analytics.queries.facts import facts
from crm.analytics.queries.funnel import cells, places
from crm.analytics.queries.quotas import terms_of
from crm.analytics.rules.funnel import Funnel, funnel
from crm.analytics.rules.quotas import Tally, Terms
from crm.analytics.rules.scores import PROJECTS, SMALLEST, YI, Unit, unit_of
from crm.analytics.rules.tallies import tally
from crm.briefs.queries.chains import chain_lines
from crm.briefs.queries.projects import honesty, milestone_lines
from crm.briefs.rules import snapshot as frozen
from crm.briefs.rules.numerals import rounded
from crm.briefs.rules.snapshot import Snapshot
from crm.chains.queries import labels
from crm.lib.periods import Period, add_months, month_end
from crm.lib.trees import ids
from crm.plans import queries as plans
from crm.plans.models import Definition, Quota
from crm.plans.rules import STAGES, Curve, Metric, Stage, place_of, standing

COUNTED = (Stage.SIGNED, Stage.REGISTERED, Stage.STARTED)
MOST_QUOTAS = 60


def collect(
    session: Session, unit: OrgUnit, month: date, today: date, taken_at: datetime
) -> Snapshot:
    """The figures of a unit's month, frozen; `month` is any day of it, not later than today."""
    first = month.replace(day=1)
    as_of = min(month_end(first), today)
    reader = reader_of(unit)
    definition = plans.definition_for(session, as_of)
    headlines, months = _course(session, reader, first, as_of, definition)
    quotas, ended = _quotas(session, reader, unit, first, as_of, definition)
    where = places(labels(session, reader))
    pipeline = funnel(cells(session, reader, where))
    kinds, milestones = milestone_lines(session, reader, first, as_of, definition)
    whole_zone = unit.parent_id is None
    return Snapshot(
        month=first,
        as_of=as_of,
        taken_at=taken_at,
        unit=unit.name,
        whole_zone=whole_zone,
        definition=frozen.Definition(
            name=definition.name,
            effective_from=definition.effective_from,
            landed=definition.landed_stage.label,
        ),
        honesty=honesty(session, reader, as_of, today),
        addressees=_addressees(session, unit),
        headlines=headlines,
        months=months,
        quotas=quotas,
        quotas_ended=ended,
        stages=_stages(pipeline),
        paused=pipeline.paused.count,
        chains=chain_lines(session, reader, unit.path, as_of, definition) if whole_zone else (),
        milestones=milestones,
        kinds=kinds,
    )


def reader_of(unit: OrgUnit) -> Viewer:
    """Somebody who sees all of the unit and is on no list of a confidential record."""
    whole_zone = unit.parent_id is None
    return Viewer(
        id=0,
        username="",
        name=unit.name,
        role=Role.LEADER if whole_zone else Role.MANAGER,
        unit_id=unit.id,
        unit_name=unit.name,
        unit_path=unit.path,
        scope=Scope.ZONE if whole_zone else Scope.BELOW,
    )


def _addressees(session: Session, unit: OrgUnit) -> tuple[str, ...]:
    below = OrgUnit.path.startswith(unit.path, autoescape=True)
    kinds = set(
        session.scalars(
            select(OrgUnit.kind).where(below, OrgUnit.active, OrgUnit.id != unit.id).distinct()
        )
    )
    return tuple(kind.label for kind in type(unit.kind) if kind in kinds)


def _course(
    session: Session, reader: Viewer, first: date, as_of: date, definition: Definition
) -> tuple[tuple[frozen.Headline, ...], tuple[frozen.MonthLine, ...]]:
    """Milestones of the month and the year beside the year before, and signings by month."""
    spans = _spans(first, as_of)
    terms = [
        Terms(
            quota_id=place * 100 + number, milestone=stage, period=span, unit_path=reader.unit_path
        )
        for place, stage in enumerate(COUNTED)
        for number, span in enumerate(spans)
    ]
    sure = [
        fact
        for fact in facts(session, reader, terms, definition)
        if fact.verified and not fact.dropped
    ]
    found = tally(terms, sure)
    compared = any(found[place * 100 + 3].net for place in range(len(COUNTED)))
    headlines = tuple(
        frozen.Headline(
            stage=stage.label,
            month=_sum(found[place * 100]),
            year=_sum(found[place * 100 + 1]),
            month_before=_sum(found[place * 100 + 2]) if compared else None,
            year_before=_sum(found[place * 100 + 3]) if compared else None,
        )
        for place, stage in enumerate(COUNTED)
    )
    months = tuple(
        frozen.MonthLine(
            month=number,
            count=found[2 + 2 * number].net,
            before=found[3 + 2 * number].net if compared else None,
        )
        for number in range(1, first.month + 1)
    )
    return headlines, months


def _spans(first: date, as_of: date) -> list[Period]:
    """The month, the year so far, the same two a year before; then by month now and before."""
    january, then = first.replace(month=1), add_months(first, -12)
    # A whole month is compared with a whole one, also in February of a leap year.
    whole = as_of == month_end(first)
    until = month_end(then) if whole else add_months(as_of, -12)
    found = [
        Period(first, as_of),
        Period(january, as_of),
        Period(then, until),
        Period(add_months(january, -12), until),
    ]
    for month in Period(january, first).months():
        before = add_months(month, -12)
        found.append(Period(month, min(month_end(month), as_of)))
        found.append(Period(before, min(month_end(before), until)))
    return found


def _sum(one: Tally) -> frozen.Sum:
    return frozen.Sum(count=one.net, fen=one.net_fen, unknown=one.unknown)


def _stages(pipeline: Funnel) -> tuple[frozen.StageLine, ...]:
    return tuple(
        frozen.StageLine(
            stage=stage.value,
            label=stage.label,
            sum=frozen.Sum(count=one.count, fen=one.amount_fen, unknown=one.unknown),
        )
        for stage, one in pipeline.stages.items()
    )


def _quotas(
    session: Session,
    reader: Viewer,
    unit: OrgUnit,
    first: date,
    as_of: date,
    definition: Definition,
) -> tuple[tuple[frozen.QuotaLine, ...], bool]:
    """The targets of the unit and of those below it; the last ones where none is in force."""
    by = plans.QuotaFilter(unit_id=unit.id)
    every = [
        quota
        for quota in plans.quotas_in(session, reader, by)
        if quota.node_id is None and quota.starts_on <= as_of
    ]
    every = _without_months(every)
    current = [quota for quota in every if quota.ends_on >= first]
    last = max((quota.ends_on for quota in every), default=first)
    chosen = current or [quota for quota in every if quota.ends_on == last]
    clipped = [
        replace(terms, period=terms.period.until(as_of)) for terms in terms_of(session, chosen)
    ]
    found = count(session, reader, clipped, definition)
    chosen.sort(key=lambda one: _order(one, unit))
    own = plans.curves(session, chosen)
    lines = [
        _quota(quota, found[quota.id], unit, as_of, own.get(quota.id))
        for quota in chosen[:MOST_QUOTAS]
    ]
    return tuple(lines), bool(chosen) and not current


def _without_months(quotas: list[Quota]) -> list[Quota]:
    """Of a target that is broken down to months the whole only, whose pace they are."""
    units = {quota.id: quota.unit_id for quota in quotas}
    return [quota for quota in quotas if units.get(quota.parent_id) != quota.unit_id]


def _order(quota: Quota, unit: OrgUnit) -> tuple:
    own = quota.unit_id == unit.id
    stage = STAGES.index(quota.milestone)
    place = (quota.unit.path.count("/"), quota.unit.position, ids(quota.unit.path))
    return (not own, place, quota.ends_on, quota.position, stage, quota.id)


def _quota(
    quota: Quota, counted: Tally, unit: OrgUnit, as_of: date, curve: Curve | None
) -> frozen.QuotaLine:
    period = Period(quota.starts_on, quota.ends_on)
    measured = _unit_of(quota)
    verified, reported = Decimal(counted.net), Decimal(counted.reported)
    if smallest := SMALLEST.get(quota.metric):
        verified = Decimal(counted.net_fen) / smallest
        reported = Decimal(counted.reported_fen) / smallest
    stand = standing(verified, quota.target, period, as_of, curve)

    def shown(value: Decimal) -> Decimal:
        return rounded(value / measured.divisor, measured.places)

    return frozen.QuotaLine(
        title=quota.title,
        unit=quota.unit.name,
        own=quota.unit_id == unit.id,
        amount=quota.metric is Metric.INVESTMENT,
        measure=measured.word,
        by_curve=curve is not None,
        period=period.label,
        target=shown(quota.target),
        verified=shown(verified),
        reported=shown(reported),
        completion=None if stand.completion is None else rounded(stand.completion * 100),
        time=rounded(stand.time * 100),
        gap=None if stand.gap is None else rounded(stand.gap),
        progress=stand.progress.value if stand.progress else "",
        word=stand.progress.label if stand.progress else "",
        remaining=shown(stand.remaining),
        months_left=stand.months_left,
        each_month=_each_month(stand.each_month, measured),
        at_least=quota.at_least,
        source=_source(quota),
    )


def _unit_of(quota: Quota) -> Unit:
    """In what a target is printed: 亿元 whatever the amount, else as the pages show it."""
    if quota.metric is Metric.INVESTMENT:
        return YI
    return unit_of(quota.metric, quota.target, quota.capacity_unit)


def _each_month(value: Decimal | None, measured: Unit) -> Decimal | None:
    if value is None or measured is PROJECTS:
        return value
    return rounded(value / measured.divisor, measured.places)


def _source(quota: Quota) -> str:
    if quota.plan is None:
        return ""
    title = quota.plan.title.strip("《》")
    place = place_of(quota.chapter, quota.section, quota.table_name).replace(" · ", "，")
    return f"《{title}》{place}"
