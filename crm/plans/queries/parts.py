"""Reads of how quotas are broken down: the rows to type, what they make, the pace of months."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.queries import directory
from crm.accounts.rules import Viewer
from crm.lib.periods import Period
from crm.lib.trees import parent_path
from crm.plans.models import Quota
from crm.plans.rules import Curve, Part, months_of, parts_differ, plain

UNITS, MONTHS = "unit", "month"
MOST_MONTHS = 60


@dataclass(frozen=True)
class PartRow:
    """A part that can be typed: its key in the form, its name, the part as it is now."""

    key: str
    name: str
    part: Part
    typed: str


def part_rows(session: Session, viewer: Viewer, quota: Quota, by: str) -> list[PartRow]:
    """The rows of a quota: the units directly below its own, or its months."""
    whole = Period(quota.starts_on, quota.ends_on)
    if by == MONTHS:
        months = months_of(whole)
        named = [
            (f"m{one.start:%Y%m}", f"{one.start.year}年{one.start.month}月", quota.unit_id, one)
            for one in months
        ]
        named = named if 1 < len(months) <= MOST_MONTHS else []
    else:
        below = directory(session, viewer).units.values()
        named = [
            (f"u{unit.id}", unit.name, unit.id, whole)
            for unit in below
            if unit.active and parent_path(unit.path) == quota.unit.path
        ]
    known = {(one.unit_id, one.period): one for one in _parts(session, [quota.id])[quota.id]}
    rows = []
    for key, name, unit_id, period in named:
        part = known.get((unit_id, period))
        target = part.target if part else Decimal(0)
        typed = plain(target).replace(",", "") if part else ""
        rows.append(PartRow(key, name, Part(unit_id, period, target), typed))
    return rows


def sums_of(quota: Quota, parts: Sequence[Quota]) -> list[str]:
    """By how much the parts by unit, and those by month, do not make the whole."""
    by_unit = [one.target for one in parts if one.period == quota.period]
    by_month = [one.target for one in parts if one.period != quota.period]
    told = []
    for word, targets in (("按单位", by_unit), ("按月", by_month)):
        if targets and (sentence := parts_differ(quota.target, targets)):
            told.append(f"{word}{sentence}")
    return told


def curves(session: Session, quotas: Sequence[Quota]) -> dict[int, Curve]:
    """The own pace of those quotas that are broken down to months, by number."""
    if not quotas:
        return {}
    parts = _parts(session, [one.id for one in quotas])
    found = {}
    for quota in quotas:
        whole = Part(quota.unit_id, quota.period, quota.target)
        curve = Curve.of(whole, parts[quota.id])
        if curve is not None:
            found[quota.id] = curve
    return found


def _parts(session: Session, numbers: Sequence[int]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = {number: [] for number in numbers}
    wanted = select(
        Quota.parent_id, Quota.unit_id, Quota.starts_on, Quota.ends_on, Quota.target
    ).where(Quota.parent_id.in_(numbers))
    for row in session.execute(wanted):
        period = Period(row.starts_on, row.ends_on)
        found[row.parent_id].append(Part(row.unit_id, period, row.target))
    return found
