"""What pages of leads and companies show of their projects."""

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.web import render, slots
from crm.leads.queries import get_for as get_lead
from crm.leads.queries import may_edit
from crm.leads.rules import LeadState
from crm.projects.queries.filters import list_address
from crm.projects.queries.record import SHOWN, company_projects, of_lead


@slots.fill("lead.actions")
def lead_actions(lead: object) -> str:
    """转为项目, or the way to what it has become."""
    viewer = current_viewer()
    if lead.state is LeadState.CONVERTED:
        project = of_lead(db.session, viewer, lead.id)
        return render("projects/_of_lead.html", lead=lead, project=project)
    if lead.state is not LeadState.OPEN or not viewer.may(Permission.LOG):
        return ""
    if not may_edit(viewer, get_lead(db.session, viewer, lead.id)):
        return ""
    return render("projects/_of_lead.html", lead=lead, project=None)


@slots.fill("company.sections", place=20)
def company_sections(company: object) -> str:
    """The company's projects, as far as the viewer knows them."""
    rows = company_projects(db.session, current_viewer(), company.id, SHOWN + 1)
    return render(
        "projects/_of_company.html",
        rows=rows[:SHOWN],
        all_url=list_address(company=company.id) if len(rows) > SHOWN else "",
    )
