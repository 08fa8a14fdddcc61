"""What pages of plans and chains show of the figures."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from flask import render_template, request

from crm.accounts.queries import current_viewer
from crm.analytics.queries.cells import cell_of
from crm.analytics.queries.quotas import months, scores
from crm.analytics.views.gaps import picture_for, rows_of, word
from crm.chains.models import Chain, ChainNode
from crm.chains.queries import ChainRow, NodeCard
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import slots, today
from crm.plans.models import Quota
from crm.plans.queries import definition_for

Filling = Callable[..., str]


def _or_nothing(filling: Filling) -> Filling:
    """Before there is a definition of counting nothing can be counted; the page stands without
    figures then."""

    @wraps(filling)
    def filled(**context: Any) -> str:
        try:
            return filling(**context)
        except Refused:
            return ""

    return filled


@slots.fill("quotas.table")
@_or_nothing
def quotas_table(
    quotas: Sequence[Quota], groups: Sequence[tuple[str, str, str, Any]], **_more: Any
) -> str:
    """Quotas with their bars, below their headings."""
    rows = scores(db.session, current_viewer(), quotas, today())
    found = {row.quota.id: row for row in rows}
    return render_template("analytics/_quotas.html", rows=rows, found=found, groups=groups)


@slots.fill("quota.progress")
@_or_nothing
def quota_progress(quota: Quota, **_more: Any) -> str:
    """One quota: its bar, its figures, month by month."""
    viewer, on = current_viewer(), today()
    (row,) = scores(db.session, viewer, [quota], on)
    return render_template(
        "analytics/_progress.html", row=row, months=months(db.session, viewer, quota, on)
    )


@slots.fill("chain.picture")
@_or_nothing
def chain_picture(chain: Chain, nodes: Sequence[NodeCard], **_more: Any) -> str:
    """The chain's nodes with their gaps in the period that the address asks for."""
    viewer, on = current_viewer(), today()
    definition = definition_for(db.session, on)
    found = picture_for(db.session, viewer, definition, on, chain.code)
    rows = {row.node.id: row for row in rows_of(db.session, viewer, definition, found)}
    return render_template(
        "analytics/_chain.html",
        chain=chain,
        nodes=nodes,
        rows=rows,
        picture=found,
        period=word(found.period),
        periods=[(word(one), one.label) for one in found.periods],
        landed=definition.landed_stage,
    )


@slots.fill("chains.summary")
@_or_nothing
def chains_summary(chains: Sequence[ChainRow], **_more: Any) -> str:
    """The outermost nodes of every chain with their gaps, chain by chain."""
    viewer, on = current_viewer(), today()
    definition = definition_for(db.session, on)
    found = picture_for(db.session, viewer, definition, on)
    cells = {
        node.path: cell_of(node, found.gaps[node.path], found, definition)
        for node in found.nodes
        if node.path.count("/") == 2
    }
    groups = [
        (chain, [(node, cells[node.path]) for node in found.nodes
                 if node.chain_code == chain.code and node.path in cells])
        for chain in chains
    ]  # fmt: skip
    return render_template("analytics/_chains.html", groups=groups, picture=found)


@slots.fill("node.figures")
@_or_nothing
def node_figures(chain: Chain, node: ChainNode, **_more: Any) -> str:
    """A node's own figures, and what stands around it."""
    viewer, on = current_viewer(), today()
    definition = definition_for(db.session, on)
    found = picture_for(db.session, viewer, definition, on, chain.code)
    rows = rows_of(db.session, viewer, definition, found)
    row = next(one for one in rows if one.node.id == node.id)
    return render_template(
        "analytics/_node.html",
        row=row,
        picture=found,
        period=word(found.period),
        periods=[(word(one), one.label) for one in found.periods],
        landed=definition.landed_stage,
        here=request.path,
    )
