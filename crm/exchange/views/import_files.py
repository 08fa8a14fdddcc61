"""Files around an import: the template to fill in, and the rows that come back."""

from collections.abc import Iterator
from typing import Any

from flask import request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.audit.operations import record
from crm.core.addresses import asked_choice
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.errors import NotFound
from crm.core.web import requires, writes
from crm.exchange.operations.runs import KIND
from crm.exchange.queries.choices import lists
from crm.exchange.queries.runs import get_for, returned_rows
from crm.exchange.rules.columns import COLUMNS, Reader
from crm.exchange.rules.heads import REASON
from crm.exchange.rules.runs import RETURNED, ImportKind
from crm.exchange.views.room import blueprint
from crm.lib.sheets import Column, workbook
from crm.lib.template_sheets import Head, template

REMARKS = (
    "黄色列名必填，其他可空。列的顺序可以变，不用的列可以删。",
    "表头上面可以有标题行；合并的单元格按每一格都是同样内容读取。",
    "先检查，后导入：上传后逐行列出新增、更新、重复和有误，确认后才写入，30 天内可整体撤销。",
)
TEXTUAL = ("credit_code", "contact_phone", "industry_code")


@blueprint.get("/imports/template.xlsx")
@requires(Permission.LOG)
def import_template() -> Any:
    """A workbook with every column of a kind, its drop-downs, and how to fill it in."""
    kind = asked_choice(request.args, "kind", ImportKind)
    if kind is None:
        raise NotFound
    options = lists(db.session, current_viewer())
    heads = [
        Head(
            title=column.label,
            hint=column.hint,
            example=column.example,
            needed=column.needed,
            options=options[column.choices]
            if column.choices
            else ("是", "否")
            if column.reader is Reader.YES
            else (),
            is_text=column.key in TEXTUAL,
        )
        for column in COLUMNS[kind]
    ]
    return download(template(kind.label, heads, REMARKS), f"{kind.label}导入模板.xlsx", EXCEL)


@blueprint.get("/imports/<int:run_id>/returned.xlsx")
@requires(Permission.LOG)
@writes
def returned_file(run_id: int) -> Any:
    """The rows that were not taken, as they were sent, with the reason in the last column."""
    viewer = current_viewer()
    with db.reading() as session:
        run = get_for(session, viewer, run_id)
        width = len(run.titles)
        heads = [Column(title, 18) for title in run.titles]
        rows = returned_rows(session, run, RETURNED)
        content = workbook(run.kind.label, [*heads, Column(REASON, 60)], _cells(rows, width))
    record(db.session, viewer, "downloaded", kind=KIND, subject_id=run.id, title=run.file_name)
    return download(content, f"未导入的行_{run.id}.xlsx", EXCEL)


def _cells(rows: Any, width: int) -> Iterator[list[str]]:
    for row in rows:
        cells = [*row.cells[:width], *([""] * (width - len(row.cells)))]
        yield [*cells, f"第 {row.number} 行{row.outcome.label}：{row.reason}"]
