"""People at companies; a number that is masked is shown on request, and the log keeps that."""

from typing import Any

from flask import flash, redirect, request, url_for

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.companies.forms import ContactForm
from crm.companies.operations import add_contact, reveal_contact, update_contact
from crm.companies.queries import get_contact, get_for
from crm.companies.queries.contacts import may_edit_contact
from crm.companies.views.room import blueprint, contacts_blueprint
from crm.core.db import db
from crm.core.errors import Conflict, Forbidden
from crm.core.web import is_htmx, render, requires


@blueprint.route("/<int:company_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new_contact(company_id: int) -> Any:
    """Add a contact to a company."""
    viewer, form = current_viewer(), ContactForm()
    company = get_for(db.session, viewer, company_id)
    if request.method == "POST" and form.validate():
        add_contact(db.session, viewer, company, form.values())
        flash(f"已添加联系人“{form.name.data}”。", "success")
        return redirect(url_for("companies.show", company_id=company_id))
    status = 400 if form.errors else 200
    return render("contacts/form.html", form=form, company=company, contact=None), status


@contacts_blueprint.get("/<int:contact_id>")
@requires(Permission.READ)
def show(contact_id: int) -> Any:
    """A contact stands on the page of its company."""
    contact = get_contact(db.session, current_viewer(), contact_id)
    return redirect(
        url_for("companies.show", company_id=contact.company_id, _anchor=f"contact-{contact_id}")
    )


@contacts_blueprint.route("/<int:contact_id>/edit", methods=["GET", "POST"])
@requires(Permission.LOG)
def edit(contact_id: int) -> Any:
    """Change a contact."""
    viewer, status = current_viewer(), 200
    contact = get_contact(db.session, viewer, contact_id, lock=request.method == "POST")
    company = get_for(db.session, viewer, contact.company_id)
    if not may_edit_contact(db.session, viewer, contact):
        raise Forbidden("只有登记单位的人员可以修改联系人。")
    form = ContactForm(obj=contact)
    if request.method == "POST" and form.validate():
        try:
            update_contact(db.session, viewer, contact, company, form.values(), form.seen_version)
        except Conflict:
            form.collide(contact)
            status = 409
        else:
            flash("已保存。", "success")
            return redirect(url_for("companies.show", company_id=company.id))
    status = status if status == 409 else 400 if form.errors else 200
    return render("contacts/form.html", form=form, company=company, contact=contact), status


@contacts_blueprint.post("/<int:contact_id>/reveal")
@requires(Permission.READ)
def reveal(contact_id: int) -> Any:
    """Show the number and the mail address of a contact of another unit."""
    viewer = current_viewer()
    contact = get_contact(db.session, viewer, contact_id)
    company = get_for(db.session, viewer, contact.company_id)
    reveal_contact(db.session, viewer, contact, company)
    if is_htmx():
        return render("companies/_number.html", phone=contact.phone, email=contact.email)
    numbers = " ".join(filter(None, (contact.phone, contact.email)))
    flash(f"{contact.name} {numbers}（已记入日志）", "message")
    return redirect(url_for("companies.show", company_id=company.id))
