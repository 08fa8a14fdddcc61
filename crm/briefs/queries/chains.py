"""The gaps of the nodes that have targets, counted up to the end of a brief's month."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.analytics.queries.counting import count
from crm.analytics.queries.gaps import GapPicture, picture
from crm.analytics.rules.quotas import Terms
from crm.briefs.rules.numerals import rounded
from crm.briefs.rules.snapshot import ChainLine, NodeLine
from crm.chains.models import Chain, ChainNode
from crm.chains.rules import NodeRef
from crm.lib.trees import ids
from crm.plans.models import Definition, Quota


def chain_lines(
    session: Session, reader: Viewer, unit_path: str, as_of: date, definition: Definition
) -> tuple[ChainLine, ...]:
    """Every chain that has targets for its nodes, with the uppermost nodes that have one."""
    lines = []
    for chain in _chains(session):
        shown = picture(session, reader, definition, as_of, chain=chain.code)
        if shown.period is None:
            continue
        landed = _landed(session, reader, unit_path, as_of, definition, shown)
        nodes = tuple(_node(shown, node, landed[node.id]) for node in _top(shown))
        if nodes:
            lines.append(ChainLine(name=chain.name, period=shown.period.label, nodes=nodes))
    return tuple(lines)


def _chains(session: Session) -> list[Chain]:
    planned = select(ChainNode.chain_id).join(Quota, Quota.node_id == ChainNode.id)
    wanted = select(Chain).where(Chain.id.in_(planned)).order_by(Chain.position, Chain.code)
    return list(session.scalars(wanted))


def _top(shown: GapPicture) -> list[NodeRef]:
    """The nodes of the first level: those below are contained in them."""
    return [
        node
        for node in shown.nodes
        if len(ids(node.path)) == 1 and shown.gaps[node.path].target is not None
    ]


def _landed(
    session: Session,
    reader: Viewer,
    unit_path: str,
    as_of: date,
    definition: Definition,
    shown: GapPicture,
) -> dict[int, int]:
    """What had landed on each node by then."""
    span = shown.period.until(as_of)
    terms = [
        Terms(
            quota_id=node.id,
            milestone=definition.landed_stage,
            period=span,
            unit_path=unit_path,
            node_path=node.path,
        )
        for node in _top(shown)
    ]
    return {number: one.net for number, one in count(session, reader, terms, definition).items()}


def _node(shown: GapPicture, node: NodeRef, landed: int) -> NodeLine:
    gap = shown.gaps[node.path]
    left = max(gap.target - landed - gap.expected, Decimal(0))
    return NodeLine(
        name=node.name,
        target=int(gap.target),
        landed=landed,
        pipeline=gap.coming,
        expected=rounded(gap.expected),
        uncovered=rounded(left),
    )
