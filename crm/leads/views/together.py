"""The list of leads as saved views and changes of many at once know it."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy.orm import Session, contains_eager

from crm.accounts.rules import Viewer
from crm.core.lists import among
from crm.core.web import today
from crm.leads.models import Lead
from crm.leads.operations.moves import Receiver, assign_all
from crm.leads.operations.records import EDITABLE
from crm.leads.operations.together import picture, restore, set_node
from crm.leads.queries import is_known, may_edit
from crm.leads.queries.access import KIND, NOT_LISTED, NOT_YOURS, may_manage, visible_to
from crm.leads.queries.lists import LeadFilter, first_of
from crm.leads.queries.rows import title_for_all
from crm.leads.rules import LeadSort, Move, is_possible
from crm.leads.views.listing import asked_filter, filter_of
from crm.lists.queries.kinds import Changing, Kind, Pictures, has_list
from crm.lists.rules import Deed


def _numbers(session: Session, viewer: Viewer, args: Mapping[str, str], most: int) -> list[int]:
    asked = asked_filter(viewer, args)
    sort = asked["sort"] or LeadSort.UPDATED
    return [row.id for row in first_of(session, viewer, filter_of(asked), today(), sort, most)]


def _load(session: Session, viewer: Viewer, numbers: Sequence[int]) -> list[Lead]:
    wanted = (
        visible_to(viewer)
        .join(Lead.unit)
        .where(among(session, Lead.id, numbers))
        .options(contains_eager(Lead.unit))
        .order_by(Lead.id)
    )
    if session.info.get("writes"):
        wanted = wanted.with_for_update(of=Lead)
    return list(session.scalars(wanted))


def _fault(session: Session, viewer: Viewer, lead: Lead, deed: Deed) -> str:
    if not is_known(session, viewer, lead):
        return NOT_LISTED
    if deed is Deed.OWNER:
        if not may_manage(viewer, lead):
            return NOT_YOURS
        able = is_possible(lead.state, Move.ASSIGN)
        return "" if able else f"线索{lead.state.label}，不能分派"
    if not may_edit(viewer, lead):
        return NOT_YOURS
    if deed is Deed.NODE and lead.state not in EDITABLE:
        return f"线索{lead.state.label}，内容不再修改"
    return ""


def _pictures(_session: Session, leads: Sequence[Lead], deed: Deed) -> Pictures:
    return {lead.id: picture(lead, deed) for lead in leads}


def _value(found: dict[str, Any], deed: Deed) -> int | None:
    return found["node_id" if deed is Deed.NODE else "owner_id"]


def _change(session: Session, actor: Viewer, leads: Sequence[Lead], deed: Deed, value: int) -> None:
    if deed is Deed.NODE:
        set_node(session, actor, leads, value)
    else:
        assign_all(session, actor, leads, Receiver(value), "批量分派", today())


has_list(
    Kind(
        key="leads",
        subject=KIND,
        label="线索",
        measure="条",
        path="/leads",
        names=frozenset([*(one.name for one in fields(LeadFilter)), "sort"]),
        changing=Changing(
            _numbers, _load, title_for_all, _fault, _pictures, _value, _change, restore
        ),
    )
)
