"""Names of what the list of projects can be narrowed to: chains, nodes, units, a person."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.rules import Scope, Viewer
from crm.chains.models import Chain, ChainNode


@dataclass(frozen=True)
class Names:
    """Pairs as select fields want them; `owner` is the name of the person filtered by."""

    nodes: list[tuple[int, str]]
    chains: list[tuple[str, str]]
    units: list[tuple[int, str]]
    owner: str = ""


def names(session: Session, viewer: Viewer, owner_id: int | None = None) -> Names:
    """What the viewer may choose from, in the order of chains and trees."""
    nodes = session.execute(
        select(ChainNode.id, ChainNode.name, Chain.code, Chain.name.label("chain"))
        .join(Chain, Chain.id == ChainNode.chain_id)
        .order_by(Chain.position, Chain.code, ChainNode.position, ChainNode.path)
    ).all()
    units = select(OrgUnit.id, OrgUnit.name).where(OrgUnit.active).order_by(OrgUnit.path)
    if viewer.scope is not Scope.ZONE:
        units = units.where(OrgUnit.path.startswith(viewer.unit_path, autoescape=True))
    return Names(
        nodes=[(row.id, f"{row.chain} · {row.name}") for row in nodes],
        chains=list(dict.fromkeys((row.code, row.chain) for row in nodes)),
        units=[(row.id, row.name) for row in session.execute(units)],
        owner=_owner(session, viewer, owner_id),
    )


def _owner(session: Session, viewer: Viewer, owner_id: int | None) -> str:
    if owner_id is None:
        return ""
    if owner_id == viewer.id:
        return viewer.name
    return session.scalar(select(User.name).where(User.id == owner_id)) or "无此人"
