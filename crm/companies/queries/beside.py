"""What small tables hold of one company, for its own page, in one statement.

Asked one by one they take six times as long, though most of them hold nothing of it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    CompoundSelect,
    Date,
    Row,
    Select,
    Text,
    bindparam,
    cast,
    false,
    literal_column,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import given, like
from crm.accounts.rules import Sight, Viewer
from crm.chains.models import Chain, ChainNode
from crm.companies.models import (
    Company,
    CompanyHonour,
    CompanyLink,
    CompanyMerge,
    CompanyName,
    CompanyNode,
)
from crm.companies.queries import KIND, known_to
from crm.companies.queries.records import NodeLine
from crm.companies.rules import Honour, HonourTerms, NameKind, Relation
from crm.companies.rules.dealings import LinkKind, Tie, tie_of
from crm.core.db import read
from crm.core.types import Key, UtcDateTime
from crm.lists.models import Tagging
from crm.lists.queries.tags import TagRef, named

# What a part may tell; what it does not is empty.
_EMPTY = {
    "id": cast(null(), Key),
    "number": cast(null(), Key),
    "kind": cast(null(), Text),
    "name": cast(null(), Text),
    "more": cast(null(), Text),
    "note": cast(null(), Text),
    "flag": cast(null(), Boolean),
    "since": cast(null(), Date),
    "until": cast(null(), Date),
    "at": cast(null(), UtcDateTime),
}
_OF = bindparam("of")
_TIES = list(Tie)


def _part(part: str, **told: Any) -> Select[Any]:
    columns = (told.get(name, empty).label(name) for name, empty in _EMPTY.items())
    return select(literal_column(f"'{part}'", Text).label("part"), *columns)


_NODES = (
    _part(
        "node",
        id=CompanyNode.id,
        number=ChainNode.id,
        name=ChainNode.name,
        more=Chain.name,
        flag=CompanyNode.is_main,
    )
    .select_from(CompanyNode)
    .join(ChainNode, ChainNode.id == CompanyNode.node_id)
    .join(Chain, Chain.id == ChainNode.chain_id)
    .where(CompanyNode.company_id == _OF)
)
_NAMES = _part("name", id=CompanyName.id, kind=CompanyName.kind, name=CompanyName.name).where(
    CompanyName.company_id == _OF
)
_HONOURS = _part(
    "honour",
    id=CompanyHonour.id,
    kind=CompanyHonour.honour,
    since=CompanyHonour.obtained_on,
    until=CompanyHonour.expires_on,
    note=CompanyHonour.source,
).where(CompanyHonour.company_id == _OF)
_TAGS = _part("tag", id=Tagging.id, number=Tagging.tag_id).where(
    Tagging.kind == KIND, Tagging.subject_id == _OF
)
_MERGES = (
    _part(
        "merge",
        id=CompanyMerge.id,
        name=CompanyMerge.merged_name,
        more=User.name,
        at=CompanyMerge.created_at,
    )
    .select_from(CompanyMerge)
    .join(User, User.id == CompanyMerge.by_id)
    .where(CompanyMerge.kept_id == _OF, CompanyMerge.undone_at.is_(None))
)


@dataclass(frozen=True)
class TieLine:
    """Another company and what it is to the one spoken of."""

    id: int
    tie: Tie
    company_id: int
    name: str
    relation: Relation
    note: str


@dataclass(frozen=True)
class MergeLine:
    """A company that was merged into another, and can be taken out again."""

    id: int
    name: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Beside:
    """The main node first, the latest merge first; companies that the viewer may not see are not
    among the ties."""

    nodes: list[NodeLine]
    names: list[tuple[NameKind, str]]
    honours: dict[Honour, HonourTerms]
    tags: list[TagRef]
    ties: list[TieLine]
    merges: list[MergeLine]

    @property
    def in_group(self) -> bool:
        """Whether the company belongs to a group."""
        return any(one.tie in (Tie.PARENT, Tie.SUBSIDIARY) for one in self.ties)


def beside(session: Session, viewer: Viewer, company_id: int) -> Beside:
    """What stands beside a company that the viewer has been shown."""
    parts: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    rows = read(session, _parts(like(viewer)), given(viewer, of=company_id))
    for row in sorted(rows, key=lambda row: row.id):
        parts[row.part].append(row)
    ties = [_tie(row) for row in parts["tie"]]
    return Beside(
        nodes=[
            NodeLine(row.number, row.more, row.name, row.flag)
            for row in sorted(parts["node"], key=lambda row: not row.flag)
        ],
        names=[
            (NameKind(row.kind), row.name)
            for row in sorted(parts["name"], key=lambda row: row.kind)
        ],
        honours={
            Honour(row.kind): HonourTerms(row.since, row.until, row.note) for row in parts["honour"]
        },
        tags=named(session, viewer, {row.number for row in parts["tag"]}),
        ties=sorted(ties, key=lambda one: (_TIES.index(one.tie), one.name)),
        merges=[MergeLine(row.id, row.name, row.at, row.more) for row in parts["merge"][::-1]],
    )


def _tie(row: Row[Any]) -> TieLine:
    tie = tie_of(LinkKind(row.kind), row.flag)
    return TieLine(row.id, tie, row.number, row.name, Relation(row.more), row.note)


@cache
def _parts(viewer: Sight) -> CompoundSelect[Any]:
    """Every part by an index of its own."""
    forward = _ties(viewer, CompanyLink.company_id, CompanyLink.other_id, true())
    backward = _ties(viewer, CompanyLink.other_id, CompanyLink.company_id, false())
    return union_all(_NODES, _NAMES, _HONOURS, _TAGS, _MERGES, forward, backward)


def _ties(viewer: Sight, own: Any, other: Any, forward: Any) -> Select[Any]:
    """The links in one direction; the column of the company itself, and that of the other one."""
    return (
        _part(
            "tie",
            id=CompanyLink.id,
            number=Company.id,
            kind=CompanyLink.kind,
            name=Company.name,
            more=Company.relation,
            note=CompanyLink.note,
            flag=forward,
        )
        .select_from(CompanyLink)
        .join(Company, Company.id == other)
        .where(own == _OF, known_to(viewer))
    )
