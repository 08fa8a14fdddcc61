"""Sixty chains, six hundred nodes and five hundred quotas, on which the engine is measured."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import insert, literal, select, update
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.chains.models import Chain, ChainNode
from crm.lib.periods import Period, month_end
from crm.lib.regions import RegionGroup
from crm.lib.trees import child_path
from crm.plans.models import Quota
from crm.plans.rules import Channel, Metric, Stage
from crm.projects.models import Project, ProjectCapacity, ProjectNode

CHAINS, NODES_OF_CHAIN, TOPS_OF_CHAIN, QUOTAS = 60, 10, 4, 500
COUNTED = (Stage.SIGNED, Stage.REGISTERED, Stage.STARTED)
FEN_PER_YI = 10**10
LIMITS = tuple(n * FEN_PER_YI for n in (1, 5, 10, 50))
PRODUCTS = (("电池", "GW"), ("组件", "GW"), ("储能", "GWh"))


def make_many(session: Session, today: date, seed: int = 1) -> None:
    """Spread the projects over six hundred nodes and set five hundred targets for them."""
    random = Random(seed)
    nodes = _nodes(session)
    _spread(session, sorted(nodes))
    _capacities(session, random)
    units = list(session.scalars(select(OrgUnit.id).order_by(OrgUnit.path)))
    rows = [_quota(random, number, units, nodes, today) for number in range(QUOTAS)]
    session.execute(insert(Quota), rows)


def _nodes(session: Session) -> dict[int, int]:
    """New chains with nodes on two levels; gives the chain of each node."""
    found: dict[int, int] = {}
    for number in range(CHAINS):
        chain = Chain(code=f"many-{number}", name=f"产业链{number + 1}", position=100 + number)
        session.add(chain)
        session.flush()
        tops: list[ChainNode] = []
        for place in range(NODES_OF_CHAIN):
            above = tops[place % TOPS_OF_CHAIN] if place >= TOPS_OF_CHAIN else None
            node = ChainNode(
                chain_id=chain.id, code=f"n{place}", name=f"环节{number + 1}-{place + 1}",
                parent_id=above and above.id, path="", position=place,
            )  # fmt: skip
            session.add(node)
            session.flush()
            node.path = child_path(above and above.path, node.id)
            if above is None:
                tops.append(node)
            found[node.id] = chain.id
    session.flush()
    return found


def _spread(session: Session, nodes: list[int]) -> None:
    """Two of three projects go to the new nodes; one of ten of these lies on two."""
    first, count = nodes[0], len(nodes)
    new = literal(first) + (Project.id * 7919) % count
    moved = Project.id % 3 != 0
    session.execute(
        update(Project).where(moved).values(node_id=new),
        execution_options={"synchronize_session": False},
    )
    own = select(Project.node_id).where(Project.id == ProjectNode.project_id).scalar_subquery()
    session.execute(
        update(ProjectNode)
        .where(ProjectNode.project_id % 3 != 0)
        .values(node_id=own, share=10_000),
        execution_options={"synchronize_session": False},
    )
    both = select(Project.id, Project.node_id).where(Project.id % 30 == 1)
    pairs = [(row.id, row.node_id) for row in session.execute(both)]
    session.execute(
        update(ProjectNode).where(ProjectNode.project_id % 30 == 1).values(share=7_000),
        execution_options={"synchronize_session": False},
    )
    others = [
        {"project_id": project, "node_id": first + (node - first + 1) % count, "share": 3_000}
        for project, node in pairs
    ]
    session.execute(insert(ProjectNode), others)


def _capacities(session: Session, random: Random) -> None:
    """Capacities of one project of five."""
    numbers = list(session.scalars(select(Project.id).where(Project.id % 5 == 0)))
    have = set(session.scalars(select(ProjectCapacity.project_id)))  # the plans' own
    capacities = [
        {"project_id": number, "product": product, "unit": unit,
         "value": Decimal(random.randrange(1, 200)) / 10}
        for number in numbers
        if number not in have
        for product, unit in [random.choice(PRODUCTS)]
    ]  # fmt: skip
    session.execute(insert(ProjectCapacity), capacities)


def _quota(
    random: Random, number: int, units: list[int], nodes: dict[int, int], today: date
) -> dict[str, Any]:
    """Half of them of nodes, a quarter of units, the others with every kind of filter."""
    year = Period.year(today.year - number % 2)
    row: dict[str, Any] = {
        "code": f"many-{number}",
        "title": f"目标{number + 1}",
        "metric": Metric.COUNT,
        "milestone": COUNTED[number % 3],
        "unit_id": units[0],
        "starts_on": year.start,
        "ends_on": year.end,
        "target": Decimal(random.randrange(2, 40)),
        "position": number,
        **dict.fromkeys(("chain_id", "node_id", "region_group", "channel", "owner_id")),
        **dict.fromkeys(("least_investment_fen", "most_investment_fen")),
        "foreign_only": False,
        "capacity_product": "",
        "capacity_unit": "",
    }
    kind = number % 20
    if kind < 10:
        node = random.choice(sorted(nodes))
        return row | {"chain_id": nodes[node], "node_id": node, "milestone": Stage.REGISTERED}
    if kind < 15:
        month = Period.month(year.start.year, 1 + number // 20 % 12)
        span = month if kind == 14 else year
        return row | {"unit_id": random.choice(units), "starts_on": span.start,
                      "ends_on": month_end(span.end)}  # fmt: skip
    return row | _narrow(random, kind, nodes)


def _narrow(random: Random, kind: int, nodes: dict[int, int]) -> dict[str, Any]:
    chain = random.choice(list(nodes.values()))
    if kind == 15:
        return {"region_group": random.choice(list(RegionGroup))}
    if kind == 16:
        return {"channel": random.choice(list(Channel)), "foreign_only": True}
    if kind == 17:
        return {"least_investment_fen": random.choice(LIMITS), "chain_id": chain}
    if kind == 18:
        return {"metric": Metric.INVESTMENT, "chain_id": chain, "most_investment_fen": LIMITS[-1]}
    product, unit = random.choice(PRODUCTS)
    if random.random() < 0.5:
        return {"metric": Metric.PAID_IN}
    return {"metric": Metric.CAPACITY, "capacity_product": product, "capacity_unit": unit}
