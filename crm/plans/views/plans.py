"""Plans as data: all, and one with its structure, targets, quotas and contradictions.

The parts of a plan are links (`?part=`); its tasks have a page of their own.
"""

from collections.abc import Callable
from typing import Any

from flask import request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.models import Chain, ChainNode
from crm.core.addresses import address, asked_number, asked_text
from crm.core.db import db
from crm.core.web import render, requires, slots, today
from crm.plans import queries
from crm.plans.models import Plan
from crm.plans.queries import IndicatorFilter, MentionFilter
from crm.plans.views.room import blueprint

Context = dict[str, Any]


@blueprint.get("/plans")
@requires(Permission.READ)
def index() -> Any:
    """All plans with what each sets, and where its figures disagree."""
    viewer = current_viewer()
    return render(
        "plans/index.html",
        rows=queries.plans(db.session, viewer),
        contradictions=queries.contradictions_by_plan(db.session, viewer),
    )


@blueprint.get("/plans/<code>")
@requires(Permission.READ)
def plan(code: str) -> Any:
    """One part of a plan."""
    plan = queries.get_plan(db.session, code)
    part = request.args.get("part", "")
    part = part if part in PARTS else "structure"
    return render(
        "plans/plan.html",
        plan=plan,
        part=part,
        counts=queries.counts_of(db.session, current_viewer(), plan),
        **PARTS[part](plan),
    )


def structure(plan: Plan) -> Context:
    """The plan's own words for the taxonomy, by level."""
    asked = {name: asked_text(request.args, name) for name in ("level", "place", "chain")}
    page = min(asked_number(request.args, "page") or 1, 10_000)
    group = "cluster" if request.args.get("by") == "cluster" else ""
    by = MentionFilter(**asked, by_cluster=bool(group))
    found = queries.structure_of(db.session, current_viewer(), plan, by, max(page, 1))
    own = {"part": "structure", **asked, "by": group}
    here = f"/plans/{plan.code}"
    return {
        "structure": found,
        "asked": {**asked, "by": group},
        "previous_url": address(here, own, page=page - 1) if page > 1 else "",
        "next_url": address(here, own, page=page + 1) if found.more else "",
    }


def targets(plan: Plan) -> Context:
    """The plan's indicators by chapter."""
    asked = {name: asked_text(request.args, name) for name in ("subject", "chain")}
    cursor = request.args.get("cursor", "")
    viewer = current_viewer()
    page, chapters = queries.indicator_page(
        db.session, viewer, plan, IndicatorFilter(**asked), cursor
    )
    subjects, chains = queries.indicator_choices(db.session, viewer, plan)
    own = {"part": "targets", **asked}
    here = f"/plans/{plan.code}"
    return {
        "page": page,
        "chapters": chapters,
        "asked": asked,
        "subjects": [("-", "规划全域"), *((one, one) for one in subjects)],
        "chains": chains,
        "last_year": today().year - 1,
        "previous_url": address(here, own, cursor=page.previous) if page.previous else "",
        "next_url": address(here, own, cursor=page.next) if page.next else "",
    }


def quotas(plan: Plan) -> Context:
    """The plan's quotas in sight."""
    return {"quotas": queries.quotas_of_plan(db.session, current_viewer(), plan)}


def contradictions(plan: Plan) -> Context:
    """Figures that disagree, then those that agree."""
    viewer = current_viewer()
    found = queries.comparisons(db.session, viewer, plan)
    return {
        "comparisons": found,
        "states": queries.states(found),
        "home": f"/plans/{plan.code}" if viewer.may(Permission.MANAGE) else "",
    }


PARTS: dict[str, Callable[[Plan], Context]] = {
    "structure": structure,
    "targets": targets,
    "quotas": quotas,
    "contradictions": contradictions,
}


@slots.fill("node.sections")
def show_targets(chain: Chain, node: ChainNode) -> str:
    """The targets of a node, each with its source."""
    quotas = queries.quotas_of_node(db.session, current_viewer(), node.id)
    return render("plans/_targets.html", quotas=quotas)
