"""What a form proposes from a text: the chain node that it most likely speaks of."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.chains.models import KeyTechnology
from crm.chains.queries.taxonomy import taxonomy
from crm.chains.rules import NodeWords, propose_node, words_of


def proposed_node(session: Session, viewer: Viewer, text: str) -> int | None:
    """The node by its name, its chain's and its key technologies; None when none stands out."""
    names: dict[int, list[str]] = {}
    wanted = select(KeyTechnology.node_id, KeyTechnology.name, KeyTechnology.direction)
    for number, name, direction in session.execute(
        wanted.where(KeyTechnology.node_id.is_not(None))
    ):
        names.setdefault(number, []).extend(filter(None, (name, direction)))
    nodes = [
        NodeWords(
            id=one.id,
            own=words_of([one.name, *names.get(one.id, ())]),
            chain=words_of([one.chain_name]),
        )
        for one in taxonomy(session, viewer).nodes.values()
    ]
    return propose_node(text, nodes)
