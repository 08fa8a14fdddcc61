"""What is done to a project when many are changed at once, and how that is taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.operations.clearances import clear_all
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of
from crm.chains.models import ChainNode
from crm.core.errors import Refused
from crm.lists.queries.kinds import Before
from crm.lists.rules import Deed
from crm.projects.models import Project
from crm.projects.operations.notes import note, refuse
from crm.projects.operations.shares import keep_all_shares, shares_of
from crm.projects.queries.access import KIND
from crm.projects.rules.shares import WHOLE, share_fault, split


def set_main_node(
    session: Session, actor: Viewer, projects: Sequence[Project], node_id: int
) -> None:
    """Put projects on another main node; their other nodes keep their shares."""
    if session.get(ChainNode, node_id) is None:
        raise Refused("所选环节不存在，请重新选择。", "node_id")
    held = shares_of(session, projects)
    wanted = []
    for project in projects:
        kept = (project.node_id, node_id)
        others = [(node, share) for node, share in held[project.id].items() if node not in kept]
        refuse(share_fault(node_id, others))
        wanted.append((project, node_id, split(node_id, others)))
    _on(session, actor, wanted)


def restore(session: Session, actor: Viewer, rows: Sequence[Before], deed: Deed) -> None:
    """Let projects be as pictures show them: whose they were, on which nodes they lay."""
    if deed is Deed.NODE:
        _on(session, actor, [(project, *_place(before)) for project, before in rows])
        return
    changed = []
    for project, before in rows:
        project.owner_id, project.unit_id = before["owner_id"], before["unit_id"]
        changed.append((project, changes_of(project)))
    session.flush()
    # Whoever gets it back may have been taken off the list meanwhile.
    secret = {one.id: (one.owner_id,) for one, _before in rows if one.confidential}
    clear_all(session, KIND, secret)
    for project, changes in changed:
        note(session, actor, "assigned", project, changes)


def _place(before: dict[str, Any]) -> tuple[int, dict[int, int]]:
    shares = {int(node): share for node, share in before["shares"].items()}
    return before["node_id"], shares or {before["node_id"]: WHOLE}


def _on(
    session: Session, actor: Viewer, wanted: Sequence[tuple[Project, int, dict[int, int]]]
) -> None:
    changed = {}
    for project, node_id, _shares in wanted:
        project.node_id = node_id
        changed[project.id] = changes_of(project)
    shared = keep_all_shares(session, [(project, shares) for project, _node, shares in wanted])
    session.flush()
    for project, _node, _shares in wanted:
        if changes := changed[project.id] | shared[project.id]:
            note(session, actor, "updated", project, changes)
