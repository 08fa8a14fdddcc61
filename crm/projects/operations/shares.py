"""How a project is shared out among the nodes on which it lies."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.chains.models import ChainNode
from crm.core.journal import Changes
from crm.projects.models import Project, ProjectNode
from crm.projects.rules.shares import WHOLE


def keep_shares(session: Session, project: Project, wanted: dict[int, int]) -> Changes:
    """Store the shares by node; gives what changed, for the log."""
    kept = {
        row.node_id: row
        for row in session.scalars(select(ProjectNode).where(ProjectNode.project_id == project.id))
    }
    before = {node: row.share for node, row in kept.items()}
    for node, row in kept.items():
        if node not in wanted:
            session.delete(row)
    for node, share in wanted.items():
        if node in kept:
            kept[node].share = share
        else:
            session.add(ProjectNode(project_id=project.id, node_id=node, share=share))
    session.flush()
    if not before or before == wanted:
        return {}
    return {"环节占比": [_in_words(session, before), _in_words(session, wanted)]}


def _in_words(session: Session, shares: dict[int, int]) -> str:
    rows = session.execute(select(ChainNode.id, ChainNode.name).where(ChainNode.id.in_(shares)))
    names = dict(rows.all())
    return "、".join(f"{names[node]} {share * 100 / WHOLE:g}%" for node, share in shares.items())
