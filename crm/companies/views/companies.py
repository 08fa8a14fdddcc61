"""The list of companies, new and changed ones."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.chains.queries import Labels, labels, taxonomy
from crm.companies.forms import CompanyForm
from crm.companies.models import Company
from crm.companies.operations import create_company, update_company
from crm.companies.operations.nodes import set_nodes
from crm.companies.queries import KIND, get_for, lists, may_edit
from crm.companies.queries.lists import CompanyFilter
from crm.companies.queries.records import NodeLine, names_of, nodes_of
from crm.companies.rules import Honour, NameKind, Relation
from crm.companies.views.room import blueprint
from crm.core.addresses import address, asked_choice, asked_number, asked_text
from crm.core.db import db
from crm.core.errors import Conflict, Forbidden, Refused
from crm.core.web import render, requires, today
from crm.lib.regions import HOME, country_label, region_label
from crm.lists.queries.tags import filter_choices, tags_of
from crm.lists.views.desk import Desk, at_desk

EXPORTS = (("companies", "导出企业"), ("contacts", "导出联系人"))
NOT_YOURS = "只有维护单位的人员，或上级单位的负责人可以修改企业。"


@blueprint.get("")
@requires(Permission.READ)
@at_desk("companies")
def index(at: Desk) -> Any:
    """All companies of the zone that the viewer may know of."""
    viewer = current_viewer()
    asked = {**asked_filter(request.args), "view": at.view}
    part = lists.page_of(db.session, viewer, filter_of(asked), request.args.get("cursor", ""))
    words = labels(db.session, viewer)
    options = options_of(db.session, viewer, words)
    return render(
        "companies/index.html",
        page=part,
        **_beside(viewer, part.rows, words),
        total=part.total,
        words=words,
        asked=asked,
        options=options,
        desk=at,
        bulk_ways=at.ways(viewer),
        place=origin,
        export_urls=[(address(f"/{room}/export.xlsx", asked), text) for room, text in EXPORTS],
        chips_in_force=chips_of(asked, options),
        may_log=viewer.may(Permission.LOG),
        previous_url=part.previous and address(request.path, asked, cursor=part.previous),
        next_url=part.next and address(request.path, asked, cursor=part.next),
    )


def options_of(session: Session, viewer: Viewer, words: Labels) -> dict[str, list[tuple[Any, str]]]:
    """What the filters offer."""
    return {
        "nodes": words.taxonomy.choices,
        "units": [(unit.id, unit.name) for unit in words.directory.active_units()],
        "chains": words.taxonomy.chain_choices,
        "relations": Relation.choices(),
        "honours": Honour.choices(),
        "tags": filter_choices(session, viewer),
    }


def _beside(viewer: Viewer, rows: Sequence[Any], words: Labels) -> dict[str, Any]:
    """What the rows show that stands in other tables, each by the company's number."""
    numbers = [row.id for row in rows]
    nodes = lists.nodes_of(db.session, numbers)
    return {
        "tags": tags_of(db.session, viewer, KIND, numbers),
        "nodes": {number: "、".join(map(words.node, some)) for number, some in nodes.items()},
        "honours": lists.honours_held(db.session, numbers, today()),
    }


def asked_filter(args: Mapping[str, str]) -> dict[str, Any]:
    """The filters in an address; what makes no sense is left out."""
    return {
        "q": asked_text(args),
        "relation": asked_choice(args, "relation", Relation),
        "node": asked_number(args, "node"),
        "unit": asked_number(args, "unit"),
        "honour": asked_choice(args, "honour", Honour),
        "chain": asked_text(args, "chain"),
        "main": "1" if args.get("main") == "1" else "",
        "tag": asked_number(args, "tag"),
    }


def filter_of(asked: dict[str, Any]) -> CompanyFilter:
    """The same as the query takes it."""
    given = {name: value for name, value in asked.items() if name != "view"}
    return CompanyFilter(**{**given, "main": bool(asked["main"])})


def chips_of(
    asked: dict[str, Any], options: dict[str, list[tuple[Any, str]]]
) -> list[tuple[str, str]]:
    """The filters in force as words, each with the address without it."""
    words = {
        "q": asked["q"] and f"包含“{asked['q']}”",
        "relation": asked["relation"] and asked["relation"].label,
        "node": asked["node"] and dict(options["nodes"]).get(asked["node"], "环节"),
        "tag": asked["tag"] and dict(options["tags"]).get(asked["tag"], "标签"),
        "unit": asked["unit"] and dict(options["units"]).get(asked["unit"], "单位"),
        "honour": asked["honour"] and asked["honour"].label,
        "chain": asked["chain"] and dict(options["chains"]).get(asked["chain"], "产业链"),
        "main": asked["main"] and "只看主环节",
    }
    return [
        (word, address(request.path, asked, **{key: None})) for key, word in words.items() if word
    ]


def origin(country: str, region_code: str | None) -> str:
    """Where a company is: 江苏盐城 at home, the country abroad."""
    if country != HOME:
        return country_label(country)
    return region_label(region_code) if region_code else ""


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new() -> Any:
    """Enter a company."""
    form = CompanyForm()
    form.offer(taxonomy(db.session, current_viewer()).choices)
    if request.method != "POST":
        form.name.data = request.args.get("name", "")[:200]
    elif form.validate():
        try:
            company = create_company(db.session, current_viewer(), form.values())
            set_nodes(db.session, current_viewer(), company, form.nodes)
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已登记企业“{company.name}”。", "success")
            return redirect(url_for("companies.show", company_id=company.id))
    return render("companies/form.html", form=form, company=None), 400 if form.errors else 200


@blueprint.route("/<int:company_id>/edit", methods=["GET", "POST"])
@requires(Permission.LOG)
def edit(company_id: int) -> Any:
    """Change a company."""
    viewer, form, status = current_viewer(), CompanyForm(), 200
    company = get_for(db.session, viewer, company_id, lock=request.method == "POST")
    if not may_edit(viewer, company):
        raise Forbidden(NOT_YOURS)
    form.offer(taxonomy(db.session, current_viewer()).choices)
    if request.method != "POST":
        _fill(form, company, nodes_of(db.session, company.id))
    elif form.validate():
        try:
            _save(form, company)
        except Conflict:
            form.collide(company)
            status = 409
        except Refused as error:
            form.refuse(error)
        else:
            flash("已保存。", "success")
            return redirect(url_for("companies.show", company_id=company.id))
    status = status if status == 409 else 400 if form.errors else 200
    return render("companies/form.html", form=form, company={"id": company_id}), status


def _fill(form: CompanyForm, company: Company, nodes: list[NodeLine]) -> None:
    names = [name for kind, name in names_of(db.session, company.id) if kind is NameKind.FORMER]
    form.show(company, names, [node.id for node in nodes])


def _save(form: CompanyForm, company: Company) -> None:
    viewer = current_viewer()
    update_company(db.session, viewer, company, form.values(), form.seen_version)
    set_nodes(db.session, viewer, company, form.nodes)
