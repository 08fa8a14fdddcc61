"""Why a record that an import wrote cannot be taken back any more, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.attachments.models import Attachment
from crm.companies.operations.belongings import BELONGINGS
from crm.core.lists import among
from crm.exchange.queries.runs import KeptRow
from crm.leads.models import Activity, EventCompany, Todo
from crm.lists.models import Tagging
from crm.projects.models import PaidIn, PlannedDate, Project, ProjectCapacity
from crm.search.rules import Kind

CHANGED, GONE = "已被修改", "已被删除或合并"


@dataclass(frozen=True)
class Hanging:
    """Rows that name a record in a column; the database would not let it go, or they with it."""

    label: str
    column: InstrumentedAttribute[Any]
    narrowed: ColumnElement[bool]


def _alike(kind: Kind) -> list[Hanging]:
    """What may hang on records of every kind."""
    return [
        Hanging(label, model.subject_id, model.kind == kind.value)
        for label, model in (
            ("跟进", Activity), ("待办", Todo), ("附件", Attachment), ("标签", Tagging)
        )
    ]  # fmt: skip


HANGING: dict[Kind, list[Hanging]] = {
    Kind.LEAD: [
        *_alike(Kind.LEAD),
        Hanging("项目", Project.lead_id, true()),
        Hanging("参加的活动", EventCompany.lead_id, true()),
    ],
    Kind.PROJECT: [
        *_alike(Kind.PROJECT),
        Hanging("到账外资", PaidIn.project_id, true()),
        Hanging("产能", ProjectCapacity.project_id, true()),
        Hanging("计划日期", PlannedDate.project_id, true()),
    ],
}


def _hanging(kind: Kind) -> list[Hanging]:
    if kind is Kind.COMPANY:  # as every package has said by now
        return [Hanging(one.label, one.column, one.narrowed) for one in BELONGINGS.values()]
    return HANGING[kind]


def changed_since(session: Session, model: type[Any], rows: Sequence[KeptRow]) -> dict[int, str]:
    """Records that somebody has saved, or removed, since their rows were written."""
    versions = {row.subject_id: row.subject_version for row in rows if row.subject_id is not None}
    wanted = select(model.id, model.version).where(among(session, model.id, list(versions)))
    standing = dict(session.execute(wanted).all())
    return {
        number: CHANGED if number in standing else GONE
        for number, version in versions.items()
        if standing.get(number) != version
    }


def in_use(session: Session, kind: Kind, numbers: Iterable[int]) -> dict[int, str]:
    """Records on which something hangs, and what: 已有跟进、附件."""
    asked: list[int] = list(numbers)
    found: dict[int, list[str]] = {}
    for one in _hanging(kind) if asked else ():
        wanted = select(one.column).where(among(session, one.column, asked), one.narrowed)
        for number in session.scalars(wanted.distinct()):
            found.setdefault(number, []).append(one.label)
    return {number: f"已有{'、'.join(dict.fromkeys(labels))}" for number, labels in found.items()}


def together(*found: Mapping[int, str]) -> dict[int, str]:
    """All reasons of each record: 已有跟进，已被修改."""
    reasons: dict[int, list[str]] = {}
    for one in found:
        for number, why in one.items():
            reasons.setdefault(number, []).append(why)
    return {number: "，".join(whys) for number, whys in reasons.items()}


def made_by(rows: Sequence[KeptRow]) -> list[int]:
    """The records that the rows have made; the others were there before."""
    return [row.subject_id for row in rows if row.before is None and row.subject_id is not None]
