"""Who may know a confidential company."""

from typing import Any

from flask import flash, redirect, request, url_for

from crm.accounts.operations.clearances import Secret, admit, dismiss
from crm.accounts.queries import cleared_people, current_viewer, get_user
from crm.accounts.rules import Permission
from crm.companies.forms import PersonForm
from crm.companies.models import Company
from crm.companies.operations import HIDDEN
from crm.companies.queries import KIND, get_for, may_edit
from crm.companies.queries.people import business_people
from crm.companies.views.room import blueprint
from crm.core.db import db
from crm.core.errors import Forbidden, NotFound, Refused
from crm.core.web import render, requires


@blueprint.route("/<int:company_id>/clearances", methods=["GET", "POST"])
@requires(Permission.LOG)
def clearances(company_id: int) -> Any:
    """The list of a confidential company; people are put on it here."""
    company, form = _confidential(company_id), PersonForm()
    listed = cleared_people(db.session, KIND, company.id)
    known = {one.id for one in listed}
    people = [one for one in business_people(db.session) if one.id not in known]
    form.user_id.offer([(one.id, f"{one.name}（{one.unit_name}）") for one in people])
    if request.method == "POST" and form.validate():
        try:
            user = get_user(db.session, form.user_id.data)
            admit(db.session, current_viewer(), _secret(company), user)
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"{user.name}已列入知悉名单。", "success")
            return redirect(url_for("companies.clearances", company_id=company_id))
    page = render("companies/clearances.html", form=form, company=company, listed=listed)
    return page, 400 if form.errors else 200


@blueprint.post("/<int:company_id>/clearances/<int:user_id>/remove")
@requires(Permission.LOG)
def remove_from_list(company_id: int, user_id: int) -> Any:
    """Take somebody off the list."""
    company = _confidential(company_id)
    user = get_user(db.session, user_id)
    dismiss(db.session, current_viewer(), _secret(company), user)
    flash(f"{user.name}已移出知悉名单。", "success")
    return redirect(url_for("companies.clearances", company_id=company_id))


def _confidential(company_id: int) -> Company:
    company = get_for(db.session, current_viewer(), company_id)
    if not may_edit(current_viewer(), company):
        raise Forbidden("只有维护单位的人员，或上级单位的负责人可以管理知悉名单。")
    if not company.confidential:
        raise NotFound("这不是涉密企业，没有知悉名单。")
    return company


def _secret(company: Company) -> Secret:
    return Secret(KIND, company.id, HIDDEN, company.owner_id)
