"""What is done to a lead when many are changed at once, and how that is taken back."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of
from crm.chains.models import ChainNode
from crm.core.errors import Refused
from crm.leads.models import Lead
from crm.leads.operations.records import EDITABLE, note
from crm.leads.rules import LeadState
from crm.lists.rules import Deed


def set_node(session: Session, actor: Viewer, lead: Lead, node_id: int) -> Lead:
    """Put a lead on another node, as its form does."""
    if lead.state not in EDITABLE:
        raise Refused(f"线索{lead.state.label}，内容不再修改。")
    if session.get(ChainNode, node_id) is None:
        raise Refused("所选环节不存在，请重新选择。", "node_id")
    lead.node_id = node_id
    return _saved(session, actor, lead, "updated")


def picture(lead: Lead, deed: Deed) -> dict[str, Any]:
    """What a deed touches of a lead, as it is kept to be restored."""
    if deed is Deed.NODE:
        return {"node_id": lead.node_id}
    return {
        "owner_id": lead.owner_id,
        "unit_id": lead.unit_id,
        "state": lead.state.value,
        "protected_from": lead.protected_from.isoformat(),
        "falls_on": lead.falls_on.isoformat(),
    }


def restore(
    session: Session, actor: Viewer, lead: Lead, deed: Deed, before: dict[str, Any]
) -> Lead:
    """Let a lead be as a picture shows it: whose it was, and how long protected."""
    if deed is Deed.NODE:
        lead.node_id = before["node_id"]
        return _saved(session, actor, lead, "updated")
    lead.owner_id, lead.unit_id = before["owner_id"], before["unit_id"]
    lead.state = LeadState(before["state"])
    lead.protected_from = date.fromisoformat(before["protected_from"])
    lead.falls_on = date.fromisoformat(before["falls_on"])
    return _saved(session, actor, lead, "assigned")


def _saved(session: Session, actor: Viewer, lead: Lead, action: str) -> Lead:
    changes = changes_of(lead)
    session.flush()
    if changes:
        note(session, actor, action, lead, changes)
    return lead
