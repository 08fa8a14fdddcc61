"""Names of what the list of projects can be narrowed to: chains, units, a node, a person."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from crm.accounts.queries import owner_choices
from crm.accounts.rules import Permission, Viewer
from crm.chains.queries import labels
from crm.lists.queries.tags import filter_choices


@dataclass(frozen=True)
class Names:
    """Pairs as select fields want them; `owner` and `node` name what is filtered by."""

    chains: list[tuple[str, str]]
    units: list[tuple[int, str]]
    owner: str = ""
    node: str = ""
    owners: list[tuple[int, str]] = field(default_factory=list)
    tags: list[tuple[int, str]] = field(default_factory=list)


def names(
    session: Session, viewer: Viewer, owner_id: int | None = None, node_id: int | None = None
) -> Names:
    """What the viewer may choose from, in the order of chains and trees."""
    words = labels(session, viewer)
    units = words.directory.active_units(viewer)
    owner = words.person(owner_id) or "无此人" if owner_id is not None else ""
    return Names(
        chains=words.taxonomy.chain_choices,
        units=[(unit.id, unit.name) for unit in units],
        owner=owner,
        owners=_owners(session, viewer, owner_id, owner),
        node=words.place(node_id),
        tags=filter_choices(session, viewer),
    )


def _owners(
    session: Session, viewer: Viewer, owner_id: int | None, owner: str
) -> list[tuple[int, str]]:
    """The viewer first, then everybody in scope, and whoever is asked for in any case."""
    found = {viewer.id: "我负责的"} if viewer.may(Permission.LOG) else {}
    for number, name in owner_choices(session, viewer):
        found.setdefault(number, name)
    if owner_id is not None:
        found.setdefault(owner_id, owner)
    return list(found.items())
