"""How the quotas stand: all of them, and one month by month."""

from collections import Counter
from datetime import date
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer, units
from crm.accounts.rules import Permission, Viewer
from crm.analytics.queries.quotas import Scored, months, scores
from crm.analytics.rules.scores import Score
from crm.analytics.views.room import blueprint, export
from crm.core.addresses import address, asked_choice, asked_number
from crm.core.db import db
from crm.core.web import render, requires, today, writes
from crm.lib.paging import ranked_page
from crm.lib.periods import Period
from crm.lib.sheets import Column
from crm.plans import queries as plans
from crm.plans.queries import QuotaFilter
from crm.plans.rules import STAGES, Progress, Stage

SHEET = (
    Column("目标", 32),
    Column("节点", 8),
    Column("统计期", 18),
    Column("责任单位", 20),
    Column("单位", 8),
    Column("目标值", 12, "#,##0.####"),
    Column("已认定（净）", 14, "#,##0.####"),
    Column("已认定（毛）", 14, "#,##0.####"),
    Column("待认定", 12, "#,##0.####"),
    Column("完成率", 10, "0.0%"),
    Column("序时进度", 10, "0.0%"),
    Column("与序时差（百分点）", 16, "+0.0;-0.0;0.0"),
    Column("进度", 10),
    Column("还差", 12, "#,##0.####"),
    Column("余下每月需", 12, "#,##0.0"),
    Column("统计范围", 16),
)
SIZE = 50  # targets on a page
OWN_SCOPE = "按您的数据范围统计"


@blueprint.get("/quotas")
@requires(Permission.READ)
def quotas() -> Any:
    """The quotas of a year against time."""
    viewer, on = current_viewer(), today()
    years = plans.years(db.session, viewer)
    asked = _asked(years, on)
    rows = _rows(db.session, viewer, asked, on)
    words = Counter(row.score.bar.state for row in rows)
    number = asked_number(request.args, "page")
    shown, pages = ranked_page(
        rows, number, SIZE, lambda page: address("/analytics/quotas", asked, page=page)
    )
    return render(
        "analytics/quotas.html",
        rows=shown,
        pages=pages,
        asked=asked,
        options=_options(db.session, viewer, years),
        words=[(word, words[word]) for word in Progress if words[word]],
        json_url=address("/analytics/quotas.json", asked, page=number or 1),
        xlsx_url=address("/analytics/quotas.xlsx", asked),
    )


def _options(session: Session, viewer: Viewer, years: list[int]) -> dict[str, Any]:
    return {
        "year": [(year, f"{year}年") for year in years],
        "unit": [(unit.id, unit.name) for unit in units(session, viewer)],
        "chain": [(chain.code, chain.name) for chain in plans.chains_with_quotas(session)],
        "milestone": [(one.value, one.label) for one in STAGES[1:]],
    }


@blueprint.get("/quotas.json")
@requires(Permission.READ)
def quotas_json() -> Any:
    """What the chart draws: completion beside time progress, of a page or without one of all."""
    viewer, on = current_viewer(), today()
    asked = _asked(plans.years(db.session, viewer), on)
    found, number = _rows(db.session, viewer, asked, on), asked_number(request.args, "page")
    shown = found if number is None else ranked_page(found, number, SIZE, str)[0]
    rows = [row for row in shown if row.score.standing.completion is not None]
    return {
        "unit": "%",
        "categories": [f"{row.quota.title}（{row.quota.unit.name}）" for row in rows],
        "series": [
            {
                "name": "完成率",
                "values": [_percent(row.score.standing.completion) for row in rows],
                "links": [f"/quotas/{row.quota.id}" for row in rows],
            },
            {"name": "序时进度", "values": [_percent(row.score.standing.time) for row in rows]},
        ],
    }


@blueprint.get("/quotas.xlsx")
@requires(Permission.READ)
@writes
def quotas_xlsx() -> Any:
    """The same as a workbook."""
    viewer, on = current_viewer(), today()
    with db.reading() as reading:
        asked = _asked(plans.years(reading, viewer), on)
        rows = [_cells(row) for row in _rows(reading, viewer, asked, on)]
    told = "，".join(f"{name}={value}" for name, value in asked.items() if value)
    return export(viewer, f"招引目标进度{on:%Y%m%d}", SHEET, rows, told)


@blueprint.get("/quotas/<int:quota_id>/months.json")
@requires(Permission.READ)
def months_json(quota_id: int) -> Any:
    """One quota month by month: what was brought, the sum, what time progress asks for."""
    viewer, on = current_viewer(), today()
    quota = plans.get_for(db.session, viewer, quota_id)
    (scored,) = scores(db.session, viewer, [quota], on)
    rows = months(db.session, viewer, quota, on)
    shown = scored.score.shown
    return {
        "unit": scored.score.unit.word,
        "categories": [f"{row.month:%Y-%m}" for row in rows],
        "series": [
            {
                "name": "当月认定",
                "kind": "bar",
                "key": quota.milestone.value,
                "values": [_figure(shown, row.brought) for row in rows],
                "links": [row.url for row in rows],
            },
            {"name": "累计认定", "values": [_figure(shown, row.total) for row in rows]},
            {
                "name": "序时进度",
                "reference": True,
                "values": [_figure(shown, row.pace) for row in rows],
            },
        ],
    }


def _figure(shown: Any, value: Any) -> float | None:
    return None if value is None else float(shown(value))


def _percent(share: Any) -> float:
    return round(float(share) * 100, 1)


def _asked(years: list[int], on: date) -> dict[str, Any]:
    """The filters; without a year this one, or the latest for which there is a quota."""
    year = asked_number(request.args, "year")
    if "year" not in request.args and years:
        year = on.year if on.year in years else years[0]
    return {
        "year": year if year and 1949 <= year <= 2100 else "",
        "unit": asked_number(request.args, "unit"),
        "chain": request.args.get("chain", "")[:40],
        "milestone": asked_choice(request.args, "milestone", Stage),
    }


def _rows(session: Session, viewer: Viewer, asked: dict[str, Any], on: date) -> list[Scored]:
    by = QuotaFilter(
        year=asked["year"] or None,
        unit_id=asked["unit"],
        chain=asked["chain"] or None,
        milestone=asked["milestone"],
    )
    return scores(session, viewer, plans.quotas_in(session, viewer, by), on)


def _cells(row: Scored) -> list[Any]:
    quota, figures, stand = row.quota, row.score, row.score.standing
    return [
        quota.title,
        quota.milestone,
        Period(quota.starts_on, quota.ends_on).label,
        quota.unit.name,
        figures.unit.word,
        figures.shown(stand.target),
        figures.shown(figures.verified),
        figures.shown(figures.gross),
        figures.shown(figures.reported),
        None if stand.completion is None else round(float(stand.completion), 4),
        round(float(stand.time), 4),
        *_against_time(figures),
        OWN_SCOPE if figures.partial else "全部",
    ]


def _against_time(figures: Score) -> list[Any]:
    """Gap, word, what is missing, what each month must bring; empty for a part of the whole."""
    stand = figures.standing
    if figures.partial:
        return [None] * 4
    return [
        None if stand.gap is None else round(float(stand.gap), 1),
        stand.progress,
        figures.shown(stand.remaining),
        None if stand.each_month is None else figures.shown(stand.each_month),
    ]
