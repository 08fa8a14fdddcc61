"""The blueprint to which the pages of this package belong, and how they hand out files."""

from collections.abc import Sequence

from flask import Blueprint, Response

from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.lib.sheets import Column, Value, workbook

blueprint = Blueprint("analytics", __name__, url_prefix="/analytics")


def export(
    viewer: Viewer,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    told: str,
) -> Response:
    """A workbook of figures; the log keeps who took it, by which filter, and how many rows."""
    record(
        db.session,
        viewer,
        "exported",
        kind="quota",
        subject_id=None,
        title=title,
        changes={"筛选": [None, told or "无"], "行数": [None, str(len(rows))]},
    )
    return download(workbook(title, columns, rows), f"{title}.xlsx", EXCEL)
