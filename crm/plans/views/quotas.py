"""Quotas: the list, one with its history, the form. How far they are reached comes by slots."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, request
from werkzeug.datastructures import MultiDict

from crm.accounts.queries import current_viewer, people_of, require, units
from crm.accounts.rules import Permission, Viewer
from crm.chains.queries import Labels, chains, labels, taxonomy
from crm.core.addresses import address, asked_number
from crm.core.db import db
from crm.core.errors import Conflict, Refused
from crm.core.web import render, requires, today
from crm.lib.paging import ranked_page
from crm.lib.periods import Period
from crm.plans import operations, queries
from crm.plans.forms import QuotaForm
from crm.plans.models import Quota
from crm.plans.queries import QuotaFilter
from crm.plans.rules import STAGES, Metric, Stage
from crm.plans.rules.trees import Place, places_of
from crm.plans.views.room import blueprint

SHOWN = 30  # quotas on a page


@blueprint.get("/quotas")
@requires(Permission.READ)
def quotas() -> Any:
    """The quotas in sight by period, unit and chain; at first those of this year that are owed."""
    viewer = current_viewer()
    words = labels(db.session, viewer)
    options = _options(viewer, words)
    asked = request.args.to_dict()
    if not asked and str(today().year) in {str(year) for year, _label in options["year"]}:
        asked = {"year": str(today().year)}
    lines = queries.lines_in(db.session, viewer, _filter(asked))
    places = places_of(lines, _order(words.directory.units), _order(words.taxonomy.chains))
    number = asked_number(request.args, "page")
    shown, pages = ranked_page(
        places, number, SHOWN, lambda page: address("/quotas", asked, page=page)
    )
    found = queries.quotas_by_number(db.session, viewer, [one.quota_id for one in shown])
    return render(
        "quotas/index.html",
        quotas=found,
        total=len(lines),
        groups=_groups(shown, found, words),
        options=options,
        asked=asked,
        chips=_chips(options, asked),
        pages=pages,
    )


def _options(viewer: Viewer, words: Labels) -> dict[str, list[tuple[Any, str]]]:
    return {
        "year": [(year, f"{year}年") for year in queries.years(db.session, viewer)],
        "unit": [(unit.id, unit.name) for unit in words.directory.active_units(viewer)],
        "chain": words.taxonomy.chain_choices,
        "plan": [(row.code, row.title) for row in queries.plans_with_quotas(db.session)],
        "milestone": [(one.value, one.label) for one in STAGES[1:]],
        "metric": Metric.choices(),
        "reference": [("1", "参照目标"), ("all", "全部目标")],
    }


def _order(kept: Mapping[int, Any]) -> Callable[[int | None], int]:
    """The place of a number in what is kept in its order; none comes first."""
    known = {number: place for place, number in enumerate(kept, start=1)}
    return lambda number: known.get(number, 0) if number is not None else 0


def _groups(
    places: list[Place], found: list[Quota], words: Labels
) -> list[tuple[str, str, str, list[tuple[Quota, int]]]]:
    """The page's quotas below their headings: period, unit, chain."""
    known = {one.id: one for one in found}
    groups: list[tuple[str, str, str, list[tuple[Quota, int]]]] = []
    for one in places:
        chain = words.taxonomy.chains.get(one.chain_id) if one.chain_id else None
        head = (one.period.label, words.unit(one.unit_id), chain.name if chain else "")
        if not groups or groups[-1][:3] != head:
            groups.append((*head, []))
        groups[-1][3].append((known[one.quota_id], one.parts))
    return groups


def _filter(asked: Mapping[str, str]) -> QuotaFilter:
    """What the address asks for; what cannot be is left out."""
    words = MultiDict(asked)
    milestone, metric = asked.get("milestone", ""), asked.get("metric", "")
    return QuotaFilter(
        year=words.get("year", type=_year),
        unit_id=words.get("unit", type=_number),
        chain=asked.get("chain") or None,
        node_id=words.get("node", type=_number),
        plan=asked.get("plan") or None,
        milestone=Stage(milestone) if milestone in list(Stage) else None,
        metric=Metric(metric) if metric in list(Metric) else None,
        reference={"1": True, "all": None}.get(asked.get("reference", ""), False),
    )


def _number(text: str) -> int:
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError
    return number


def _year(text: str) -> int:
    year = int(text)
    if not 1949 <= year <= 2100:
        raise ValueError
    return year


def _chips(
    options: dict[str, list[tuple[Any, str]]], asked: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The filters in force, each with the address without it."""
    found = []
    for name, choices in options.items():
        words = {str(value): label for value, label in choices}
        value = asked.get(name, "")
        if value in words:
            found.append((words[value], f"/quotas?{urlencode({**asked, name: ''})}"))
    return found


@blueprint.get("/quotas/<int:quota_id>")
@requires(Permission.READ)
def quota(quota_id: int) -> Any:
    """One quota: what it asks, how it stands, where it comes from, what was changed."""
    viewer = current_viewer()
    quota = queries.get_for(db.session, viewer, quota_id)
    parts = queries.parts_of(db.session, viewer, quota)
    above = [quota.parent_id] if quota.parent_id else []
    return render(
        "quotas/quota.html",
        quota=quota,
        parts=parts,
        sums=queries.sums_of(quota, parts),
        parent=next(iter(queries.quotas_by_number(db.session, viewer, above)), None),
        owner=labels(db.session, viewer).person(quota.owner_id),
        may_change=queries.may_change(viewer, quota),
    )


@blueprint.route("/quotas/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_quota() -> Any:
    """Set a target."""
    form = _form()
    if request.method != "POST":
        year = Period.year(today().year)
        form.starts_on.process_data(year.start)
        form.ends_on.process_data(year.end)
        form.unit_id.data = current_viewer().unit_id
        form.milestone.data, form.metric.data = Stage.SIGNED, Metric.COUNT
    elif form.validate():
        try:
            made = operations.create_quota(db.session, current_viewer(), form.values())
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已设定目标“{made.title}”。", "success")
            return redirect(f"/quotas/{made.id}")
    status = 400 if request.method == "POST" else 200
    return render("quotas/form.html", form=form, quota=None), status


@blueprint.route("/quotas/<int:quota_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_quota(quota_id: int) -> Any:
    """Change a target."""
    viewer = current_viewer()
    quota = queries.get_for(db.session, viewer, quota_id)
    require(queries.may_change(viewer, quota), operations.NOT_YOURS)
    form = _form(quota)
    status = 200 if request.method != "POST" else _save(form, quota)
    if status == 302:
        flash(f"已保存目标“{quota.title}”。", "success")
        return redirect(f"/quotas/{quota_id}")
    return render("quotas/form.html", form=form, quota=quota), status


def _form(quota: Quota | None = None) -> QuotaForm:
    form = QuotaForm(
        obj=quota,
        units=[(unit.id, unit.name) for unit in _own_units()],
        chains=[(chain.id, chain.name) for chain in chains(db.session)],
        nodes=taxonomy(db.session, current_viewer()).choices,
        people=[(row.id, row.name) for row in people_of(db.session, current_viewer())],
    )
    if quota is not None and request.method != "POST":
        form.show(quota)
    return form


def _own_units() -> list[Any]:
    """The units for which the manager may set targets: the own one and those below."""
    viewer = current_viewer()
    found = units(db.session, viewer)
    return [unit for unit in found if unit.path.startswith(viewer.unit_path)]


def _save(form: QuotaForm, quota: Quota) -> int:
    """Save what was sent; gives the status of the answer."""
    if not form.validate():
        return 400
    try:
        operations.change_quota(
            db.session, current_viewer(), quota, form.values(), form.seen_version
        )
    except Conflict:
        form.collide(quota)
        return 409
    except Refused as error:
        form.refuse(error)
        return 400
    return 302
