"""The terms of protection among the administrator's parameters."""

from typing import Any

from flask import Blueprint, flash, redirect, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import render, requires, slots, today
from crm.leads.forms import TermsForm
from crm.leads.operations import set_terms
from crm.leads.queries.terms import listed, terms_of
from crm.leads.rules import TERMS

blueprint = Blueprint("protection", __name__)


@slots.fill("parameters.sections")
def section() -> str:
    """What holds today, with the way to change it."""
    terms = terms_of(db.session, today(), current_viewer())
    return render("parameters/_protection.html", terms=terms)


@blueprint.route("/admin/parameters/protection", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def protection_terms() -> Any:
    """The terms with their history, and the form of new ones."""
    form, on = TermsForm(), today()
    if request.method != "POST":
        form.show(terms_of(db.session, on, current_viewer()))
        form.effective_from.process_data(on)
    elif form.validate():
        try:
            row = set_terms(
                db.session, current_viewer(), form.values(), form.effective_from.data,
                form.reason.data, on,
            )  # fmt: skip
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已保存，自 {row.effective_from:%Y-%m-%d} 起给出的保护按新规定。", "success")
            return redirect("/admin/parameters/protection")
    context = {"form": form, "versions": listed(db.session), "default": TERMS, "on": on}
    return render("parameters/protection.html", **context), 400 if form.errors else 200
