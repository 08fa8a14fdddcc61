"""What the rows are measured on: the busiest records, words that find much, words that find
nothing, filters that cannot use an index."""

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import find_user
from crm.companies.models import Company
from crm.core.db import db
from crm.leads.models import Activity, Lead
from crm.plans.models import Quota
from crm.projects.models import Project
from crm.search.rules import Kind

NOWHERE = "龘靐"


@dataclass(frozen=True)
class Subjects:
    """Numbers and words found in the data."""

    lead: int
    project: int
    company: int
    quota: int
    unit: int
    owner: int
    pair: str
    initials: str


def subjects(app: Flask) -> Subjects:
    """What is looked at: in the unit of `manager` and `staff`."""
    with app.app_context(), db.reading() as session:
        staff = find_user(session, "staff")
        project = session.get_one(Project, _busiest(session, Kind.PROJECT, Project, staff))
        company = session.get_one(Company, project.company_id)
        return Subjects(
            lead=_busiest(session, Kind.LEAD, Lead, staff),
            project=project.id,
            company=company.id,
            quota=session.scalar(select(func.min(Quota.id))) or 0,
            unit=staff.unit_id,
            owner=staff.id,
            pair=company.name[:2],
            initials=company.sound[:4],
        )


def _busiest(session: Session, kind: Kind, model: type[Lead] | type[Project], staff: User) -> int:
    """The record of somebody's with the most activities."""
    query = (
        select(model.id)
        .join(Activity, (Activity.subject_id == model.id) & (Activity.kind == kind.value))
        .where(model.owner_id == staff.id, model.confidential.is_(False))
        .group_by(model.id)
        .order_by(func.count(Activity.id).desc(), model.id)
    )
    return session.scalars(query).first() or 0


def worst_filters(found: Subjects) -> tuple[str, ...]:
    """Filters of the two lists among which the slowest is looked for in every run."""
    week, year = "from=2026-01-01&to=2026-01-07", "from=2026-01-01&to=2026-12-31"
    return (
        f"/projects?q={NOWHERE}",
        f"/projects?q={found.pair}&sort=amount",
        f"/projects?q={found.initials}",
        "/projects?least=10000000000000&sort=moved",
        "/projects?group=hk_mo_tw&sort=stage",
        "/projects?chain=ic&sort=-stage",
        "/projects?pending=1",
        f"/projects?milestone=signed&{year}&counted=1&net=1",
        f"/projects?milestone=registered&{week}&status=reported",
        f"/projects?unit={found.unit}&foreign=1&channel=fund&sort=amount",
        f"/projects?owner={found.owner}&state=paused&kind=real_estate",
        f"/leads?q={NOWHERE}",
        f"/leads?q={found.pair}&sort=amount",
        f"/leads?q={found.initials}",
        "/leads?least=999999999&sort=falls_on",
        "/leads?chain=ic&sort=next_step_on",
        f"/leads?unit={found.unit}&due=soon&sort=amount",
        f"/leads?owner={found.owner}&channel=fund&sort=falls_on",
        "/leads?due=over&sort=next_step_on",
    )
