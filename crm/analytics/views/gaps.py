"""What the chains lack, as a list to work with: nodes by what is uncovered, and what to do."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.analytics.queries.gaps import GapFilter, GapPicture, picture
from crm.analytics.queries.nodes import NodeRow, rows_of, with_leads
from crm.analytics.rules.gaps import Gap, before, urgency
from crm.analytics.views.room import blueprint, export
from crm.chains.queries import clusters, taxonomy
from crm.chains.rules import NodeRef
from crm.core.addresses import address, asked_number, asked_text
from crm.core.db import db
from crm.core.web import render, requires, today, writes
from crm.lib.paging import ranked_page
from crm.lib.periods import Period
from crm.lib.sheets import Column
from crm.plans.models import Definition
from crm.plans.queries import definition_for
from crm.plans.queries.sayings import sayings
from crm.plans.rules import Stage

# Nodes on a page, and bars that a chart can still show.
SIZE, MOST_DRAWN = 50, 40
LAST_COLUMNS = ("预计落地", "净缺口", "区内企业", "龙头企业", "目标企业", "线索", "建议")
NAMES = ("chain", "cluster", "plan", "period")


@blueprint.get("/gaps")
@requires(Permission.READ)
def gaps_page() -> Any:
    """The nodes, the ones with most uncovered first, a page at a time."""
    viewer, on = current_viewer(), today()
    definition = definition_for(db.session, on)
    found = picture(db.session, viewer, definition, on, by=asked_filter())
    number = asked_number(request.args, "page")
    shown, pages = ranked_page(
        in_order(found), number, SIZE, lambda page: address("/analytics/gaps", _asked(), page=page)
    )
    return render(
        "analytics/gaps.html",
        picture=found,
        rows=_rows(db.session, viewer, definition, found, shown),
        landed=definition.landed_stage,
        stages=before(definition.landed_stage),
        options=_options(db.session, viewer, found),
        asked=request.args,
        period=word(found.period),
        json_url=address("/analytics/gaps.json", _asked()),
        rows_url=address("/analytics/gaps.json", _asked(), rows=1),
        xlsx_url=address("/analytics/gaps.xlsx", _asked()),
        pages=pages,
    )


@blueprint.get("/gaps.json")
@requires(Permission.READ)
def gaps_json() -> Any:
    """What the chart draws: landed, expected and uncovered of the nodes that lack most. With
    `?rows=1` the whole list beside it, for other programs."""
    viewer, on = current_viewer(), today()
    definition = definition_for(db.session, on)
    found = picture(db.session, viewer, definition, on, by=asked_filter())
    whole = request.args.get("rows") == "1"
    wanted = in_order(found) if whole else in_order(found)[:MOST_DRAWN]
    rows = (_rows if whole else rows_of)(db.session, viewer, definition, found, wanted)
    drawn = [row for row in rows if row.gap.target][:MOST_DRAWN]
    landed = [row.gap.landed for row in drawn]
    expected = [_expected(row.gap) for row in drawn]
    series = [
        _series("已落地", landed, [row.cell.landed_url for row in drawn]),
        _series("预计落地", expected, [row.cell.pipeline_url for row in drawn]),
    ]
    if not found.partial:
        series.append(_series("净缺口", [float(row.gap.uncovered or 0) for row in drawn]))
    return {
        "unit": "个",
        "categories": [row.node.name for row in drawn],
        "series": series,
        "period": word(found.period),
        **({"rows": [_told(row, found) for row in rows]} if whole else {}),
    }


@blueprint.get("/gaps.xlsx")
@requires(Permission.READ)
@writes
def gaps_xlsx() -> Any:
    """The list as a workbook."""
    viewer, on = current_viewer(), today()
    with db.reading() as reading:
        definition = definition_for(reading, on)
        found = picture(reading, viewer, definition, on, by=asked_filter())
        rows = _rows(reading, viewer, definition, found, in_order(found))
        stages = before(definition.landed_stage)
        columns = [Column("产业链", 16), Column("环节", 20), Column("统计期", 16)]
        columns += [Column(name, 10) for name in ("目标", "已落地", "待认定")]
        columns += [Column(f"在手：{stage.label}", 10) for stage in stages]
        columns += [Column(name, 10) for name in LAST_COLUMNS]
        columns += [Column("理由", 48), Column("目标企业（部分）", 40), Column("线索（部分）", 40)]
        cells = [_cells(row, found, stages) for row in rows]
    told = "，".join(f"{name}={value}" for name, value in _asked().items())
    return export(viewer, f"环节缺口{on:%Y%m%d}", columns, cells, told)


def _rows(
    session: Session,
    viewer: Viewer,
    definition: Definition,
    found: GapPicture,
    chosen: Sequence[NodeRef],
) -> list[NodeRow]:
    """Nodes as the list to work with shows them: with the companies to win and the leads."""
    rows = rows_of(session, viewer, definition, found, chosen)
    return with_leads(session, viewer, found, rows, today())


def in_order(found: GapPicture) -> list[NodeRef]:
    """The nodes of a picture, those that lack most first."""
    return sorted(found.nodes, key=lambda node: urgency(found.gaps[node.path]))


def _cells(row: NodeRow, found: GapPicture, stages: list[Stage]) -> list[Any]:
    """A row of the workbook; who sees a part of the zone gets no gap to the zone's target."""
    gap, around, period = row.gap, row.around, found.period
    return [
        row.node.chain_name, row.node.name, period.label if period else "",
        gap.target, gap.landed, gap.reported,
        *(gap.pipeline.get(stage, 0) for stage in stages),
        gap.expected, None if found.partial else gap.uncovered,
        around.local, around.leaders, around.targets, around.leads, row.proposal.mark,
        row.proposal.reason, "、".join(one.name for one in around.wanted),
        "、".join(one.title for one in row.leads),
    ]  # fmt: skip


def _told(row: NodeRow, found: GapPicture) -> dict[str, Any]:
    """A row for other programs; figures that may be fractions as text."""
    gap, around = row.gap, row.around
    return {
        "chain": row.node.chain_code,
        "node": row.node.code,
        "name": row.node.name,
        "target": None if gap.target is None else f"{gap.target:f}",
        "landed": gap.landed,
        "reported": gap.reported,
        "pipeline": {stage.value: count for stage, count in gap.pipeline.items()},
        "expected": f"{gap.expected:f}",
        "uncovered": None if found.partial or gap.uncovered is None else f"{gap.uncovered:f}",
        "companies": around.local,
        "leaders": around.leaders,
        "targets": around.targets,
        "target_companies": [one.name for one in around.wanted],
        "leads": around.leads,
        "latest_leads": [{"title": one.title, "url": f"/leads/{one.id}"} for one in row.leads],
        "proposal": row.proposal.mark.value,
        "reason": row.proposal.reason,
    }


def _series(name: str, values: Sequence[float], links: Sequence[str] = ()) -> dict[str, Any]:
    return {"name": name, "values": values, **({"links": links} if links else {})}


def _expected(gap: Gap) -> float:
    """As much of what is expected as the gap still needs, so that the parts make the target."""
    return float(min(gap.expected, gap.open or 0))


def _options(
    session: Session, viewer: Viewer, found: GapPicture
) -> dict[str, list[tuple[Any, str]]]:
    plans = sayings(session, viewer).plans.values()
    return {
        "chain": taxonomy(session, viewer).chain_choices,
        "cluster": [(one.id, one.name) for one in clusters(session)],
        "plan": [(one.code, one.title) for one in plans if not one.is_reference],
        "period": period_options(found),
    }


def period_options(found: GapPicture) -> list[tuple[str, str]]:
    """The periods for which there are targets, as an address and as people say them."""
    return [(word(one), one.label) for one in found.periods]


def _asked() -> dict[str, str]:
    return {name: request.args[name][:80] for name in NAMES if request.args.get(name)}


def asked_filter(chain: str = "") -> GapFilter:
    """What the address asks for, of one chain where the page is a chain's own."""
    return GapFilter(
        chain=chain or asked_text(request.args, "chain"),
        cluster=None if chain else asked_number(request.args, "cluster"),
        plan=asked_text(request.args, "plan"),
        period=_period(request.args.get("period", "")),
    )


def picture_for(
    session: Session, viewer: Viewer, definition: Definition, on: date, chain: str
) -> GapPicture:
    """The gaps of one chain, in the period that the address asks for."""
    return picture(session, viewer, definition, on, by=asked_filter(chain))


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
