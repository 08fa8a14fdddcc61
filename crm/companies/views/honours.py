"""The titles of a company: the ladder of technology firms, and what it holds besides."""

from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer, require
from crm.accounts.rules import Permission
from crm.companies.forms import HonoursForm
from crm.companies.models import Company
from crm.companies.operations import set_honours
from crm.companies.queries import get_for, may_edit
from crm.companies.queries.records import honours_of
from crm.companies.views.companies import NOT_YOURS
from crm.companies.views.room import blueprint
from crm.core.db import db
from crm.core.errors import Conflict, Refused
from crm.core.web import render, requires, today


@blueprint.route("/<int:company_id>/honours", methods=["GET", "POST"])
@requires(Permission.LOG)
def honours(company_id: int) -> Any:
    """Enter, correct and take away titles."""
    viewer, form, status = current_viewer(), HonoursForm(), 200
    company = get_for(db.session, viewer, company_id, lock=request.method == "POST")
    require(may_edit(viewer, company), NOT_YOURS)
    if request.method != "POST":
        form.show(honours_of(db.session, company.id), company.version)
    else:
        status = _save(form, company)
        if status == 302:
            flash("已保存资质。", "success")
            return redirect(f"/companies/{company_id}")
    return render("companies/honours.html", form=form, company=company), status


def _save(form: HonoursForm, company: Company) -> int:
    """Save what was sent; gives the status of the answer."""
    if not form.validate():
        return 400
    viewer, seen = current_viewer(), form.seen_version
    try:
        set_honours(db.session, viewer, company, form.values(), seen, today())
    except Conflict:
        form.collide(company)
        return 409
    except Refused as error:
        form.refuse(error)
        return 400
    return 302
