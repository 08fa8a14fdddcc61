"""What a plan calls the parts of the taxonomy, and what it wants of each where (规划提法)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.chains.models import Cluster
from crm.chains.queries import Taxonomy, clusters, taxonomy
from crm.plans.models import Mention, Plan
from crm.plans.rules import place_of

GROUPS_PER_PAGE = 40


@dataclass(frozen=True)
class MentionFilter:
    """What the structure of a plan is narrowed to, where empty does not matter; and whether it is
    grouped by cluster rather than by level."""

    level: str = ""
    place: str = ""
    chain: str = ""
    by_cluster: bool = False


@dataclass(frozen=True)
class Place:
    """What the plan wants of a thing at a place."""

    name: str
    level: str
    place: str
    focus: str
    companies: tuple[str, ...]
    source: str
    reading: str


@dataclass(frozen=True)
class Thing:
    """A cluster, chain or node with the places at which the plan mentions it."""

    kind: str
    name: str
    url: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Band:
    """The things that a plan puts on one level, or that belong to one cluster."""

    name: str
    things: tuple[Thing, ...]


@dataclass(frozen=True)
class Structure:
    """A page of the plan's structure: `things` are all that the filter leaves, `first` to `last`
    those on the page; and what the filters offer."""

    bands: tuple[Band, ...]
    things: int
    first: int
    last: int
    more: bool
    level_choices: tuple[tuple[str, str], ...]
    place_choices: tuple[tuple[str, str], ...]
    chain_choices: tuple[tuple[str, str], ...]


def structure_of(
    session: Session, viewer: Viewer, plan: Plan, by: MentionFilter, page: int = 1
) -> Structure:
    """The plan's mentions by level (or cluster) and thing, in the order of the text."""
    rows = _rows(session, plan)
    known = taxonomy(session, viewer)
    names = {one.id: one.name for one in clusters(session)} if by.by_cluster else {}
    grouped: dict[tuple[str, tuple[str, str, str]], list[Any]] = {}
    for row in rows:
        if _passes(row, by, known):
            band = names.get(_cluster(row, known), "") if by.by_cluster else row.level
            grouped.setdefault((band, _thing(row, known)), []).append(row)
    order = {band: number for number, band in enumerate(dict.fromkeys(one[0] for one in grouped))}
    things = sorted(grouped, key=lambda one: order[one[0]])
    start = max(page - 1, 0) * GROUPS_PER_PAGE
    shown = things[start : start + GROUPS_PER_PAGE]
    bands: dict[str, list[Thing]] = {}
    for band, thing in shown:
        places = tuple(map(_place, grouped[band, thing]))
        bands.setdefault(band, []).append(Thing(*thing, places))
    return Structure(
        bands=tuple(Band(name, tuple(found)) for name, found in bands.items()),
        things=len(things),
        first=start + 1 if shown else 0,
        last=start + len(shown),
        more=start + len(shown) < len(things),
        level_choices=_said(row.level for row in rows),
        place_choices=_said(row.place for row in rows),
        chain_choices=_chains(rows, known),
    )


def _rows(session: Session, plan: Plan) -> list[Any]:
    columns = (
        Mention.name, Mention.level, Mention.place, Mention.focus, Mention.companies,
        Mention.chapter, Mention.section, Mention.table_name, Mention.reading,
        Mention.cluster_id, Mention.chain_id, Mention.node_id,
        Cluster.code.label("cluster_code"), Cluster.name.label("cluster_name"),
    )  # fmt: skip
    wanted = select(*columns).outerjoin(Mention.cluster).where(Mention.plan_id == plan.id)
    return list(session.execute(wanted.order_by(Mention.position, Mention.id)))


def _passes(row: Any, by: MentionFilter, known: Taxonomy) -> bool:
    return (
        by.level in ("", row.level)
        and by.place in ("", row.place)
        and by.chain in ("", _chain_code(row, known))
    )


def _cluster(row: Any, known: Taxonomy) -> int | None:
    """The number of the cluster to which what is mentioned belongs."""
    if row.cluster_id is not None:
        return row.cluster_id
    node = known.nodes.get(row.node_id)
    chain = known.chains.get(node.chain_id if node else row.chain_id)
    return chain.cluster_id if chain else None


def _chain_code(row: Any, known: Taxonomy) -> str:
    if row.node_id in known.nodes:
        return known.nodes[row.node_id].chain_code
    return known.chains[row.chain_id].code if row.chain_id in known.chains else ""


def _thing(row: Any, known: Taxonomy) -> tuple[str, str, str]:
    """Kind, name and address of what is mentioned."""
    if row.node_id in known.nodes:
        node = known.nodes[row.node_id]
        return "环节", node.label, f"/chains/{node.chain_code}/{node.code}"
    if row.chain_id in known.chains:
        chain = known.chains[row.chain_id]
        return "产业链", chain.name, f"/chains/{chain.code}"
    return "产业集群", row.cluster_name or "", f"/chains#{row.cluster_code}"


def _place(row: Any) -> Place:
    return Place(
        name=row.name,
        level=row.level,
        place=row.place,
        focus=row.focus,
        companies=tuple(row.companies or ()),
        source=place_of(row.chapter, row.section, row.table_name),
        reading=row.reading,
    )


def _said(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The different values in their order, as a select field takes them."""
    return tuple((value, value) for value in dict.fromkeys(values) if value)


def _chains(rows: Iterable[Any], known: Taxonomy) -> tuple[tuple[str, str], ...]:
    codes = {_chain_code(row, known) for row in rows}
    return tuple((one.code, one.name) for one in known.chains.values() if one.code in codes)
