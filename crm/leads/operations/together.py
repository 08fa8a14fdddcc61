"""What is done to a lead when many are changed at once, and how that is taken back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.operations.clearances import clear_all
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of
from crm.chains.models import ChainNode
from crm.core.errors import Refused
from crm.leads.models import Lead
from crm.leads.operations.records import EDITABLE, note
from crm.leads.queries.access import KIND
from crm.leads.rules import LeadState
from crm.lists.queries.kinds import Before
from crm.lists.rules import Deed


def set_node(session: Session, actor: Viewer, leads: Sequence[Lead], node_id: int) -> None:
    """Put leads on another node, as their form does."""
    if session.get(ChainNode, node_id) is None:
        raise Refused("所选环节不存在，请重新选择。", "node_id")
    for lead in leads:
        if lead.state not in EDITABLE:
            raise Refused(f"线索{lead.state.label}，内容不再修改。")
        lead.node_id = node_id
    _saved(session, actor, leads, "updated")


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


def restore(session: Session, actor: Viewer, rows: Sequence[Before], deed: Deed) -> None:
    """Let leads be as pictures show them: whose they were, and how long protected."""
    leads = [lead for lead, _before in rows]
    if deed is Deed.NODE:
        for lead, before in rows:
            lead.node_id = before["node_id"]
        _saved(session, actor, leads, "updated")
        return
    for lead, before in rows:
        lead.owner_id, lead.unit_id = before["owner_id"], before["unit_id"]
        lead.state = LeadState(before["state"])
        lead.protected_from = date.fromisoformat(before["protected_from"])
        lead.falls_on = date.fromisoformat(before["falls_on"])
    _saved(session, actor, leads, "assigned")
    # He may have been taken off the list when it was no longer his.
    clear_all(session, KIND, {lead.id: (lead.owner_id,) for lead in leads if lead.confidential})


def _saved(session: Session, actor: Viewer, leads: Sequence[Lead], action: str) -> None:
    changed = [(lead, changes_of(lead)) for lead in leads]
    session.flush()
    for lead, changes in changed:
        if changes:
            note(session, actor, action, lead, changes)
