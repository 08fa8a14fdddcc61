"""Many new companies in few statements, each as `create_company` and `set_nodes` make it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.operations.clearances import clear
from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.chains.queries import taxonomy
from crm.companies.models import Company, CompanyName, CompanyNode
from crm.companies.operations import HIDDEN, PLAIN, checked_code
from crm.companies.queries import KIND
from crm.companies.rules import CompanyValues, NameKind, name_keys
from crm.core.bulk import add_rows, drop_rows, take_keys
from crm.core.errors import Refused
from crm.core.finding import index
from crm.core.journal import Changes, Telling
from crm.core.lists import among


@dataclass(frozen=True)
class NewCompany:
    """A company to be made, and its main node."""

    values: CompanyValues
    node_id: int | None = None


def create_companies(
    session: Session, actor: Viewer, wanted: Sequence[NewCompany], *, index_now: bool = True
) -> list[int]:
    """Companies that the actor's unit keeps; gives their numbers in order.

    Refused at the first whose name or credit code is taken. Without `index_now` the search index
    is the caller's to keep.
    """
    if not wanted:
        return []
    rows = [_columns(actor, one.values) for one in wanted]
    _refuse_twins(session, rows)
    numbers = take_keys(session, Company, len(rows))
    for number, row in zip(numbers, rows, strict=True):
        row["id"] = number
    add_rows(session, Company, rows)
    add_rows(session, CompanyName, [
        row for number, one in zip(numbers, wanted, strict=True)
        for row in _names(number, one.values)
    ])  # fmt: skip
    add_rows(session, CompanyNode, [
        {"company_id": number, "node_id": one.node_id, "is_main": True}
        for number, one in zip(numbers, wanted, strict=True)
        if one.node_id is not None
    ])  # fmt: skip
    telling = Telling(session, Company)
    for one, row in zip(wanted, rows, strict=True):
        _note(session, actor, one, row, telling)
    if index_now:
        index(session, KIND, numbers, fresh=numbers)
    return numbers


def delete_companies(session: Session, actor: Viewer, numbers: Sequence[int]) -> None:
    """Take companies away on which nothing hangs; their names and nodes go with them."""
    wanted = select(Company.id, Company.name, Company.confidential)
    made = session.execute(wanted.where(among(session, Company.id, numbers))).all()
    cleared = among(session, Clearance.subject_id, numbers)
    session.execute(delete(Clearance).where(Clearance.kind == KIND, cleared))
    for column in (CompanyNode.company_id, CompanyName.company_id, Company.id):
        drop_rows(session, column, numbers)
    for one in made:
        title = HIDDEN if one.confidential else one.name
        record(session, actor, "deleted", kind=KIND, subject_id=one.id, title=title,
               confidential=one.confidential)  # fmt: skip
    index(session, KIND, numbers)


def _columns(actor: Viewer, values: CompanyValues) -> dict[str, Any]:
    keys = name_keys(values.name)
    return {
        **{name: getattr(values, name) for name in PLAIN},
        "credit_code": checked_code(values.credit_code),
        "core_name": keys.core,
        "brand": keys.brand,
        "pinyin": keys.pinyin,
        "sound": keys.sound,
        "owner_id": actor.id,
        "unit_id": actor.unit_id,
        "version": 1,
    }


def _refuse_twins(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    names = [row["name"] for row in rows]
    codes = [row["credit_code"] for row in rows if row["credit_code"]]
    taken = select(Company.name, Company.credit_code, Company.confidential).where(
        or_(Company.name.in_(names), Company.credit_code.in_(codes))
    )
    twin = session.execute(taken.limit(1)).first()
    if twin is not None:
        which = "一家涉密企业" if twin.confidential else f"“{twin.name}”"
        raise Refused(f"检查之后，名称或信用代码已登记给{which}。请重新检查文件，再导入。")


def _names(number: int, values: CompanyValues) -> list[dict[str, Any]]:
    kinds = {name: NameKind.FORMER for name in values.former_names if name != values.name}
    if values.short_name and values.short_name != values.name:
        kinds[values.short_name] = NameKind.SHORT
    return [
        {
            "company_id": number, "kind": kind, "name": name, "core_name": keys.core,
            "brand": keys.brand, "pinyin": keys.pinyin,
        }
        for name, kind in kinds.items()
        for keys in [name_keys(name)]
    ]  # fmt: skip


def _note(
    session: Session, actor: Viewer, one: NewCompany, row: dict[str, Any], telling: Telling
) -> None:
    secret = row["confidential"]
    if secret:
        clear(session, KIND, row["id"], (actor.id,))
    changes: list[Changes] = [telling.of(row)]
    if one.node_id is not None:
        node = taxonomy(session).nodes[one.node_id]
        changes.append({"产业链环节": [None, node.name]})
    for action, change in zip(("created", "updated"), changes, strict=False):
        record(
            session,
            actor,
            action,
            kind=KIND,
            subject_id=row["id"],
            title=HIDDEN if secret else row["name"],
            changes=change,
            confidential=secret,
        )
