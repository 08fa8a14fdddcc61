"""Chains as everybody sees them: all, one as a picture, one node.

Figures come from higher packages through slots; without them the pages show what a chain is.
"""

from typing import Any

from crm.accounts.rules import Permission
from crm.chains.queries import (
    ancestors_of,
    card_of,
    chains_by_cluster,
    get_chain,
    get_node,
    picture_of,
)
from crm.chains.views.room import blueprint
from crm.core.db import db
from crm.core.web import render, requires


@blueprint.get("/chains")
@requires(Permission.READ)
def index() -> Any:
    """All chains by cluster."""
    clusters = chains_by_cluster(db.session)
    rows = [chain for cluster in clusters for chain in cluster.chains]
    return render("chains/index.html", clusters=clusters, chains=rows)


@blueprint.get("/chains/<code>")
@requires(Permission.READ)
def chain(code: str) -> Any:
    """The chain picture."""
    chain = get_chain(db.session, code)
    nodes = picture_of(db.session, chain.id)
    return render("chains/chain.html", chain=chain, nodes=nodes)


@blueprint.get("/chains/<code>/<node_code>")
@requires(Permission.READ)
def node(code: str, node_code: str) -> Any:
    """One node: what it needs, what is there, what is coming."""
    node = get_node(db.session, code, node_code)
    return render(
        "chains/node.html",
        chain=node.chain,
        node=node,
        card=card_of(db.session, node),
        above=ancestors_of(db.session, node),
    )
