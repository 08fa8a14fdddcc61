"""The list of leads as a workbook: exactly what is filtered, masked like the list."""

from typing import Any

from flask import request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import record_export
from crm.chains.queries import Labels, labels
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.web import requires, today, writes
from crm.leads.queries.lists import exported
from crm.leads.queries.rows import LeadRow, row_of
from crm.leads.rules import LeadSort
from crm.leads.views.listing import asked_filter, chips_of, filter_of
from crm.leads.views.room import blueprint
from crm.lib.sheets import Column, workbook

SHEET = (
    Column("企业/代号", 36),
    Column("状态", 10),
    Column("产业链环节", 18),
    Column("意向投资（万元）", 18, "#,##0.######"),
    Column("投资意向", 50),
    Column("招引方式", 12),
    Column("负责人", 10),
    Column("单位", 18),
    Column("首报日期", 12),
    Column("最近跟进", 12),
    Column("掉保日期", 12),
    Column("下一步", 36),
    Column("下一步日期", 12),
)


@blueprint.get("/export.xlsx")
@requires(Permission.READ)
@writes
def export() -> Any:
    """The file; that it was taken is kept in the log with filter and number of rows."""
    viewer, on = current_viewer(), today()
    asked = asked_filter(viewer)
    # Read and written into the file before the request's writing transaction begins.
    with db.reading() as reading:
        found = exported(reading, viewer, filter_of(asked), on, asked["sort"] or LeadSort.UPDATED)
        names = labels(reading, viewer)
        rows = [row_of(row, on, names) for row in found]
    words = _words(names, asked)
    content = workbook("线索", SHEET, [cells(row) for row in rows])
    _keep(viewer, words, len(rows))
    return download(content, f"线索_{on:%Y%m%d}.xlsx", EXCEL)


def _words(words: Labels, asked: dict[str, Any]) -> str:
    names = {"nodes": words.taxonomy.choices, "chains": [], "people": [], "units": [], "tags": []}
    given = [text for text, _url in chips_of(asked, names)]
    numbers = [f"{name}={asked[name]}" for name in ("owner", "unit", "chain", "tag") if asked[name]]
    return "；".join([*given, *numbers]) or "无"


def cells(row: LeadRow) -> tuple[Any, ...]:
    """A row of the workbook."""
    return (
        row.title,
        row.state,
        row.node,
        row.amount if row.wan is None else row.wan,
        row.intent,
        row.channel,
        row.owner,
        row.unit,
        row.reported_on,
        row.followed_on,
        row.falls_on,
        row.next_step,
        row.next_step_on,
    )


def _keep(viewer: Viewer, words: str, count: int) -> None:
    title = f"线索列表 {request.query_string.decode()[:100]}".strip()
    record_export(db.session, viewer, "lead", title, words, count)
