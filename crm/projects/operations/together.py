"""What is done to a project when many are changed at once, and how that is taken back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of
from crm.chains.models import ChainNode
from crm.core.errors import Refused
from crm.lists.rules import Deed
from crm.projects.models import Project
from crm.projects.operations.notes import note, refuse
from crm.projects.operations.shares import keep_shares
from crm.projects.rules.shares import WHOLE, share_fault, split


def set_main_node(
    session: Session, actor: Viewer, project: Project, node_id: int, shares: Mapping[int, int]
) -> Project:
    """Put a project on another main node; the other nodes keep their `shares`."""
    if session.get(ChainNode, node_id) is None:
        raise Refused("所选环节不存在，请重新选择。", "node_id")
    kept = (project.node_id, node_id)
    others = [(node, share) for node, share in shares.items() if node not in kept]
    refuse(share_fault(node_id, others))
    return _on(session, actor, project, node_id, split(node_id, others))


def restore(
    session: Session, actor: Viewer, project: Project, deed: Deed, before: dict[str, Any]
) -> Project:
    """Let a project be as a picture shows it: whose it was, on which nodes it lay."""
    if deed is Deed.NODE:
        shares = {int(node): share for node, share in before["shares"].items()}
        whole = shares or {before["node_id"]: WHOLE}
        return _on(session, actor, project, before["node_id"], whole)
    project.owner_id, project.unit_id = before["owner_id"], before["unit_id"]
    changes = changes_of(project)
    session.flush()
    note(session, actor, "assigned", project, changes)
    return project


def _on(
    session: Session, actor: Viewer, project: Project, node_id: int, shares: dict[int, int]
) -> Project:
    project.node_id = node_id
    changes = changes_of(project)
    changes |= keep_shares(session, project, shares)
    session.flush()
    if changes:
        note(session, actor, "updated", project, changes)
    return project
