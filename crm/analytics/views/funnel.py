"""The funnel as it stands today, by stage, chain, node and unit."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from crm.accounts.queries import UnitRef, current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.analytics.queries.funnel import FunnelFilter, Places, cells, places
from crm.analytics.rules.funnel import Cell, Funnel, Sum, branch, funnel, grouped
from crm.analytics.views.room import blueprint, export
from crm.chains.queries import chains, labels
from crm.chains.rules import NodeRef
from crm.core.db import db
from crm.core.lists import address, asked_number
from crm.core.web import render, requires, today, writes
from crm.lib.currencies import AmountUnit
from crm.lib.money import format_number
from crm.lib.sheets import Column
from crm.plans.rules import STAGES
from crm.projects.queries import list_address
from crm.projects.rules import ProjectState

FACETS = {"chain": "产业链", "node": "环节", "unit": "单位"}
FEN_PER_YI = 10**10
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """A row of the breakdown: its name, its funnel, and the filters of its lists, if they have
    any that count the same."""

    name: str
    funnel: Funnel
    filters: dict[str, Any] | None


@dataclass(frozen=True)
class Picture:
    """All that the page shows."""

    whole: Funnel
    lines: list[Line]
    asked: dict[str, Any]
    facet: str
    nodes: list[NodeRef]
    units: list[UnitRef]

    def url(self, filters: dict[str, Any] | None, **more: Any) -> str:
        """The list behind a figure."""
        if filters is None:
            return ""
        own = {name: self.asked[name] for name in ("chain", "node", "unit")}
        return list_address(**{**own, **filters, **more})


@blueprint.get("/funnel")
@requires(Permission.READ)
def funnel_page() -> Any:
    """The funnel with its breakdown."""
    found = _picture(db.session, current_viewer())
    return render(
        "analytics/funnel.html",
        picture=found,
        stages=[(stage, found.whole.stages[stage]) for stage in STAGES],
        states=ProjectState,
        facets=[
            (name, label, address("/analytics/funnel", found.asked, by=name))
            for name, label in FACETS.items()
        ],
        options={
            "chain": [(one.code, one.name) for one in chains(db.session)],
            "node": [(node.id, f"{node.chain_name} · {node.name}") for node in found.nodes],
            "unit": [(unit.id, unit.name) for unit in found.units],
        },
        json_url=address("/analytics/funnel.json", found.asked),
        xlsx_url=address("/analytics/funnel.xlsx", {**found.asked, "by": found.facet}),
        yi=yi,
    )


@blueprint.get("/funnel.json")
@requires(Permission.READ)
def funnel_json() -> Any:
    """What the chart draws: count and amount by stage."""
    found = _picture(db.session, current_viewer())
    urls = [found.url({}, stage=stage, state=ProjectState.ACTIVE) for stage in STAGES]
    sums = [found.whole.stages[stage] for stage in STAGES]
    return {
        "unit": "个",
        "categories": [stage.label for stage in STAGES],
        "keys": [stage.value for stage in STAGES],
        "series": [
            {"name": "项目数", "unit": "个", "values": [one.count for one in sums], "links": urls},
            {
                "name": "总投资",
                "unit": "亿元",
                "values": [in_yi(one) for one in sums],
                "links": urls,
            },
        ],
    }


@blueprint.get("/funnel.xlsx")
@requires(Permission.READ)
@writes
def funnel_xlsx() -> Any:
    """The breakdown as a workbook, one row for each chain, node or unit."""
    viewer = current_viewer()
    with db.reading() as reading:
        found = _picture(reading, viewer)
    columns = [Column(FACETS[found.facet], 28)]
    for stage in STAGES:
        columns += [Column(f"{stage.label}（个）", 10), Column(f"{stage.label}（亿元）", 12)]
    columns += [Column(f"{word}（{unit}）", 10) for word in ("推进中", "搁置", "终止")
                for unit in ("个", "亿元")]  # fmt: skip
    lines = [*found.lines, Line("合计", found.whole, None)]
    told = "，".join(f"{name}={value}" for name, value in found.asked.items() if value)
    return export(
        viewer, f"项目漏斗{today():%Y%m%d}", columns, [_cells(one) for one in lines], told
    )


def in_yi(amount: Sum) -> float:
    """An amount in 亿元 as the page shows it."""
    return float((Decimal(amount.amount_fen) / FEN_PER_YI).quantize(CENT, ROUND_HALF_UP))


def yi(amount: Sum) -> str:
    """An amount in 亿元 without its unit."""
    return format_number(amount.amount_fen, AmountUnit.YI)


def _cells(line: Line) -> list[Any]:
    own = line.funnel
    sums = [*(own.stages[stage] for stage in STAGES), own.active, own.paused, own.dropped]
    amounts = ((one.count, in_yi(one)) for one in sums)
    return [line.name, *chain.from_iterable(amounts)]


def _picture(session: Session, viewer: Viewer) -> Picture:
    asked = {
        "chain": request.args.get("chain", "")[:40],
        "node": asked_number(request.args, "node"),
        "unit": asked_number(request.args, "unit"),
    }
    facet = request.args.get("by", "")
    facet = facet if facet in FACETS else "node" if asked["chain"] or asked["node"] else "chain"
    words = labels(session, viewer)
    where = places(words)
    found = cells(session, viewer, where, FunnelFilter(**asked))
    nodes = list(words.taxonomy.nodes.values())
    own_units = words.directory.active_units(viewer)
    if facet == "unit":
        lines = _by_unit(found, where, own_units, asked["unit"])
    elif facet == "node":
        lines = _by_node(found, where, nodes, asked["node"])
    else:
        lines = _by_chain(found, nodes)
    return Picture(funnel(found), lines, asked, facet, nodes, own_units)


def _by_chain(found: list[Cell], nodes: list[NodeRef]) -> list[Line]:
    codes = {node.path: node.chain_code for node in nodes}
    names = {node.chain_code: node.chain_name for node in nodes}
    parts = grouped(found, lambda cell: codes[cell.node_path])
    return [
        Line(name, parts[code], {"chain": code}) for code, name in names.items() if code in parts
    ]


def _by_node(
    found: list[Cell], where: Places, nodes: list[NodeRef], top_id: int | None
) -> list[Line]:
    """The nodes directly below the one asked for, or the outermost ones, each with those below."""
    top = where.nodes.get(top_id or 0, "")
    parts = grouped(found, lambda cell: branch(cell.node_path, top))
    return [
        Line(f"{node.name}（本级）" if node.path == top else f"{node.chain_name} · {node.name}",
             parts[node.path], None if node.path == top else {"node": node.id})
        for node in nodes
        if node.path in parts
    ]  # fmt: skip


def _by_unit(
    found: list[Cell], where: Places, own_units: list[UnitRef], top_id: int | None
) -> list[Line]:
    """The units directly below the one asked for, or below the outermost one in sight; last
    what lies with units that are no longer in use."""
    path = where.units.get(top_id or 0, "") or (own_units[0].path if own_units else "")
    parts = grouped(found, lambda cell: branch(cell.unit_path, path))
    lines = [
        Line(f"{unit.name}（本级）", parts[path], None)
        if unit.path == path
        else Line(unit.name, parts[unit.path], {"unit": unit.id})
        for unit in own_units
        if unit.path in parts
    ]
    known = {unit.path for unit in own_units}
    gone = [cell for cell in found if branch(cell.unit_path, path) not in known]
    return [*lines, Line("已停用的单位", funnel(gone), None)] if gone else lines
