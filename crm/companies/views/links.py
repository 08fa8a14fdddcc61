"""What a company is to others: its whole group, and the single links."""

from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer, require
from crm.accounts.rules import Permission
from crm.chains.queries import labels
from crm.companies.forms import LinkForm
from crm.companies.models import Company
from crm.companies.operations.links import add_link, remove_link
from crm.companies.queries import get_for, may_edit, same_name
from crm.companies.queries.links import get_link, group_of
from crm.companies.queries.lists import nodes_of
from crm.companies.views.companies import NOT_YOURS, origin
from crm.companies.views.room import blueprint
from crm.core.db import db
from crm.core.errors import NotFound, Refused
from crm.core.web import render, requires


@blueprint.get("/<int:company_id>/group")
@requires(Permission.READ)
def group(company_id: int) -> Any:
    """The whole group to which a company belongs."""
    viewer = current_viewer()
    company = get_for(db.session, viewer, company_id)
    members, words = group_of(db.session, viewer, company.id), labels(db.session, viewer)
    found = nodes_of(db.session, [one.id for one in members])
    return render(
        "companies/group.html",
        company=company,
        members=members,
        nodes={number: "、".join(map(words.node, some)) for number, some in found.items()},
        words=words,
        place=origin,
    )


@blueprint.route("/<int:company_id>/links/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new_link(company_id: int) -> Any:
    """Say what another company is to this one."""
    viewer, form = current_viewer(), LinkForm()
    company = get_for(db.session, viewer, company_id, lock=request.method == "POST")
    require(may_edit(viewer, company), NOT_YOURS)
    if request.method == "POST" and form.validate():
        try:
            other = picked(form)
            add_link(db.session, viewer, company, other, form.tie.data, form.note.data or "")
        except Refused as error:
            form.refuse(error)
        else:
            flash("已登记企业关系。", "success")
            return redirect(f"/companies/{company_id}")
    page = render("companies/link_form.html", form=form, company=company)
    return page, 400 if form.errors else 200


@blueprint.post("/<int:company_id>/links/<int:link_id>/remove")
@requires(Permission.LOG)
def drop_link(company_id: int, link_id: int) -> Any:
    """Take back what was said of two companies."""
    viewer = current_viewer()
    company = get_for(db.session, viewer, company_id, lock=True)
    require(may_edit(viewer, company), NOT_YOURS)
    link = get_link(db.session, company.id, link_id)
    number = link.other_id if link.company_id == company.id else link.company_id
    remove_link(db.session, viewer, link, company, get_for(db.session, viewer, number))
    flash("已移除企业关系；历史记录中可以查到。", "success")
    return redirect(f"/companies/{company_id}")


def picked(form: Any, field: str = "other") -> Company:
    """The company that was picked, or whose name was written in full."""
    viewer = current_viewer()
    chosen, name = form[f"{field}_id"].data, form[f"{field}_name"].data
    number = chosen or same_name(db.session, viewer, name or "")
    try:
        company = get_for(db.session, viewer, number or 0)
    except NotFound:
        words = "没有找到这家企业：请输入后从下拉列表中选择；没有登记过的先登记企业。"
        raise Refused(words, f"{field}_name") from None
    if chosen and name and name != company.name:
        raise Refused("填写的名称与所选的企业不一致，请重新选择。", f"{field}_name")
    return company
