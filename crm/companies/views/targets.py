"""The list of target companies (目标企业库), on pages of its own, of nodes and of companies."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer, owner_choices, people_of, require
from crm.accounts.rules import Permission, Viewer
from crm.chains.queries import Labels, labels
from crm.companies.forms import TargetForm
from crm.companies.models import NodeTarget
from crm.companies.operations.targets import add_target, update_target
from crm.companies.queries import get_for, targets
from crm.companies.queries.targets import TargetFilter, get_target
from crm.companies.rules.dealings import TargetState, is_open
from crm.companies.views.links import picked
from crm.companies.views.room import blueprint
from crm.core.addresses import address, asked_choice, asked_number, asked_text, mine
from crm.core.db import db
from crm.core.errors import Conflict, NotFound, Refused
from crm.core.web import render, requires, today
from crm.lists.queries.kinds import Kind, has_list
from crm.lists.views.desk import Desk, at_desk

PATH = "/companies/targets"
NOT_YOURS = "只有负责人、同单位人员或上级负责人可以修改。"
has_list(
    Kind("targets", "target", "目标企业", "家", PATH, frozenset(TargetFilter.__dataclass_fields__))
)


@blueprint.get("/targets")
@requires(Permission.READ)
@at_desk("targets")
def target_list(at: Desk) -> Any:
    """Whom the nodes need, who approaches them, how far that is."""
    viewer = current_viewer()
    asked = {**asked_filter(viewer, request.args), "view": at.view}
    part = targets.page_of(db.session, viewer, filter_of(asked), request.args.get("cursor", ""))
    words = labels(db.session, viewer)
    options = _options(viewer, words)
    return render(
        "companies/targets.html",
        page=part,
        rows=rows_of(viewer, part.rows),
        words=words,
        asked=asked,
        options=options,
        desk=at,
        chips_in_force=chips_of(asked, options),
        export_url=address(f"{PATH}/export.xlsx", asked, view=None),
        previous_url=part.previous and address(PATH, asked, cursor=part.previous),
        next_url=part.next and address(PATH, asked, cursor=part.next),
    )


@blueprint.route("/targets/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new_target() -> Any:
    """Put a company on the list of a node."""
    viewer, form = current_viewer(), TargetForm()
    _offer(form, viewer)
    if request.method != "POST":
        _prefill(form, viewer)
    elif form.validate():
        try:
            company = picked(form, "company")
            add_target(db.session, viewer, company, form.values(), today())
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已把“{company.name}”列入目标企业库。", "success")
            return redirect(address(PATH, {"node": form.node_id.data}))
    page = render("companies/target_form.html", form=form, target=None, today=today())
    return page, 400 if form.errors else 200


@blueprint.route("/targets/<int:target_id>/edit", methods=["GET", "POST"])
@requires(Permission.LOG)
def edit_target(target_id: int) -> Any:
    """Change who approaches it, and how far that is."""
    viewer, status = current_viewer(), 200
    target = get_target(db.session, viewer, target_id, lock=request.method == "POST")
    able = targets.may_edit(viewer, target.owner_id, target.unit_id, target.unit.path)
    require(able, NOT_YOURS)
    form = TargetForm(obj=target)
    _offer(form, viewer, target)
    form.company_name.data = target.company.name
    if request.method == "POST":
        status = _save(form, target)
        if status == 302:
            flash("已保存。", "success")
            return redirect(address(PATH, {"node": target.node_id}))
    return render("companies/target_form.html", form=form, target=target, today=today()), status


def _save(form: TargetForm, target: NodeTarget) -> int:
    """Save what was sent; gives the status of the answer."""
    if not form.validate():
        return 400
    try:
        seen = form.seen_version
        update_target(db.session, current_viewer(), target, form.values(), seen, today())
    except Conflict:
        form.collide(target)
        return 409
    except Refused as error:
        form.refuse(error)
        return 400
    return 302


def _offer(form: TargetForm, viewer: Viewer, target: NodeTarget | None = None) -> None:
    words = labels(db.session, viewer)
    people = {one.id: f"{one.name}（{one.unit_name}）" for one in people_of(db.session, viewer)}
    if target is not None and target.owner_id is not None:
        people.setdefault(target.owner_id, words.person(target.owner_id))
    form.offer(words.taxonomy.choices, list(people.items()))


def _prefill(form: TargetForm, viewer: Viewer) -> None:
    form.node_id.data = asked_number(request.args, "node")
    form.owner_id.data = viewer.id
    number = asked_number(request.args, "company")
    try:
        company = get_for(db.session, viewer, number) if number else None
    except NotFound:
        company = None
    if company is not None:
        form.company_id.data, form.company_name.data = company.id, company.name


def rows_of(viewer: Viewer, rows: Any) -> list[tuple[Any, bool, str]]:
    """Each row with whether the viewer may change it, and where it becomes a lead."""
    log = viewer.may(Permission.LOG)
    return [
        (
            row,
            targets.may_edit(viewer, row.owner_id, row.unit_id, row.unit_path),
            address("/leads/new", {"company": row.name, "node": row.node_id})
            if log and is_open(row.state)
            else "",
        )
        for row in rows
    ]


def asked_filter(viewer: Viewer, args: Mapping[str, str]) -> dict[str, Any]:
    """The filters in an address; what makes no sense is left out."""
    return {
        "q": asked_text(args),
        "state": asked_choice(args, "state", TargetState),
        "node": asked_number(args, "node"),
        "chain": asked_text(args, "chain"),
        "owner": asked_number(mine(args, viewer.id), "owner"),
        "unit": asked_number(args, "unit"),
    }


def filter_of(asked: dict[str, Any]) -> TargetFilter:
    """The same as the query takes it."""
    return TargetFilter(**{name: value for name, value in asked.items() if name != "view"})


def _options(viewer: Viewer, words: Labels) -> dict[str, list[tuple[Any, str]]]:
    return {
        "state": TargetState.choices(),
        "node": words.taxonomy.choices,
        "chain": words.taxonomy.chain_choices,
        "owner": owner_choices(db.session, viewer),
        "unit": [(unit.id, unit.name) for unit in words.directory.active_units()],
    }


NAMED = {"state": "进度", "node": "环节", "chain": "产业链", "owner": "负责人", "unit": "单位"}


def chips_of(
    asked: dict[str, Any], options: dict[str, list[tuple[Any, str]]]
) -> list[tuple[str, str]]:
    """The filters in force as words, each with the address without it."""
    found = [(f"包含“{asked['q']}”", "q")] if asked["q"] else []
    found += [
        (dict(options.get(name, [])).get(asked[name], word), name)
        for name, word in NAMED.items()
        if asked[name]
    ]
    return [(words, address(PATH, asked, **{name: None})) for words, name in found]
