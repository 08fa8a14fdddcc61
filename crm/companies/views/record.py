"""A company's own page."""

from typing import Any

from flask import redirect

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.queries import labels
from crm.companies.models import Company
from crm.companies.queries import get_for, may_edit, targets
from crm.companies.queries.beside import beside
from crm.companies.queries.contacts import contacts_of
from crm.companies.queries.merges import merged_into
from crm.companies.rules import NameKind, rungs_of
from crm.companies.views.companies import origin
from crm.companies.views.room import blueprint
from crm.companies.views.targets import rows_of
from crm.core.db import db
from crm.core.errors import NotFound
from crm.core.web import render, requires, today
from crm.lib.money import format_wan


@blueprint.get("/<int:company_id>")
@requires(Permission.READ)
def show(company_id: int) -> Any:
    """Everything about a company."""
    viewer = current_viewer()
    try:
        company = get_for(db.session, viewer, company_id)
    except NotFound:
        return redirect(f"/companies/{merged_into(db.session, viewer, company_id)}")
    own = beside(db.session, viewer, company.id)
    editor = may_edit(viewer, company)
    ladder, titles = rungs_of(own.honours, today())
    return render(
        "companies/show.html",
        company=company,
        own=own,
        ladder=ladder,
        titles=titles,
        facts=_facts(company, own.names),
        contacts=contacts_of(db.session, viewer, company.id),
        targets=rows_of(viewer, targets.of_company(db.session, viewer, company.id)),
        words=labels(db.session, viewer),
        may_edit=editor,
        may_log=viewer.may(Permission.LOG),
        may_merge=editor and viewer.may(Permission.MANAGE),
    )


def _facts(company: Company, names: list[tuple[NameKind, str]]) -> list[tuple[str, Any]]:
    capital = company.registered_capital_fen
    others = [name for kind, name in names if kind is not NameKind.SHORT]
    keeper = " · ".join(
        filter(None, (company.unit.name, company.owner.name if company.owner else ""))
    )
    return [
        ("统一社会信用代码", company.credit_code),
        ("简称", company.short_name),
        ("所在地区", origin(company.country, company.region_code)),
        ("注册资本", format_wan(capital) if capital is not None else ""),
        ("行业代码", company.industry_code),
        ("其他名称", "、".join(others)),
        ("地址", company.address),
        ("网址", company.website),
        ("维护单位", keeper),
        ("来源", company.source),
    ]
