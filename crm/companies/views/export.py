"""Companies, and the people there, as workbooks: exactly what is filtered, masked alike."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import record_export
from crm.chains.queries import Labels, labels
from crm.companies.queries.exports import exported, exported_contacts
from crm.companies.queries.lists import CompanyFilter
from crm.companies.views.companies import asked_filter, chips_of, filter_of, options_of, origin
from crm.companies.views.room import blueprint, contacts_blueprint
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.web import requires, today, writes
from crm.lib.currencies import AmountUnit
from crm.lib.sheets import Column, workbook

SHEET = (
    Column("企业名称", 36),
    Column("简称", 14),
    Column("统一社会信用代码", 22),
    Column("关系", 10),
    Column("产业链环节", 24),
    Column("所在地区", 14),
    Column("注册资本（万元）", 16, "#,##0.######"),
    Column("行业代码", 10),
    Column("龙头企业", 10),
    Column("主营业务", 50),
    Column("地址", 40),
    Column("网址", 24),
    Column("维护单位", 18),
    Column("更新", 18),
)
PEOPLE = (
    Column("企业名称", 36),
    Column("姓名", 12),
    Column("职务", 16),
    Column("电话", 18),
    Column("邮箱", 28),
    Column("备注", 40),
)


@blueprint.get("/export.xlsx")
@requires(Permission.READ)
@writes
def export() -> Any:
    """The companies; the log keeps filter and number of rows."""
    viewer, asked = current_viewer(), asked_filter(request.args)
    # Read and written into the file before the request's writing transaction begins.
    with db.reading() as session:
        words = labels(session, viewer)
        told = _told(session, viewer, asked, words)
        rows = Counted(company_cells(session, viewer, filter_of(asked), words))
        content = workbook("企业", SHEET, rows)
    return _answer(viewer, "company", "企业列表", told, content, rows.count)


@contacts_blueprint.get("/export.xlsx")
@requires(Permission.READ)
@writes
def export_contacts() -> Any:
    """The people at the companies of the list; numbers are masked outside the unit."""
    viewer, asked = current_viewer(), asked_filter(request.args)
    with db.reading() as session:
        told = _told(session, viewer, asked, labels(session, viewer))
        rows = Counted(contact_cells(session, viewer, filter_of(asked)))
        content = workbook("联系人", PEOPLE, rows)
    return _answer(viewer, "contact", "联系人列表", told, content, rows.count)


class Counted:
    """Rows that go into a file one after the other; their number is known at the end."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self.rows:
            self.count += 1
            yield row


def company_cells(
    session: Session, viewer: Viewer, wanted: CompanyFilter, words: Labels
) -> Iterator[tuple[Any, ...]]:
    """Rows of the workbook of companies."""
    for row, nodes in exported(session, viewer, wanted, words):
        capital = row.registered_capital_fen
        yield (
            row.name,
            row.short_name,
            row.credit_code,
            row.relation,
            nodes,
            origin(row.country, row.region_code),
            None if capital is None else Decimal(capital) / AmountUnit.WAN.minor,
            row.industry_code,
            row.is_leader,
            row.description,
            row.address,
            row.website,
            words.unit(row.unit_id),
            row.updated_at,
        )


def contact_cells(
    session: Session, viewer: Viewer, wanted: CompanyFilter
) -> Iterator[tuple[Any, ...]]:
    """Rows of the workbook of people."""
    for company, face in exported_contacts(session, viewer, wanted):
        yield company, face.name, face.position, face.phone, face.email, face.note


def _told(session: Session, viewer: Viewer, asked: dict[str, Any], words: Labels) -> str:
    options = options_of(session, viewer, words)
    return "；".join(text for text, _url in chips_of(asked, options)) or "无"


def _answer(viewer: Viewer, kind: str, title: str, told: str, content: bytes, count: int) -> Any:
    record_export(db.session, viewer, kind, title, told, count)
    return download(content, f"{title}_{today():%Y%m%d}.xlsx", EXCEL)
