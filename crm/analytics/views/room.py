"""The blueprint to which the pages of this package belong, and how they hand out files."""

from collections.abc import Sequence

from flask import Blueprint, Response

from crm.accounts.rules import Viewer
from crm.audit.operations import record_export
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
    record_export(db.session, viewer, "quota", title, told, len(rows))
    return download(workbook(title, columns, rows), f"{title}.xlsx", EXCEL)
