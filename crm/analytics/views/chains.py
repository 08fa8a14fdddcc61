"""What pages of chains show of the figures: all chains, the chain picture, a node."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer
from crm.analytics.queries.around import companies_here
from crm.analytics.queries.cells import chain_cell
from crm.analytics.queries.chains import overview
from crm.analytics.queries.nodes import rows_of
from crm.analytics.queries.wanted import wanted_on
from crm.analytics.queries.work import leads_on, projects_by_stage
from crm.analytics.rules.scores import sees_all
from crm.analytics.views.gaps import period_options, picture_for, word
from crm.analytics.views.slots import or_nothing
from crm.chains.models import Chain, ChainNode
from crm.chains.queries import ChainPicture, ClusterRow, taxonomy
from crm.core.addresses import asked_text
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import slots, today
from crm.plans.models import Definition
from crm.plans.queries import definition_for
from crm.plans.queries.sayings import sayings

MOST_COMPANIES, MOST_LEADS, MOST_OF_A_STAGE = 20, 10, 6


@slots.fill("chains.overview")
def chains_overview(clusters: Sequence[ClusterRow], **_more: Any) -> str:
    """All chains by cluster, or those of a plan, with their gaps and what is on them."""
    viewer = current_viewer()
    plan, words = asked_text(request.args, "plan"), asked_text(request.args)
    said = sayings(db.session, viewer)
    found = overview(
        db.session, viewer, _definition(db.session), today(), clusters, plan=plan, words=words
    )
    return render_template(
        "analytics/_chains.html",
        clusters=found,
        plan=said.plan(plan),
        asked={"plan": plan, "q": words},
        plans=[(one.code, one.title) for one in said.plans.values()],
        partial=any(row.gap for one in found for row in one.chains) and not sees_all(viewer),
    )


def _definition(session: Session) -> Definition | None:
    """What is counted; None before there is a definition, and then no gaps are shown."""
    try:
        return definition_for(session, today())
    except Refused:
        return None


@slots.fill("chain.picture")
@or_nothing
def chain_picture(chain: Chain, picture: ChainPicture, **_more: Any) -> str:
    """The chain's nodes with their gaps in the period that the address asks for."""
    viewer, on = current_viewer(), today()
    definition = definition_for(db.session, on)
    found = picture_for(db.session, viewer, definition, on, chain.code)
    rows = {row.node.id: row for row in rows_of(db.session, viewer, definition, found)}
    return render_template(
        "analytics/_chain.html",
        chain=chain,
        nodes=picture,
        rows=rows,
        total=chain_cell(chain.code, found, definition),
        picture=found,
        period=word(found.period),
        periods=period_options(found),
        landed=definition.landed_stage,
    )


@slots.fill("node.figures")
@or_nothing
def node_figures(chain: Chain, node: ChainNode, **_more: Any) -> str:
    """A node's own figures, and what to do about them."""
    viewer, on = current_viewer(), today()
    definition = definition_for(db.session, on)
    found = picture_for(db.session, viewer, definition, on, chain.code)
    every = taxonomy(db.session, viewer)
    (row,) = rows_of(db.session, viewer, definition, found, [every.nodes[node.id]])
    return render_template(
        "analytics/_node.html",
        row=row,
        picture=found,
        period=word(found.period),
        periods=period_options(found),
        landed=definition.landed_stage,
        here=request.path,
    )


@slots.fill("node.sections")
def node_sections(node: ChainNode, **_more: Any) -> str:
    """Companies here and to attract, projects by stage, leads: of the node and those below it."""
    viewer, on = current_viewer(), today()
    every = taxonomy(db.session, viewer)
    own, nodes = every.nodes[node.id], every.below(node.path)
    return render_template(
        "analytics/_around.html",
        node=own,
        local=companies_here(db.session, viewer, nodes, MOST_COMPANIES),
        wanted=wanted_on(db.session, viewer, own, nodes, on, MOST_COMPANIES),
        stages=projects_by_stage(db.session, viewer, own, nodes, MOST_OF_A_STAGE),
        leads=leads_on(db.session, viewer, own, on, MOST_LEADS),
        below=len(nodes) > 1,
    )
