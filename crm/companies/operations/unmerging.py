"""Takes two merged companies apart again, as they were, or says what stands in the way."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from crm.accounts.operations.clearances import clear, withdraw
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.chains.models import ChainNode
from crm.companies.models import Company, CompanyMerge
from crm.companies.operations import HIDDEN
from crm.companies.operations.belongings import hand_back
from crm.companies.operations.merging import PARTS
from crm.companies.operations.snapshots import dumped, plain, put_back, told, typed
from crm.companies.queries import KIND
from crm.companies.rules.merging import FIELDS
from crm.core.db import now
from crm.core.errors import Refused

LABELS = {"names": "其他名称", "nodes": "产业链环节", "honours": "资质"}


def undo_merge(session: Session, actor: Viewer, kept: Company, merge: CompanyMerge) -> Company:
    """The merged company as it was, with what had gone over; gives it.

    What was entered for the one company since then stays with it. Refused when something that
    the merge had set has been changed since, or its name or credit code been given to another.
    """
    _check(session, kept, merge)
    undo = merge.undo
    _take_away(session, kept, undo)
    changes = changes_of(kept)
    session.flush()
    put_back(session, Company, [undo["other"]])
    hand_back(session, undo["moved"], kept.id, merge.merged_id)
    for name, model in PARTS.items():
        put_back(session, model, undo["parts"][name])
    clear(session, KIND, merge.merged_id, undo["people"])
    other = session.get_one(Company, merge.merged_id)
    for company in (kept, other):
        flag_modified(company, "name")  # so that the search knows both, and their projects
    merge.undone_at, merge.undone_by_id = now(), actor.id
    session.flush()
    _note(session, actor, kept, {"恢复的企业": [None, other.name], **changes})
    _note(session, actor, other, {"恢复自": [None, kept.name]})
    return other


def _check(session: Session, kept: Company, merge: CompanyMerge) -> None:
    if merge.undone_at is not None:
        raise Refused("这次合并已经撤销过了。")
    other = merge.undo["other"]
    for field, (_before, after) in merge.undo["changed"].items():
        if plain(getattr(kept, field)) != after:
            raise Refused(
                f"“{FIELDS[field]}”在合并后又被修改过，不能整体撤销。请先把它改回合并时的内容再撤销。"
            )
    for column, value, label in (
        (Company.name, other["name"], "名称"),
        (Company.credit_code, other["credit_code"], "统一社会信用代码"),
    ):
        taken = select(Company.id).where(column == value, Company.id != kept.id)
        if value and session.scalar(taken) is not None:
            raise Refused(f"合并后又登记了同一{label}的企业，不能撤销。请先合并或更正那一家。")
    nodes = {row["node_id"] for row in merge.undo["parts"]["nodes"]}
    there = select(func.count(ChainNode.id)).where(ChainNode.id.in_(nodes))
    if nodes and session.scalar(there) != len(nodes):
        raise Refused("原来所在的产业链环节已被删除，不能整体撤销。")
    for name, rows in merge.undo["added"].items():
        if any(_changed(session, PARTS[name], row) for row in rows):
            raise Refused(f"合并时转入的{LABELS[name]}后来又被修改过，不能整体撤销。")


def _changed(session: Session, model: Any, row: dict[str, Any]) -> bool:
    """Whether a row that the merge had added says something else now; removed is no change."""
    present = session.get(model, row["id"])
    return present is not None and told(dumped(present)) != told(row)


def _take_away(session: Session, kept: Company, undo: dict[str, Any]) -> None:
    for name, rows in undo["added"].items():
        for row in rows:
            present = session.get(PARTS[name], row["id"])
            if present is not None:
                session.delete(present)
    for user_id in undo["people_added"]:
        withdraw(session, KIND, kept.id, user_id)
    for field, (before, _after) in undo["changed"].items():
        setattr(kept, field, typed(Company, field, before))


def _note(session: Session, actor: Viewer, company: Company, changes: dict[str, Any]) -> None:
    record(
        session,
        actor,
        "unmerged",
        kind=KIND,
        subject_id=company.id,
        title=HIDDEN if company.confidential else company.name,
        changes=changes,
        confidential=company.confidential,
    )
