"""Writes of briefs: draft, refresh, edit, issue.

Figures are frozen when a brief is drafted or refreshed; nothing changes them after it is issued.
Drawing the PDF is no part of this: it happens outside of any write transaction.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.queries import require
from crm.accounts.rules import Permission, Scope, Viewer
from crm.briefs.models import Brief, BriefState
from crm.briefs.queries import collect, find, may_prepare, numbers
from crm.briefs.rules import words
from crm.briefs.rules.snapshot import Snapshot
from crm.core.db import now
from crm.core.errors import Refused
from crm.core.journal import changes_of, record

KIND = "brief"
NOT_YOURS = "只有本单位及上级单位的负责人和领导可以编制简报。"
ISSUED = "这一期已经签发，内容不再更改。有更正的，请在下一期说明。"


def draft(session: Session, actor: Viewer | None, unit: OrgUnit, month: date, today: date) -> Brief:
    """Make the draft of a unit's month with its numbers; None stands for the system itself.

    Refused for a month to come, and where the month has a brief already.
    """
    if actor is not None:
        require(may_prepare(actor, unit), NOT_YOURS)
    month = month.replace(day=1)
    if month > today:
        raise Refused("这个月还没有开始，不能编制。", "month")
    # One after the other: the numbers follow from what is there.
    session.execute(select(OrgUnit.id).where(OrgUnit.id == unit.id).with_for_update())
    if find(session, unit, month) is not None:
        raise Refused(
            f"{unit.name}{month.year}年{month.month}月的月报已经编制，请从列表打开。", "month"
        )
    taken_at = now()
    figures = collect(session, unit, month, today, taken_at)
    of_year, of_all = numbers(session, unit, month.year)
    brief = Brief(
        unit=unit,
        month=month,
        year_number=of_year + 1,
        total_number=of_all + 1,
        title=words.title(figures),
        dated_on=today,
        snapshot=figures.to_json(),
        frozen_at=taken_at,
    )
    session.add(brief)
    session.flush()
    _record(session, actor, "created", brief, unit)
    return brief


def refresh(session: Session, actor: Viewer | None, brief: Brief, today: date) -> None:
    """Freeze the figures of a draft anew; its numbers and what was written by hand stay."""
    must_be_draft(actor, brief)
    taken_at = now()
    figures = collect(session, brief.unit, brief.month, today, taken_at)
    brief.snapshot, brief.frozen_at, brief.dated_on = figures.to_json(), taken_at, today
    changes = changes_of(brief)
    session.flush()
    _record(session, actor, "updated", brief, brief.unit, changes)


def edit(
    session: Session,
    actor: Viewer,
    brief: Brief,
    *,
    title: str,
    opening: str,
    seen_version: int | None = None,
) -> None:
    """Change title and opening of a draft; an empty opening is composed from the figures."""
    must_be_draft(actor, brief)
    brief.must_be(seen_version)
    figures = Snapshot.from_json(brief.snapshot)
    brief.title = title or words.title(figures)
    brief.opening = "" if opening == words.opening(figures) else opening
    changes = changes_of(brief)
    session.flush()
    if changes:
        _record(session, actor, "updated", brief, brief.unit, changes)


def issue(
    session: Session, actor: Viewer, brief: Brief, today: date, seen_version: int | None = None
) -> None:
    """Issue a draft for good; its date is that of the day. Only a leader of the zone may."""
    require(
        actor.may(Permission.ISSUE) and actor.scope is Scope.ZONE,
        "简报由领导签发。请把这份草稿交领导审阅。",
    )
    if brief.state is BriefState.ISSUED:
        raise Refused(ISSUED)
    brief.must_be(seen_version)
    brief.state, brief.dated_on = BriefState.ISSUED, today
    brief.issued_by_id, brief.issued_at = actor.id, now()
    changes = changes_of(brief)
    session.flush()
    _record(session, actor, "issued", brief, brief.unit, changes)


def downloaded(session: Session, actor: Viewer, brief: Brief) -> None:
    """Note that somebody took the PDF away."""
    _record(session, actor, "downloaded", brief, brief.unit)


def must_be_draft(actor: Viewer | None, brief: Brief) -> None:
    """Raise Forbidden for those who do not prepare the brief, Refused when it has been issued."""
    if actor is not None:
        require(may_prepare(actor, brief.unit), NOT_YOURS)
    if brief.state is BriefState.ISSUED:
        raise Refused(ISSUED)


def _record(
    session: Session,
    actor: Viewer | None,
    action: str,
    brief: Brief,
    unit: OrgUnit,
    changes: dict[str, list[str | None]] | None = None,
) -> None:
    record(
        session,
        actor,
        action,
        kind=KIND,
        subject_id=brief.id,
        title=f"{unit.name}{brief.month.year}年{brief.month.month}月月报",
        changes=changes,
    )
