"""What the plans say of the taxonomy: their own words for chains and nodes, kept in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.core.kept import Kept
from crm.plans.models import Mention, Plan
from crm.plans.rules import place_of


@dataclass(frozen=True, slots=True)
class PlanRef:
    """A plan as other pages name it."""

    id: int
    code: str
    title: str
    is_reference: bool
    territory: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What a plan calls a cluster, a chain or a node, and what it wants of it at a place."""

    plan: PlanRef
    name: str
    cluster_id: int | None
    chain_id: int | None
    node_id: int | None
    level: str
    place: str
    focus: str
    companies: tuple[str, ...]
    source: str
    reading: str


@dataclass(frozen=True, slots=True)
class Sayings:
    """All of them, by what they speak of, in the order of the plans' own texts."""

    plans: Mapping[int, PlanRef]
    clusters: Mapping[int, tuple[Saying, ...]]
    chains: Mapping[int, tuple[Saying, ...]]
    nodes: Mapping[int, tuple[Saying, ...]]

    def of_chain(self, chain_id: int, node_ids: Iterable[int]) -> tuple[Saying, ...]:
        """Those of a chain, then those of its nodes."""
        own = self.chains.get(chain_id, ())
        return own + tuple(one for number in node_ids for one in self.nodes.get(number, ()))

    def of_nodes(self, node_ids: Iterable[int]) -> tuple[Saying, ...]:
        """Those of some nodes."""
        return tuple(one for number in node_ids for one in self.nodes.get(number, ()))

    def plan(self, code: str) -> PlanRef | None:
        """The plan of a code; None for a code that is none."""
        return next((one for one in self.plans.values() if one.code == code), None)


def _load(session: Session) -> Sayings:
    columns = (Plan.id, Plan.code, Plan.title, Plan.is_reference, Plan.territory)
    order = (Plan.is_reference, Plan.starts_on.desc(), Plan.code)
    rows = session.execute(select(*columns).order_by(*order))
    plans = {row.id: PlanRef(*row) for row in rows}
    places = {number: place for place, number in enumerate(plans)}
    mentions = session.scalars(select(Mention).order_by(Mention.position, Mention.id)).all()
    by: dict[str, dict[int, list[Saying]]] = {"cluster_id": {}, "chain_id": {}, "node_id": {}}
    for mention in sorted(mentions, key=lambda one: places[one.plan_id]):
        saying = _saying(mention, plans[mention.plan_id])
        for key, found in by.items():
            number = getattr(mention, key)
            if number is not None:
                found.setdefault(number, []).append(saying)
    frozen = [{number: tuple(some) for number, some in found.items()} for found in by.values()]
    return Sayings(plans, *frozen)


def _saying(mention: Mention, plan: PlanRef) -> Saying:
    return Saying(
        plan=plan,
        name=mention.name,
        cluster_id=mention.cluster_id,
        chain_id=mention.chain_id,
        node_id=mention.node_id,
        level=mention.level,
        place=mention.place,
        focus=mention.focus,
        companies=tuple(mention.companies),
        source=place_of(mention.chapter, mention.section, mention.table_name),
        reading=mention.reading,
    )


_kept = Kept(_load, Mention, Plan)


def sayings(session: Session, viewer: Viewer | None = None) -> Sayings:
    """What the plans say as they are now; without a viewer their revision is asked for."""
    return _kept.at(session, viewer.revision if viewer else None)
