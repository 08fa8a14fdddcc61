"""What the chains lack: every node, the chain picture, a node's own figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.analytics.queries.cells import GapCell, cell_of, coming_address
from crm.analytics.queries.gaps import (
    GapPicture,
    Neighbourhood,
    neighbourhoods,
    picture,
)
from crm.analytics.rules.gaps import Gap, before
from crm.analytics.views.room import blueprint, export
from crm.chains.queries import chains
from crm.chains.rules import Mark, NodeRef, propose_mark
from crm.core.db import db
from crm.core.lists import address
from crm.core.web import render, requires, today, writes
from crm.leads.queries.lists import list_address as lead_address
from crm.leads.rules import LeadState
from crm.lib.periods import Period
from crm.lib.sheets import Column
from crm.plans.models import Definition
from crm.plans.queries import definition_for
from crm.plans.rules import Stage

LAST_COLUMNS = ("预计落地", "净缺口", "区内企业", "龙头企业", "目标企业", "线索", "建议")


@dataclass(frozen=True)
class Row:
    """A node in the list of gaps."""

    node: NodeRef
    gap: Gap
    cell: GapCell
    around: Neighbourhood
    mark: Mark
    stages: list[tuple[Stage, int, str]]
    leads_url: str
    targets_url: str
    local_url: str


@blueprint.get("/gaps")
@requires(Permission.READ)
def gaps_page() -> Any:
    """All nodes, the ones with most uncovered first."""
    viewer, on = current_viewer(), today()
    definition = definition_for(db.session, on)
    found = picture_for(db.session, viewer, definition, on)
    rows = rows_of(db.session, viewer, definition, found)
    return render(
        "analytics/gaps.html",
        picture=found,
        rows=rows,
        landed=definition.landed_stage,
        stages=before(definition.landed_stage),
        periods=[(word(one), one.label) for one in found.periods],
        chains=[(chain.code, chain.name) for chain in chains(db.session)],
        asked=request.args,
        period=word(found.period),
        json_url=address("/analytics/gaps.json", request.args),
        xlsx_url=address("/analytics/gaps.xlsx", request.args),
    )


@blueprint.get("/gaps.json")
@requires(Permission.READ)
def gaps_json() -> Any:
    """What the chart draws: landed, expected and uncovered of each node that has a target."""
    viewer, on = current_viewer(), today()
    definition = definition_for(db.session, on)
    found = picture_for(db.session, viewer, definition, on)
    rows = [row for row in rows_of(db.session, viewer, definition, found) if row.gap.target]
    series = [
        ("已落地", [row.gap.landed for row in rows], [row.cell.landed_url for row in rows]),
        ("预计落地", [_expected(row.gap) for row in rows], [row.cell.pipeline_url for row in rows]),
    ]
    if not found.partial:
        series.append(("净缺口", [float(row.gap.uncovered or 0) for row in rows], None))
    return {
        "unit": "个",
        "categories": [row.node.name for row in rows],
        "series": [
            {"name": name, "values": values, **({"links": links} if links else {})}
            for name, values, links in series
        ],
    }


@blueprint.get("/gaps.xlsx")
@requires(Permission.READ)
@writes
def gaps_xlsx() -> Any:
    """The list as a workbook."""
    viewer, on = current_viewer(), today()
    with db.reading() as reading:
        definition = definition_for(reading, on)
        found = picture_for(reading, viewer, definition, on)
        rows = rows_of(reading, viewer, definition, found)
        stages = before(definition.landed_stage)
        columns = [Column("产业链", 16), Column("环节", 20), Column("统计期", 16)]
        columns += [Column(name, 10) for name in ("目标", "已落地", "待认定")]
        columns += [Column(f"在手：{stage.label}", 10) for stage in stages]
        columns += [Column(name, 10) for name in LAST_COLUMNS]
        cells = [_cells(row, found, stages) for row in rows]
    told = "，".join(f"{name}={value}" for name, value in request.args.items() if value)
    return export(viewer, f"环节缺口{on:%Y%m%d}", columns, cells, told)


def _cells(row: Row, found: GapPicture, stages: list[Stage]) -> list[Any]:
    """A row of the workbook; who sees a part of the zone gets no gap to the zone's target."""
    gap, around, period = row.gap, row.around, found.period
    return [
        row.node.chain_name, row.node.name, period.label if period else "",
        gap.target, gap.landed, gap.reported,
        *(gap.pipeline.get(stage, 0) for stage in stages),
        gap.expected, None if found.partial else gap.uncovered,
        around.local, around.leaders, around.targets, around.leads, row.mark,
    ]  # fmt: skip


def _expected(gap: Gap) -> float:
    """As much of what is expected as the gap still needs, so that the parts make the target."""
    return float(min(gap.expected, gap.open or 0))


def picture_for(
    session: Session, viewer: Viewer, definition: Definition, on: date, chain: str = ""
) -> GapPicture:
    """The gaps that the address asks for: of one chain, in one period."""
    return picture(
        session,
        viewer,
        definition,
        on,
        chain=chain or request.args.get("chain", "")[:40],
        period=_period(request.args.get("period", "")),
    )


def word(period: Period | None) -> str:
    """A period as it stands in an address: 2021-2023, or its two days."""
    if period is None:
        return ""
    start, end = period.start, period.end
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}-{end.year}"
    return f"{start:%Y%m%d}-{end:%Y%m%d}"


def _period(text: str) -> Period | None:
    """The period in an address; None for anything else."""
    first, _, last = text.partition("-")
    try:
        if len(first) == len(last) == 4:
            return Period.years(int(first), int(last))
        return Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None


def rows_of(
    session: Session, viewer: Viewer, definition: Definition, found: GapPicture
) -> list[Row]:
    """The nodes with their gaps, most uncovered first; those without a target last."""
    around = neighbourhoods(session, viewer, found.nodes)
    rows = [_row(node, found, around[node.path], definition) for node in found.nodes]
    return sorted(
        rows,
        key=lambda row: (row.gap.uncovered is None, -(row.gap.uncovered or 0), -row.gap.coming),
    )


def _row(node: NodeRef, found: GapPicture, around: Neighbourhood, definition: Definition) -> Row:
    gap = found.gaps[node.path]
    return Row(
        node=node,
        gap=gap,
        cell=cell_of(node, gap, found, definition),
        around=around,
        mark=propose_mark(around.local + gap.landed, around.leaders),
        stages=[
            (stage, gap.pipeline.get(stage, 0), coming_address(node, stage))
            for stage in before(definition.landed_stage)
        ],
        leads_url=lead_address(node=node.id, state=LeadState.OPEN),
        targets_url=address("/companies", {"node": node.id, "relation": "target"}),
        local_url=address("/companies", {"node": node.id, "relation": "local"}),
    )
