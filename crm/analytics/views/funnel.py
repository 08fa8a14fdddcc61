"""The funnel as it stands today, by stage, chain, node and unit."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.analytics.queries.breakdown import FACETS, Line, breakdown
from crm.analytics.queries.funnel import FunnelFilter
from crm.analytics.rules.funnel import Funnel, Sum
from crm.analytics.views.room import blueprint, export
from crm.chains.queries import labels
from crm.core.addresses import address, asked_number
from crm.core.db import db
from crm.core.web import render, requires, today, writes
from crm.lib.currencies import AmountUnit
from crm.lib.money import format_number
from crm.lib.sheets import Column
from crm.plans.rules import STAGES
from crm.projects.queries import list_address
from crm.projects.rules import ProjectState

FEN_PER_YI = 10**10
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Picture:
    """All that the page shows."""

    whole: Funnel
    lines: list[Line]
    asked: dict[str, Any]
    facet: str

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
    viewer = current_viewer()
    found, words = _picture(db.session, viewer), labels(db.session, viewer)
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
            "chain": words.taxonomy.chain_choices,
            "node": words.taxonomy.choices,
            "unit": [(unit.id, unit.name) for unit in words.directory.active_units(viewer)],
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
    found = breakdown(session, viewer, FunnelFilter(**asked), facet)
    return Picture(found.whole, found.lines, asked, facet)
