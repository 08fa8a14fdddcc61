"""Briefs that are made by themselves, and by the command line."""

from datetime import date, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import zone
from crm.accounts.rules import Role
from crm.briefs.models import BriefState
from crm.briefs.operations import draft, refresh
from crm.briefs.queries import cover_of, find
from crm.briefs.rules.document import render
from crm.briefs.rules.snapshot import Snapshot
from crm.core.db import db
from crm.lib.periods import add_months, business_date, first_working_day
from crm.lib.typeset import Rendered
from crm.notifications.operations import notify

LATEST_DAY = 10  # after it a month without a draft is left to people


def draft_month(session: Session, at: datetime) -> str:
    """Draft the zone's brief on the month before, on the first working day of a month.

    Makes up for days on which the system was off, up to the tenth. Says what was done; running
    it again does nothing.
    """
    today = business_date(at, current_app.config["TIMEZONE"])
    if not first_working_day(today.year, today.month) <= today <= today.replace(day=LATEST_DAY):
        return "不在编制日期内"
    unit, month = zone(session), add_months(today.replace(day=1), -1)
    if find(session, unit, month) is not None:
        return f"{month.year}年{month.month}月月报已有"
    brief = draft(session, None, unit, month, today)
    leaders = session.scalars(select(User.id).where(User.role == Role.LEADER, User.active))
    text = f"{month.year}年{month.month}月产业链招商月报草稿已生成，请审阅签发。"
    notify(session, leaders, text, f"/briefs/{brief.id}")
    return f"已编制{month.year}年{month.month}月月报草稿"


def build(month: date, out: Path, today: date) -> Rendered:
    """Write the zone's brief on a month as a PDF; its draft is made or refreshed first.

    The draft is committed before the PDF is drawn, so that nobody waits for the drawing.
    """
    with db.transaction() as session:
        unit = zone(session)
        brief = find(session, unit, month)
        if brief is None:
            brief = draft(session, None, unit, month, today)
        elif brief.state is BriefState.DRAFT:
            refresh(session, None, brief, today)
        figures, cover = Snapshot.from_json(brief.snapshot), cover_of(brief)
    rendered = render(figures, cover, current_app.config["SETTINGS"].brief_fonts)
    out.write_bytes(rendered.pdf)
    return rendered
