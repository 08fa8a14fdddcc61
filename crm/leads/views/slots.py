"""What pages of companies show of leads."""

from typing import Any

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.queries import labels
from crm.companies.models import Company
from crm.core.db import db
from crm.core.web import render, slots, today
from crm.leads.queries.lists import of_company
from crm.leads.queries.rows import row_of
from crm.leads.queries.threads import around_company, story
from crm.leads.queries.todos import step_among, todos_of
from crm.leads.rules import Rhythm

SHOWN = 10


@slots.fill("company.sections", place=10)
def company_sections(company: Company) -> str:
    """The company's leads that the viewer knows by name, the latest first."""
    on = today()
    viewer = current_viewer()
    words = labels(db.session, viewer)
    rows = [row_of(row, on, words) for row in of_company(db.session, viewer, company.id)]
    return render("leads/_of_company.html", rows=rows)


@slots.fill("company.sections", place=30)
def company_activities(company: Company) -> str:
    """What was done for the company, its leads and projects, with the way to log it."""
    viewer = current_viewer()
    return render(
        "activities/_of_company.html",
        company=company,
        may_log=viewer.may(Permission.LOG),
        **story(db.session, viewer, around_company(company.id), SHOWN),
    )


@slots.fill("project.sections")
def project_todos(project: Any) -> str:
    """The viewer's to-dos about the project, and a line to add one."""
    return _todos("project", project.id, project.next_step)


@slots.fill("company.sections", place=40)
def company_todos(company: Company) -> str:
    """The viewer's to-dos about the company, and a line to add one."""
    return _todos("company", company.id)


def _todos(kind: str, number: int, next_step: str = "") -> str:
    """But for the one that stands at the head of the page as the next step."""
    viewer = current_viewer()
    todos = todos_of(db.session, viewer, kind, number)
    return render(
        "todos/_of_record.html",
        subject=(kind, number),
        todos=step_among(todos, next_step)[1],
        rhythms=Rhythm.choices(),
    )
