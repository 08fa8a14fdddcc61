"""Carriers: the list with what can be had, one carrier, new and changed ones, the workbook."""

from typing import Any

from flask import Blueprint, flash, redirect, request

from crm.accounts.queries import current_viewer, require
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import record_export
from crm.carriers import operations, queries
from crm.carriers.forms import CarrierForm
from crm.carriers.models import Carrier
from crm.carriers.queries import CarrierFilter, Offer
from crm.carriers.rules import CarrierKind, CarrierState, area_words, in_mu, number_words
from crm.chains.queries import Labels, labels
from crm.core.addresses import address, asked_choice, asked_number, asked_text
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.errors import Conflict, Refused
from crm.core.web import render, requires, today, writes
from crm.lib.sheets import Column, workbook

blueprint = Blueprint("carriers", __name__, url_prefix="/carriers")

HOME = "/carriers"
OFFERED, LOCAL, AWAY = "offered", "local", "away"
STATES = [(OFFERED, "可供和闲置"), *CarrierState.choices()]
WHERE = [(LOCAL, "本区"), (AWAY, "外地")]
SHEET = (
    Column("名称", 36),
    Column("类型", 10),
    Column("状态", 12),
    Column("单位", 20),
    Column("位置", 24),
    Column("面积", 14, "#,##0.####"),
    Column("面积单位", 10),
    Column("折合亩", 14, "#,##0.##"),
    Column("价格", 18),
    Column("适合产业链", 18),
    Column("说明", 50),
    Column("来源", 30),
)


@blueprint.get("")
@requires(Permission.READ)
def index() -> Any:
    """All carriers, the largest first, and what land, workshops and buildings can be had."""
    viewer, asked = current_viewer(), _asked()
    part = queries.page_of(db.session, _filter(asked), request.args.get("cursor", ""))
    words = labels(db.session, viewer)
    chains = words.taxonomy.chains
    return render(
        "carriers/index.html",
        page=part,
        figures=[_figure(offer) for offer in queries.offers(db.session)],
        words=words,
        chains=chains,
        asked=asked,
        options=_options(words),
        chips_in_force=_chips(asked, words),
        area=area_words,
        mu=_mu,
        may_log=viewer.may(Permission.LOG),
        previous_url=part.previous and address(HOME, asked, cursor=part.previous),
        next_url=part.next and address(HOME, asked, cursor=part.next),
        export_url=address(f"{HOME}/export.xlsx", asked),
    )


def _asked() -> dict[str, Any]:
    state, where = request.args.get("state", ""), request.args.get("where", "")
    return {
        "q": asked_text(request.args),
        "kind": asked_choice(request.args, "kind", CarrierKind),
        "state": state if state in dict(STATES) else "",
        "unit": asked_number(request.args, "unit"),
        "chain": asked_text(request.args, "chain"),
        "where": where if where in dict(WHERE) else "",
    }


def _filter(asked: dict[str, Any]) -> CarrierFilter:
    state = asked["state"]
    return CarrierFilter(
        q=asked["q"],
        kind=asked["kind"],
        state=CarrierState(state) if state and state != OFFERED else None,
        offered=state == OFFERED,
        unit=asked["unit"],
        chain=asked["chain"],
        local=asked["where"] == LOCAL if asked["where"] else None,
    )


def _options(words: Labels) -> dict[str, list[tuple[Any, str]]]:
    return {
        "kind": CarrierKind.choices(),
        "state": STATES,
        "unit": [(unit.id, unit.name) for unit in words.directory.active_units()],
        "chain": [(chain.code, chain.name) for chain in words.taxonomy.chains.values()],
        "where": WHERE,
    }


def _chips(asked: dict[str, Any], words: Labels) -> list[tuple[str, str]]:
    found = [(f"包含“{asked['q']}”", address(HOME, asked, q=None))] if asked["q"] else []
    for name, choices in _options(words).items():
        if asked[name]:
            label = {str(key): text for key, text in choices}.get(str(asked[name]), "其他")
            found.append((label, address(HOME, asked, **{name: None})))
    return found


def _figure(offer: Offer) -> tuple[str, str, str, str]:
    """Label, figure in 亩, address of the list that it adds up, and how many stand behind it."""
    asked = {"kind": offer.kind.value, "state": OFFERED, "where": LOCAL}
    note = f"可供和闲置 {offer.count} 处"
    if offer.unmeasured:
        note += f"，其中 {offer.unmeasured} 处未填面积"
    return f"可供{offer.kind.label}", number_words(offer.mu), address(HOME, asked), note


def _mu(row: Any) -> str:
    """A row's area in 亩, where it is written in another unit."""
    if row.area is None or row.area_unit is None or row.area_unit.value == "mu":
        return ""
    return f"合 {number_words(in_mu(row.area, row.area_unit))} 亩"


@blueprint.get("/export.xlsx")
@requires(Permission.READ)
@writes
def export() -> Any:
    """The list as a workbook; that it was taken is kept in the log with filter and row count."""
    viewer, asked = current_viewer(), _asked()
    with db.reading() as reading:
        found = queries.exported(reading, _filter(asked))
        words = labels(reading, viewer)
    content = workbook("载体", SHEET, [_cells(row, words) for row in found])
    terms = "；".join(text for text, _url in _chips(asked, words)) or "无"
    record_export(db.session, viewer, "carrier", "载体列表", terms, len(found))
    return download(content, f"载体_{today():%Y%m%d}.xlsx", EXCEL)


def _cells(row: Any, words: Labels) -> tuple[Any, ...]:
    chain = words.taxonomy.chains.get(row.chain_id)
    measured = row.area is not None and row.area_unit is not None
    return (
        row.name,
        row.kind,
        row.state,
        words.unit(row.unit_id) or "外地",
        row.place,
        row.area,
        row.area_unit,
        in_mu(row.area, row.area_unit) if measured else None,
        row.price,
        chain.name if chain else "",
        row.description,
        row.source,
    )


@blueprint.get("/<int:carrier_id>")
@requires(Permission.READ)
def show(carrier_id: int) -> Any:
    """One carrier."""
    carrier = queries.get_carrier(db.session, carrier_id)
    return render(
        "carriers/show.html",
        carrier=carrier,
        area=area_words(carrier.area, carrier.area_unit),
        mu=_mu(carrier),
        may_edit=queries.may_edit(current_viewer(), carrier),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new() -> Any:
    """Enter a carrier."""
    viewer, form = current_viewer(), _form(current_viewer())
    if request.method != "POST":
        form.unit_id.data = viewer.unit_id
    elif form.validate():
        try:
            made = operations.create_carrier(db.session, viewer, form.values())
        except Refused as error:
            form.refuse(error)
        else:
            flash(f"已登记载体“{made.name}”。", "success")
            return redirect(f"{HOME}/{made.id}")
    status = 400 if request.method == "POST" else 200
    return render("carriers/form.html", form=form, carrier=None), status


@blueprint.route("/<int:carrier_id>/edit", methods=["GET", "POST"])
@requires(Permission.LOG)
def edit(carrier_id: int) -> Any:
    """Change a carrier."""
    viewer = current_viewer()
    carrier = queries.get_carrier(db.session, carrier_id, lock=request.method == "POST")
    require(queries.may_edit(viewer, carrier), operations.NOT_YOURS)
    form, status = _form(viewer, carrier), 200
    if request.method == "POST":
        status = _save(form, carrier)
        if status == 302:
            flash(f"已保存载体“{carrier.name}”。", "success")
            return redirect(f"{HOME}/{carrier.id}")
    return render("carriers/form.html", form=form, carrier=carrier), status


def _form(viewer: Viewer, carrier: Carrier | None = None) -> CarrierForm:
    form, words = CarrierForm(obj=carrier), labels(db.session, viewer)
    kept = [
        (unit.id, unit.name)
        for unit in words.directory.active_units()
        if queries.may_keep(viewer, unit.id, unit.path)
    ]
    chains = [(chain.id, chain.name) for chain in words.taxonomy.chains.values()]
    form.offer(kept, chains, elsewhere=queries.may_keep(viewer, None, ""))
    if carrier is not None and request.method != "POST":
        form.show(carrier)
    return form


def _save(form: CarrierForm, carrier: Carrier) -> int:
    """Save what was sent; gives the status of the answer."""
    if not form.validate():
        return 400
    try:
        operations.change_carrier(
            db.session, current_viewer(), carrier, form.values(), form.seen_version
        )
    except Conflict:
        form.collide(carrier)
        return 409
    except Refused as error:
        form.refuse(error)
        return 400
    return 302
