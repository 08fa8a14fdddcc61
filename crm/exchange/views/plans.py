"""The plan's own pipeline, shown on the plan's page."""

from crm.accounts.queries import current_viewer
from crm.core.db import db
from crm.core.web import render, slots
from crm.exchange.queries.plans import named_in
from crm.plans.models import Plan


@slots.fill("plan.sections")
def show_named(plan: Plan) -> str:
    """What the plan names: projects, leads, companies, each where it stands now."""
    return render(
        "exchange/_named.html",
        named=named_in(db.session, current_viewer(), plan),
        prefix=f"《{plan.title}》",
    )
