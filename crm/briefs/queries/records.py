"""Which briefs a person sees, and which he may prepare."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from crm.accounts.models import OrgUnit
from crm.accounts.queries import units
from crm.accounts.rules import Permission, Scope, Viewer
from crm.briefs.models import Brief, BriefState
from crm.briefs.rules.document import Cover
from crm.core.errors import NotFound


def visible_to(viewer: Viewer) -> Select[Any]:
    """The briefs of the units in the viewer's scope; drafts only for those who prepare them.

    A brief sums up everything of its unit, so the unit as a whole has to lie in the scope.
    """
    wanted = select(Brief).join(Brief.unit).where(_in_scope(viewer))
    if not _prepares(viewer):
        wanted = wanted.where(Brief.state == BriefState.ISSUED)
    return wanted


def _in_scope(viewer: Viewer) -> ColumnElement[bool]:
    match viewer.scope:
        case Scope.ZONE:
            return true()
        case Scope.BELOW:
            return OrgUnit.path.startswith(viewer.unit_path, autoescape=True)
        case Scope.UNIT:
            return Brief.unit_id == viewer.unit_id
    return false()


def _prepares(viewer: Viewer) -> bool:
    return viewer.may(Permission.MANAGE) or viewer.may(Permission.ISSUE)


def briefs(session: Session, viewer: Viewer) -> list[Brief]:
    """The briefs with their units, the latest first; twelve a year for each unit at most."""
    wanted = (
        visible_to(viewer)
        .order_by(Brief.month.desc(), OrgUnit.path, Brief.id.desc())
        .options(contains_eager(Brief.unit))
        .limit(240)
    )
    return list(session.scalars(wanted))


def get_for(session: Session, viewer: Viewer, brief_id: int, *, lock: bool = False) -> Brief:
    """The brief with its unit; NotFound when the viewer does not see it."""
    wanted = visible_to(viewer).where(Brief.id == brief_id).options(contains_eager(Brief.unit))
    if lock:
        wanted = wanted.with_for_update(of=Brief)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def may_prepare(viewer: Viewer, unit: OrgUnit) -> bool:
    """Whether the viewer drafts and edits the unit's briefs: those who head it or the zone."""
    if viewer.may(Permission.ISSUE) and viewer.scope is Scope.ZONE:
        return True
    return viewer.may(Permission.MANAGE) and unit.path.startswith(viewer.unit_path)


def units_to_prepare(session: Session, viewer: Viewer) -> list[OrgUnit]:
    """The units whose briefs the viewer may draft, in the order of the tree."""
    return [unit for unit in units(session) if may_prepare(viewer, unit)]


def find(session: Session, unit: OrgUnit, month: date) -> Brief | None:
    """The unit's brief on a month, if there is one."""
    wanted = select(Brief).where(Brief.unit_id == unit.id, Brief.month == month.replace(day=1))
    return session.scalars(wanted.options(joinedload(Brief.unit))).first()


def numbers(session: Session, unit: OrgUnit, year: int) -> tuple[int, int]:
    """The highest number of the unit's briefs in a year, and of all."""
    of_year = func.max(Brief.year_number).filter(
        Brief.month.between(date(year, 1, 1), date(year, 12, 31))
    )
    wanted = select(of_year, func.max(Brief.total_number)).where(Brief.unit_id == unit.id)
    row = session.execute(wanted).one()
    return row[0] or 0, row[1] or 0


def cover_of(brief: Brief) -> Cover:
    """What is printed around the figures."""
    return Cover(
        title=brief.title,
        opening=brief.opening,
        year_number=brief.year_number,
        total_number=brief.total_number,
        dated_on=brief.dated_on,
        draft=brief.state is BriefState.DRAFT,
    )
