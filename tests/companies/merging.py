"""Merges and takes apart, and tells to which company everything belongs."""

from sqlalchemy import func, select

from crm.attachments.models import Attachment
from crm.companies.models import (
    Company,
    CompanyHonour,
    CompanyMerge,
    CompanyName,
    CompanyNode,
    Contact,
)
from crm.leads.models import Activity, Lead
from crm.lib.credit_code import complete
from crm.projects.models import Project

CODE, CODE2 = complete("91320400608131455"), complete("91320900MA1XABCD7")
HANGING = {"company_names", "company_nodes", "company_honours"}


def owners(session) -> dict[str, list[int]]:
    """To which company everything belongs."""
    columns = {
        "leads": Lead.company_id, "projects": Project.company_id, "contacts": Contact.company_id,
        "activities": Activity.subject_id, "attachments": Attachment.subject_id,
        "names": CompanyName.company_id, "nodes": CompanyNode.company_id,
        "honours": CompanyHonour.company_id,
    }  # fmt: skip
    return {name: sorted(session.scalars(select(column))) for name, column in columns.items()}


def state(session) -> tuple:
    """Everything of companies that a merge may touch, without versions and times."""
    session.expire_all()
    rows = session.execute(
        select(Company.id, Company.name, Company.short_name, Company.credit_code, Company.address,
               Company.website, Company.relation).order_by(Company.id)
    ).all()  # fmt: skip
    names = session.execute(
        select(CompanyName.id, CompanyName.company_id, CompanyName.kind, CompanyName.name)
        .order_by(CompanyName.id)
    ).all()  # fmt: skip
    return rows, names, owners(session)


def merge(browser, kept, other, **fields):
    return browser.submit(f"/companies/{kept.id}/merge/{other.id}", fields, 302)


def undo(browser, session, kept, status=302):
    number = session.scalar(select(func.max(CompanyMerge.id)))
    return browser.post(f"/companies/{kept.id}/merges/{number}/undo", {}, status)
