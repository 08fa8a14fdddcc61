"""How a project is shared out among the nodes on which it lies."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.chains.queries import taxonomy
from crm.chains.rules import NodeRef
from crm.core.journal import Changes
from crm.core.lists import among
from crm.projects.models import Project, ProjectNode
from crm.projects.rules.shares import WHOLE


def keep_shares(session: Session, project: Project, wanted: dict[int, int]) -> Changes:
    """Store the shares by node; gives what changed, for the log."""
    return keep_all_shares(session, [(project, wanted)])[project.id]


def keep_all_shares(
    session: Session, wanted: Sequence[tuple[Project, dict[int, int]]]
) -> dict[int, Changes]:
    """Store the shares of several projects; gives what changed of each, by its number."""
    rows = _rows(session, [project for project, _shares in wanted])
    before = {number: _shares(held) for number, held in rows.items()}
    for project, shares in wanted:
        kept = rows[project.id]
        for node, row in kept.items():
            if node not in shares:
                session.delete(row)
        for node, share in shares.items():
            if node in kept:
                kept[node].share = share
            else:
                session.add(ProjectNode(project_id=project.id, node_id=node, share=share))
    session.flush()
    nodes = taxonomy(session).nodes
    return {
        project.id: {}
        if not before[project.id] or before[project.id] == shares
        else {"环节占比": [_in_words(nodes, before[project.id]), _in_words(nodes, shares)]}
        for project, shares in wanted
    }


def shares_of(session: Session, projects: Sequence[Project]) -> dict[int, dict[int, int]]:
    """The shares of projects as they are, by project and node."""
    return {number: _shares(held) for number, held in _rows(session, projects).items()}


def _rows(session: Session, projects: Sequence[Project]) -> dict[int, dict[int, ProjectNode]]:
    found: dict[int, dict[int, ProjectNode]] = {project.id: {} for project in projects}
    wanted = select(ProjectNode).where(among(session, ProjectNode.project_id, list(found)))
    for row in session.scalars(wanted.order_by(ProjectNode.node_id)):
        found[row.project_id][row.node_id] = row
    return found


def _shares(held: Mapping[int, ProjectNode]) -> dict[int, int]:
    return {node: row.share for node, row in held.items()}


def _in_words(nodes: Mapping[int, NodeRef], shares: dict[int, int]) -> str:
    words = (f"{nodes[node].name} {share * 100 / WHOLE:g}%" for node, share in shares.items())
    return "、".join(words)
