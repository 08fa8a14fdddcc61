"""A lead becomes a project."""

import re
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.rules import Viewer
from crm.companies.models import Company
from crm.companies.operations import bring_contact
from crm.companies.rules import ContactValues
from crm.core.errors import Refused
from crm.leads.models import Lead
from crm.leads.operations import mark_converted
from crm.projects.models import Project
from crm.projects.operations.people import list_people
from crm.projects.operations.projects import create_project
from crm.projects.rules.values import ProjectValues

# “王建国 副总经理” is a name with a title; “John Smith” is a name.
_TITLED = re.compile(r"([\u4e00-\u9fff·]{2,}) ([\u4e00-\u9fff]+)")


def convert(
    session: Session,
    actor: Viewer,
    lead: Lead,
    values: ProjectValues,
    *,
    today: date,
    started_on: date | None = None,
) -> Project:
    """Make a project of a lead that the actor may edit; the lead leads to it from then on.

    A confidential lead makes a confidential project, known to the same people.
    """
    if lead.confidential and not values.confidential:
        raise Refused("线索涉密，项目也应登记为涉密并填写代号。", "confidential")
    mark_converted(session, actor, lead)
    project = create_project(
        session, actor, values, today=today, started_on=started_on, lead_id=lead.id
    )
    if lead.owner_id is not None:
        project.owner_id, project.unit_id = lead.owner_id, lead.unit_id
    if lead.company_id is None:
        lead.company_id = project.company_id
    _bring_contact(session, actor, lead, project)
    session.flush()
    listed = select(Clearance.user_id).where(
        Clearance.kind == "lead", Clearance.subject_id == lead.id
    )
    list_people(session, project, [project.owner_id, *session.scalars(listed)])
    return project


def _bring_contact(session: Session, actor: Viewer, lead: Lead, project: Project) -> None:
    """The lead's contact belongs to the company from now on.

    Not that of a confidential lead with a company which everybody may read: it would tell whom
    the talks are with.
    """
    company = session.get_one(Company, project.company_id)
    if not lead.contact_name or (lead.confidential and not company.confidential):
        return
    titled = _TITLED.fullmatch(lead.contact_name)
    name, position = titled.groups() if titled else (lead.contact_name, "")
    values = ContactValues(
        name=name, position=position, phone=lead.contact_phone, email=lead.contact_email
    )
    keeper = (project.owner_id, project.unit_id)
    bring_contact(session, actor, company, values, keeper)
