"""Whom a node needs: the entries of the target list, and the companies that are not on it yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Session

from crm.accounts.rules import Permission, Viewer
from crm.analytics.queries.around import CompanyLine, companies_on, latest_leads
from crm.chains.queries import Labels, labels
from crm.chains.rules import NodeRef
from crm.companies.models import Company, NodeTarget
from crm.companies.queries import targets
from crm.companies.rules import Relation
from crm.companies.rules.dealings import TargetState, is_open
from crm.core.addresses import address
from crm.core.lists import among
from crm.leads.queries.rows import LeadRow

TARGET_LIST = "/companies/targets"


@dataclass(frozen=True)
class WantedLine:
    """A company that a node needs: who is to approach it, and how far that is.

    `state` is None for a company that is only known as a target, without an entry in the list of
    one of these nodes. The addresses lead to what the viewer may do with it; '' for what he may
    not. `lead` is the latest lead about it that he knows.
    """

    id: int
    name: str
    is_leader: bool
    node: str
    state: TargetState | None = None
    state_on: date | None = None
    owner: str = ""
    unit: str = ""
    reason: str = ""
    edit_url: str = ""
    list_url: str = ""
    lead_url: str = ""
    lead: LeadRow | None = None


@dataclass(frozen=True)
class Wanted:
    """Some of the companies that a node needs; `more` whether there are others.

    `list_url` is the whole target list of the node, `known_url` the companies known as targets of
    which some are not on it, `add_url` where one is put on it; '' where there is nothing.
    """

    lines: list[WantedLine]
    more: bool
    list_url: str
    known_url: str
    add_url: str


def wanted_on(
    session: Session, viewer: Viewer, node: NodeRef, nodes: Sequence[NodeRef], on: date, most: int
) -> Wanted:
    """Whom a node and those below it need: what is to be done first, then what has ended, then
    the companies that nobody has been given."""
    words = labels(session, viewer)
    listed = targets.of_node(session, viewer, node.id, most + 1)
    known: list[CompanyLine] = []
    if len(listed) <= most:
        known = companies_on(
            session,
            viewer,
            nodes,
            Relation.TARGET,
            most + 1 - len(listed),
            _unlisted(session, nodes),
        )
    lines = [_entry(viewer, row, words) for row in listed]
    lines += [_unasked(viewer, line, node) for line in known]
    leads = latest_leads(session, viewer, {line.id for line in lines}, on) if lines else {}
    return Wanted(
        [_with_lead(line, leads.get(line.id)) for line in lines[:most]],
        len(lines) > most,
        address(TARGET_LIST, {"node": node.id}) if listed else "",
        address("/companies", {"node": node.id, "main": 1, "relation": "target"}) if known else "",
        address(f"{TARGET_LIST}/new", {"node": node.id}) if viewer.may(Permission.LOG) else "",
    )


def _unlisted(session: Session, nodes: Sequence[NodeRef]) -> ColumnElement[bool]:
    """Whether a company has no entry on any of the nodes."""
    return ~exists().where(
        NodeTarget.company_id == Company.id,
        among(session, NodeTarget.node_id, [node.id for node in nodes]),
    )


def _entry(viewer: Viewer, row: Any, words: Labels) -> WantedLine:
    may = targets.may_edit(viewer, row.owner_id, row.unit_id, row.unit_path)
    return WantedLine(
        id=row.company_id,
        name=row.name,
        is_leader=row.is_leader,
        node=words.node(row.node_id),
        state=row.state,
        state_on=row.state_on,
        owner=words.person(row.owner_id),
        unit=words.unit(row.unit_id),
        reason=row.reason or row.note,
        edit_url=f"{TARGET_LIST}/{row.id}/edit" if may else "",
        lead_url=_lead_url(viewer, row.name, row.node_id) if is_open(row.state) else "",
    )


def _unasked(viewer: Viewer, line: CompanyLine, node: NodeRef) -> WantedLine:
    asked = {"company": line.id, "node": node.id}
    may = viewer.may(Permission.LOG)
    return WantedLine(
        id=line.id,
        name=line.name,
        is_leader=line.is_leader,
        node=line.node,
        list_url=address(f"{TARGET_LIST}/new", asked) if may else "",
        lead_url=_lead_url(viewer, line.name, node.id),
    )


def _with_lead(line: WantedLine, lead: LeadRow | None) -> WantedLine:
    """With the lead about it, which is then not logged a second time."""
    if lead is None:
        return line
    if line.state is None:
        line = replace(line, owner=lead.owner, unit=lead.unit)
    return replace(line, lead=lead, lead_url="")


def _lead_url(viewer: Viewer, name: str, node_id: int) -> str:
    if not viewer.may(Permission.LOG):
        return ""
    return address("/leads/new", {"company": name, "node": node_id})
