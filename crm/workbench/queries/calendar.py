"""What falls on which day: to-dos, next steps, protection, milestones planned, visits, events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm.accounts.queries import scope
from crm.accounts.rules import Viewer
from crm.leads.models import Activity, Event, Lead, Todo
from crm.leads.queries.access import known_to
from crm.leads.queries.rows import title_for_all
from crm.leads.queries.subjects import hidden, names, readable_by, url_of
from crm.leads.rules import LeadState
from crm.lib.periods import Period
from crm.projects.models import Milestone, PlannedDate, Project
from crm.projects.queries.access import known_to as project_known_to
from crm.projects.queries.access import title_for_all as project_title
from crm.projects.rules import MilestoneState, ProjectState
from crm.workbench.rules.calendar import Entry, Kind

MOST = 400


@dataclass(frozen=True)
class Asked:
    """Which days, whose, and for whom: `outside` is what leaves the house with a feed, where
    confidential records go by their code names."""

    span: Period
    on: date
    own: bool = True
    outside: bool = False


def entries(session: Session, viewer: Viewer, asked: Asked) -> list[Entry]:
    """Everything in the span, day by day."""
    found = [
        *_todos(session, viewer, asked),
        *_leads(session, viewer, asked),
        *_projects(session, viewer, asked),
        *_planned(session, viewer, asked),
        *_events(session, viewer, asked),
    ]
    if not asked.outside:
        found += _activities(session, viewer, asked)
    return sorted(found, key=lambda one: (one.day, one.kind.rank, one.number))


def _whose(viewer: Viewer, asked: Asked, model: Any) -> ColumnElement[bool]:
    return model.owner_id == viewer.id if asked.own else scope(viewer, model)


def _todos(session: Session, viewer: Viewer, asked: Asked) -> Iterator[Entry]:
    """Always one's own only: a colleague's list is his."""
    wanted = select(Todo).where(
        Todo.owner_id == viewer.id, Todo.due_on.between(asked.span.start, asked.span.end)
    )
    if asked.outside:
        wanted = wanted.where(Todo.done_at.is_(None))
    rows = session.scalars(wanted.order_by(Todo.due_on, Todo.id).limit(MOST)).all()
    keys = {(one.kind, one.subject_id) for one in rows}
    known = names(session, viewer, keys)
    secret = hidden(session, keys) if asked.outside else set()
    for one in rows:
        key = (one.kind, one.subject_id)
        name = "" if key in secret else known.get(key, "")
        yield Entry(
            kind=Kind.TODO,
            number=one.id,
            day=one.due_on,
            title="涉密记录的待办" if key in secret else one.text,
            note=name,
            url=url_of(*key) if key in known else "/todos",
            changed=one.updated_at,
            done=one.done_at is not None,
            overdue=one.done_at is None and one.due_on < asked.on,
        )


def _leads(session: Session, viewer: Viewer, asked: Asked) -> Iterator[Entry]:
    """Next steps of open leads, and the days on which their protection ends."""
    start, end = asked.span.start, asked.span.end
    mine = (Lead.state == LeadState.OPEN, _whose(viewer, asked, Lead), known_to(viewer))
    for column, kind in ((Lead.next_step_on, Kind.STEP), (Lead.falls_on, Kind.FALLS)):
        wanted = select(Lead).where(*mine, column.between(start, end)).order_by(column, Lead.id)
        for lead in session.scalars(wanted.limit(MOST)):
            quiet = asked.outside and lead.confidential
            name = title_for_all(lead) if asked.outside else lead.company_name
            step = "下一步" if quiet else lead.next_step
            yield Entry(
                kind=kind,
                number=lead.id,
                day=lead.next_step_on if kind is Kind.STEP else lead.falls_on,
                title=step if kind is Kind.STEP else name,
                note=name if kind is Kind.STEP else "",
                url=f"/leads/{lead.id}",
                changed=lead.updated_at,
                overdue=kind is Kind.STEP and lead.next_step_on < asked.on,
            )


def _projects(session: Session, viewer: Viewer, asked: Asked) -> Iterator[Entry]:
    """Next steps of projects that go on."""
    wanted = select(Project).where(
        Project.state == ProjectState.ACTIVE,
        _whose(viewer, asked, Project),
        project_known_to(viewer),
        Project.next_step_on.between(asked.span.start, asked.span.end),
    )
    for project in session.scalars(wanted.order_by(Project.next_step_on).limit(MOST)):
        quiet = asked.outside and project.confidential
        yield Entry(
            kind=Kind.PROJECT_STEP,
            number=project.id,
            day=project.next_step_on,
            title="下一步" if quiet else project.next_step,
            note=project_title(project) if asked.outside else project.name,
            url=f"/projects/{project.id}",
            changed=project.updated_at,
            overdue=project.next_step_on < asked.on,
        )


def _planned(session: Session, viewer: Viewer, asked: Asked) -> Iterator[Entry]:
    """Milestones that are planned and have not been reported."""
    reported = (
        select(Milestone.id)
        .where(
            Milestone.project_id == Project.id,
            Milestone.stage == PlannedDate.stage,
            Milestone.state.in_((MilestoneState.REPORTED, MilestoneState.VERIFIED)),
        )
        .exists()
    )
    wanted = (
        select(PlannedDate, Project)
        .join(Project, Project.id == PlannedDate.project_id)
        .where(
            Project.state == ProjectState.ACTIVE,
            _whose(viewer, asked, Project),
            project_known_to(viewer),
            PlannedDate.planned_on.between(asked.span.start, asked.span.end),
            ~reported,
        )
        .order_by(PlannedDate.planned_on, PlannedDate.id)
        .limit(MOST)
    )
    for planned, project in session.execute(wanted):
        name = project_title(project) if asked.outside else project.name
        yield Entry(
            kind=Kind.PLANNED,
            number=planned.id,
            day=planned.planned_on,
            title=f"计划{planned.stage.label}：{name}",
            url=f"/projects/{project.id}",
            changed=planned.updated_at,
            overdue=planned.planned_on < asked.on,
        )


def _events(session: Session, viewer: Viewer, asked: Asked) -> Iterator[Entry]:
    """Delegations and promotion events that touch the span."""
    wanted = select(Event).where(
        _whose(viewer, asked, Event),
        Event.starts_on <= asked.span.end,
        Event.ends_on >= asked.span.start,
        Event.cancelled.is_(False),
    )
    for event in session.scalars(wanted.order_by(Event.starts_on, Event.id).limit(MOST)):
        yield Entry(
            kind=Kind.EVENT,
            number=event.id,
            # A feed tells the whole of it, so that it stays the same from day to day.
            day=event.starts_on if asked.outside else max(event.starts_on, asked.span.start),
            until=event.ends_on if asked.outside else min(event.ends_on, asked.span.end),
            title=event.name,
            note=event.place,
            url=f"/events/{event.id}",
            changed=event.updated_at,
        )


def _activities(session: Session, viewer: Viewer, asked: Asked) -> Sequence[Entry]:
    """What was done on those days, as far as the viewer knows the records."""
    wanted = (
        select(Activity.id, Activity.kind, Activity.subject_id, Activity.activity,
               Activity.happened_on, Activity.updated_at)
        .where(
            _whose(viewer, asked, Activity),
            Activity.happened_on.between(asked.span.start, asked.span.end),
            Activity.withdrawn_at.is_(None),
            readable_by(viewer, Activity.kind, Activity.subject_id),
        )
        .order_by(Activity.happened_on, Activity.id)
        .limit(MOST)
    )  # fmt: skip
    rows = session.execute(wanted).all()
    known = names(session, viewer, {(row.kind, row.subject_id) for row in rows})
    return [
        Entry(
            kind=Kind.ACTIVITY,
            number=row.id,
            day=row.happened_on,
            title=f"{row.activity.label} {known.get((row.kind, row.subject_id), '')}".strip(),
            url=url_of(row.kind, row.subject_id),
            changed=row.updated_at,
            done=True,
        )
        for row in rows
    ]
