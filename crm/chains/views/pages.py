"""Chains as everybody sees them: all, one as a picture, one node.

Figures come from higher packages through slots; without them the pages show what a chain is.
"""

from typing import Any

from flask import jsonify, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.queries import (
    ancestors_of,
    card_of,
    chains_by_cluster,
    get_chain,
    get_node,
    picture_of,
    taxonomy,
)
from crm.chains.views.room import blueprint
from crm.core.db import db
from crm.core.web import YEAR, render, requires


@blueprint.get("/chains")
@requires(Permission.READ)
def index() -> Any:
    """All chains by cluster; what the plans and the pipeline know of them comes from above."""
    every = taxonomy(db.session, current_viewer())
    return render(
        "chains/index.html",
        clusters=chains_by_cluster(db.session),
        chains=len(every.chains),
        nodes=len(every.nodes),
    )


@blueprint.get("/chains/nodes.json")
@requires(Permission.READ)
def nodes() -> Any:
    """All nodes as the filters of lists offer them, for as long as the number in the address is
    that of their latest change."""
    viewer = current_viewer()
    answer = jsonify(taxonomy(db.session, viewer).choices)
    if request.args.get("v") == str(viewer.revision):
        answer.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return answer


@blueprint.get("/chains/<code>")
@requires(Permission.READ)
def chain(code: str) -> Any:
    """The chain picture."""
    chain = get_chain(db.session, code)
    picture = picture_of(db.session, current_viewer(), chain)
    return render("chains/chain.html", chain=chain, picture=picture)


@blueprint.get("/chains/<code>/<node_code>")
@requires(Permission.READ)
def node(code: str, node_code: str) -> Any:
    """One node: what it needs, what is there, what is coming."""
    viewer, node = current_viewer(), get_node(db.session, code, node_code)
    return render(
        "chains/node.html",
        chain=node.chain,
        node=node,
        card=card_of(db.session, viewer, node),
        above=ancestors_of(db.session, viewer, node),
    )
