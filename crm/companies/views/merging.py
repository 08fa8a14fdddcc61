"""Two companies that are one: found, looked at side by side, merged, and taken apart again."""

from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import cleared_people, current_viewer, require
from crm.accounts.rules import Permission
from crm.companies.forms import MergeForm
from crm.companies.models import Company
from crm.companies.operations.belongings import counts
from crm.companies.operations.merging import facts_of, merge_companies
from crm.companies.operations.unmerging import undo_merge
from crm.companies.queries import KIND, get_for, may_edit
from crm.companies.queries.lookalikes import alike
from crm.companies.queries.merges import get_merge, identity_of
from crm.companies.queries.records import honours_of, names_of, nodes_of
from crm.companies.queries.ways import MOST_CANDIDATES
from crm.companies.rules.merging import FIELDS, differences, merge_fault
from crm.companies.views.room import blueprint
from crm.core.addresses import asked_number
from crm.core.db import db
from crm.core.errors import Conflict, NotFound, Refused
from crm.core.journal import in_words
from crm.core.web import render, requires
from crm.lib.regions import country_label, region_label

NOT_BOTH = "只能合并本单位及下级单位维护的企业；两家分属不同单位时，请由共同上级单位的负责人合并。"
MOST_SHOWN = 20


@blueprint.get("/<int:company_id>/merge")
@requires(Permission.MANAGE)
def find_twin(company_id: int) -> Any:
    """Choose what is to be merged into a company: those that look like it stand here."""
    viewer = current_viewer()
    company = get_for(db.session, viewer, company_id)
    require(may_edit(viewer, company), NOT_BOTH)
    chosen = asked_number(request.args, "other")
    if chosen is not None:
        return redirect(f"/companies/{company_id}/merge/{chosen}")
    identity = identity_of(db.session, company)
    found = alike(db.session, viewer, identity, company.id, MOST_CANDIDATES)
    known = [one for one in found if one.id is not None][:MOST_SHOWN]  # others cannot be merged
    return render("companies/merge_find.html", company=company, found=known)


@blueprint.route("/<int:company_id>/merge/<int:other_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def merge(company_id: int, other_id: int) -> Any:
    """Both companies side by side, and what becomes of them; merged when that is confirmed."""
    kept, other = _both(company_id, other_id, lock=request.method == "POST")
    form, status = _form(kept, other), 200
    if request.method == "POST" and form.validate():
        name, asked = other.name, current_viewer()
        try:
            merge_companies(db.session, asked, kept, other, form.chosen, form.seen_versions)
        except Conflict:
            form.collide_both(kept.version, other.version)
            status = 409
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"“{name}”已并入“{kept.name}”。需要时可在本页下方整体撤销。", "success")
            return redirect(f"/companies/{company_id}")
    status = status if status == 409 else 400 if form.errors else 200
    fault = merge_fault(facts_of(kept), facts_of(other))
    return render("companies/merge.html", form=form, fault=fault, **_shown(kept, other)), status


@blueprint.post("/<int:company_id>/merges/<int:merge_id>/undo")
@requires(Permission.MANAGE)
def unmerge(company_id: int, merge_id: int) -> Any:
    """Take two companies apart again, as a whole."""
    viewer = current_viewer()
    kept = get_for(db.session, viewer, company_id, lock=True)
    require(may_edit(viewer, kept), NOT_BOTH)
    past = get_merge(db.session, kept, merge_id)
    other = undo_merge(db.session, viewer, kept, past)
    flash(f"已撤销合并，“{other.name}”恢复为单独的企业。", "success")
    return redirect(f"/companies/{other.id}")


def _both(company_id: int, other_id: int, *, lock: bool) -> tuple[Company, Company]:
    """Both, locked in the order of their numbers so that two people do not wait for each other."""
    viewer = current_viewer()
    if company_id == other_id:
        raise NotFound
    found = {}
    for number in sorted((company_id, other_id)):
        found[number] = get_for(db.session, viewer, number, lock=lock)
    for company in found.values():
        require(may_edit(viewer, company), NOT_BOTH)
    return found[company_id], found[other_id]


def _form(kept: Company, other: Company) -> MergeForm:
    form = MergeForm()
    open_ = differences(facts_of(kept), facts_of(other))
    form.offer(
        [
            (one.field, _words(kept, one.field), _words(other, one.field))
            for one in open_
        ],
        (kept.version, other.version),
    )  # fmt: skip
    return form


def _words(company: Company, field: str) -> str:
    value = getattr(company, field)
    if field == "region_code" and value:
        return region_label(value)
    if field == "country":
        return country_label(value)
    return in_words(company, Company.__table__.c[field], value) or ""


def _shown(kept: Company, other: Company) -> dict[str, Any]:
    """The two side by side, and what goes over."""
    session = db.session
    facts = [(label, _words(kept, field), _words(other, field)) for field, label in FIELDS.items()]
    people = []
    if kept.confidential and other.confidential:
        known = {one.id for one in cleared_people(session, KIND, kept.id)}
        listed = cleared_people(session, KIND, other.id)
        people = [one.name for one in listed if one.id not in known]
    return {
        "kept": kept,
        "other": other,
        "facts": [(label, mine, theirs) for label, mine, theirs in facts if mine or theirs],
        "moves": counts(session, other.id),
        "names": [name for _kind, name in names_of(session, other.id)],
        "nodes": [f"{node.chain} · {node.name}" for node in nodes_of(session, other.id)],
        "honours": [honour.label for honour in honours_of(session, other.id)],
        "people": people,
    }
