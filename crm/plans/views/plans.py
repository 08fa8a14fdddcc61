"""Plans as data: what they set, with chapter and section; and their targets on a node's page."""

from typing import Any

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.models import Chain, ChainNode
from crm.core.db import db
from crm.core.web import render, requires, slots
from crm.plans import queries
from crm.plans.views.room import blueprint


@blueprint.get("/plans")
@requires(Permission.READ)
def index() -> Any:
    """All plans."""
    return render("plans/index.html", rows=queries.plans(db.session))


@blueprint.get("/plans/<code>")
@requires(Permission.READ)
def plan(code: str) -> Any:
    """One plan: its indicators, its quotas, what it names."""
    plan = queries.get_plan(db.session, code)
    chapters = queries.indicators_of(db.session, plan)
    return render(
        "plans/plan.html",
        plan=plan,
        chapters=chapters,
        indicators=sum(len(chapter.rows) for chapter in chapters),
        quotas=queries.quotas_of_plan(db.session, current_viewer(), plan),
    )


@slots.fill("node.sections")
def show_targets(chain: Chain, node: ChainNode) -> str:
    """The targets of a node, each with its source."""
    quotas = queries.quotas_of_node(db.session, current_viewer(), node.id)
    return render("plans/_targets.html", quotas=quotas)
