"""The list of target companies as a workbook: exactly what is filtered."""

from typing import Any

from flask import request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.audit.operations import record_export
from crm.chains.queries import Labels, labels
from crm.companies.queries.targets import exported
from crm.companies.views.room import blueprint
from crm.companies.views.targets import asked_filter, chips_of, filter_of
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.web import requires, today, writes
from crm.lib.sheets import Column, workbook

SHEET = (
    Column("企业", 36),
    Column("产业链", 16),
    Column("环节", 18),
    Column("进度", 10),
    Column("进度日期", 12),
    Column("负责人", 10),
    Column("单位", 18),
    Column("为什么找它", 40),
    Column("情况", 60),
)


@blueprint.get("/targets/export.xlsx")
@requires(Permission.READ)
@writes
def export_targets() -> Any:
    """The file; the log keeps filter and number of rows."""
    viewer = current_viewer()
    asked = asked_filter(viewer, request.args)
    # Read and written into the file before the request's writing transaction begins.
    with db.reading() as reading:
        words = labels(reading, viewer)
        rows = [_cells(row, words) for row in exported(reading, viewer, filter_of(asked))]
    told = "；".join(text for text, _url in chips_of(asked, _options(words))) or "无"
    content = workbook("目标企业", SHEET, rows)
    record_export(db.session, viewer, "target", "目标企业库", told, len(rows))
    return download(content, f"目标企业_{today():%Y%m%d}.xlsx", EXCEL)


def _options(words: Labels) -> dict[str, list[tuple[Any, str]]]:
    return {
        "node": words.taxonomy.choices,
        "chain": words.taxonomy.chain_choices,
        "owner": list(words.directory.people.items()),
        "unit": [(unit.id, unit.name) for unit in words.directory.active_units()],
    }


def _cells(row: Any, words: Labels) -> tuple[Any, ...]:
    return (
        row.name,
        words.chain(row.node_id),
        words.node(row.node_id),
        row.state,
        row.state_on,
        words.person(row.owner_id),
        words.unit(row.unit_id),
        row.reason,
        row.note,
    )
