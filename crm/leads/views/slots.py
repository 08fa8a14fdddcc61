"""What pages of companies show of leads."""

from crm.accounts.queries import current_viewer
from crm.chains.queries import labels
from crm.companies.models import Company
from crm.core.db import db
from crm.core.web import render, slots, today
from crm.leads.queries.lists import of_company
from crm.leads.queries.rows import row_of


@slots.fill("company.sections")
def company_sections(company: Company) -> str:
    """The company's leads that the viewer knows by name, the latest first."""
    on = today()
    viewer = current_viewer()
    words = labels(db.session, viewer)
    rows = [row_of(row, on, words) for row in of_company(db.session, viewer, company.id)]
    return render("leads/_of_company.html", rows=rows)
