"""The list of companies as saved views and changes of many at once know it."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from crm.accounts.queries import get_user
from crm.accounts.queries import may_edit as may_manage_in
from crm.accounts.rules import Permission, Viewer
from crm.companies.models import Company, CompanyNode
from crm.companies.operations import HIDDEN
from crm.companies.operations.keeping import keep_with
from crm.companies.operations.nodes import set_nodes_of
from crm.companies.queries import KIND, may_edit, visible_to
from crm.companies.queries.lists import ORDER, CompanyFilter, listed
from crm.companies.views.companies import NOT_YOURS, asked_filter, filter_of
from crm.core.lists import among
from crm.lists.queries.kinds import Before, Changing, Kind, Pictures, has_list
from crm.lists.rules import Deed


def _numbers(session: Session, viewer: Viewer, args: Mapping[str, str], most: int) -> list[int]:
    wanted = listed(session, viewer, filter_of(asked_filter(args)))
    wanted = wanted.with_only_columns(Company.id).order_by(ORDER.key.desc(), Company.id.desc())
    return list(session.scalars(wanted.limit(most)))


def _load(session: Session, viewer: Viewer, numbers: Sequence[int]) -> list[Company]:
    wanted = (
        visible_to(viewer)
        .where(among(session, Company.id, numbers))
        .options(joinedload(Company.unit, innerjoin=True))
        .order_by(Company.id)
    )
    if session.info.get("writes"):
        wanted = wanted.with_for_update(of=Company)
    return list(session.scalars(wanted))


def _title(company: Company) -> str:
    """What may stand in the log: nothing of a confidential one."""
    return HIDDEN if company.confidential else company.name


def _fault(_session: Session, viewer: Viewer, company: Company, deed: Deed) -> str:
    able = may_edit(viewer, company)
    if deed is Deed.OWNER:
        able = viewer.may(Permission.MANAGE) and may_manage_in(
            viewer, company.owner_id, company.unit.path
        )
    return "" if able else NOT_YOURS


def _pictures(session: Session, companies: Sequence[Company], deed: Deed) -> Pictures:
    if deed is Deed.OWNER:
        return {one.id: {"owner_id": one.owner_id, "unit_id": one.unit_id} for one in companies}
    found: Pictures = {one.id: {"nodes": []} for one in companies}
    wanted = (
        select(CompanyNode.company_id, CompanyNode.node_id)
        .where(among(session, CompanyNode.company_id, list(found)))
        .order_by(CompanyNode.is_main.desc(), CompanyNode.id)
    )
    for company_id, node_id in session.execute(wanted):
        found[company_id]["nodes"].append(node_id)
    return found


def _value(found: dict[str, Any], deed: Deed) -> int | None:
    return found["owner_id"] if deed is Deed.OWNER else next(iter(found["nodes"]), None)


def _change(
    session: Session, actor: Viewer, companies: Sequence[Company], deed: Deed, value: int
) -> None:
    if deed is Deed.OWNER:
        user = get_user(session, value)
        keep_with(session, actor, [(one, user.id, user.unit_id) for one in companies])
        return
    held = _pictures(session, companies, deed)
    # The new main node takes the place of the old one; further nodes stay.
    wanted = [(one, [value, *held[one.id]["nodes"][1:]]) for one in companies]
    set_nodes_of(session, actor, wanted)


def _restore(session: Session, actor: Viewer, rows: Sequence[Before], deed: Deed) -> None:
    if deed is Deed.OWNER:
        keepers = [(one, before["owner_id"], before["unit_id"]) for one, before in rows]
        keep_with(session, actor, keepers)
    else:
        set_nodes_of(session, actor, [(one, before["nodes"]) for one, before in rows])


has_list(
    Kind(
        key="companies",
        subject=KIND,
        label="企业",
        measure="家",
        path="/companies",
        names=frozenset(one.name for one in fields(CompanyFilter)),
        changing=Changing(_numbers, _load, _title, _fault, _pictures, _value, _change, _restore),
    )
)
