"""What pages of chains show of the plans: their words for it, their targets."""

from collections.abc import Iterable
from typing import Any

from flask import render_template

from crm.accounts.queries import current_viewer
from crm.chains.models import Chain, ChainNode
from crm.chains.queries import taxonomy
from crm.core.db import db
from crm.core.web import slots
from crm.plans.queries.sayings import PlanRef, Saying, sayings
from crm.plans.queries.targets import targets_of


@slots.fill("chain.targets")
def chain_targets(chain: Chain, **_more: Any) -> str:
    """What the plans want of a chain and its nodes, year by year."""
    viewer = current_viewer()
    every = taxonomy(db.session, viewer)
    numbers = [node.id for node in every.of_chain(chain.code)]
    found = targets_of(db.session, viewer, chain.id, numbers)
    return render_template("plans/_wanted.html", plans=found, nodes=every.nodes)


@slots.fill("node.targets")
def node_targets(node: ChainNode, **_more: Any) -> str:
    """What the plans want of a node and of those below it, year by year."""
    viewer = current_viewer()
    every = taxonomy(db.session, viewer)
    numbers = [one.id for one in every.below(node.path)]
    found = targets_of(db.session, viewer, None, numbers)
    return render_template("plans/_wanted.html", plans=found, nodes=every.nodes, own=node.id)


@slots.fill("chain.sayings")
def chain_sayings(chain: Chain, **_more: Any) -> str:
    """What the plans say of a chain and its nodes."""
    viewer = current_viewer()
    every = taxonomy(db.session, viewer)
    numbers = [node.id for node in every.of_chain(chain.code)]
    found = sayings(db.session, viewer).of_chain(chain.id, numbers)
    return render_template("plans/_sayings.html", plans=_by_plan(found), nodes=every.nodes)


@slots.fill("node.sayings")
def node_sayings(node: ChainNode, **_more: Any) -> str:
    """What the plans say of a node and of those below it."""
    viewer = current_viewer()
    every = taxonomy(db.session, viewer)
    numbers = [one.id for one in every.below(node.path)]
    found = sayings(db.session, viewer).of_nodes(numbers)
    return render_template(
        "plans/_sayings.html", plans=_by_plan(found), nodes=every.nodes, own=node.id
    )


def _by_plan(found: Iterable[Saying]) -> list[tuple[PlanRef, list[Saying]]]:
    plans: dict[int, tuple[PlanRef, list[Saying]]] = {}
    for one in found:
        plans.setdefault(one.plan.id, (one.plan, []))[1].append(one)
    return list(plans.values())
