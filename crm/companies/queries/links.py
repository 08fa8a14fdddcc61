"""Links between companies, and the group to which one belongs."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from crm.accounts.rules import Viewer
from crm.companies.models import Company, CompanyLink
from crm.companies.queries import known_to
from crm.companies.rules import Relation
from crm.companies.rules.dealings import LinkKind
from crm.core.errors import NotFound
from crm.core.lists import among

# Deeper than any group that a development zone deals with; what lies below is not shown.
DEEPEST, MOST_MEMBERS = 8, 500


@dataclass(frozen=True)
class Member:
    """A company of a group; `level` 0 is its head."""

    id: int
    level: int
    name: str
    relation: Relation
    country: str
    region_code: str | None
    unit_id: int


def get_link(session: Session, company_id: int, link_id: int) -> CompanyLink:
    """A link of the company; NotFound for another's."""
    link = session.get(CompanyLink, link_id)
    if link is None or company_id not in (link.company_id, link.other_id):
        raise NotFound
    return link


def group_of(session: Session, viewer: Viewer, company_id: int) -> list[Member]:
    """The whole group of a company in the order of its tree, as far as the viewer may see it.

    One query for each level up and each level down, DEEPEST at most.
    """
    top = company_id
    for _level in range(DEEPEST):
        above = _parent(session, viewer, top)
        if above is None:
            break
        top = above
    members = {top: _head(session, viewer, top)}
    below: dict[int, list[int]] = {}
    rank = [top]
    for level in range(1, DEEPEST + 1):
        found = _children(session, viewer, rank, level)
        rank = []
        for parent, member in found:
            if member.id not in members and len(members) < MOST_MEMBERS:
                members[member.id] = member
                below.setdefault(parent, []).append(member.id)
                rank.append(member.id)
        if not rank:
            break
    return list(_in_order(members, below, top))


def ancestors(session: Session, company_id: int) -> list[int]:
    """The companies above, whoever may see them; for keeping a group without circles."""
    found: list[int] = []
    number: int | None = company_id
    while number is not None and len(found) <= DEEPEST:
        number = session.scalar(
            select(CompanyLink.company_id).where(
                CompanyLink.other_id == number, CompanyLink.kind == LinkKind.HOLDS
            )
        )
        if number is not None:
            found.append(number)
    return found


def _parent(session: Session, viewer: Viewer, company_id: int) -> int | None:
    return session.scalar(
        select(Company.id)
        .join(CompanyLink, CompanyLink.company_id == Company.id)
        .where(
            CompanyLink.other_id == company_id,
            CompanyLink.kind == LinkKind.HOLDS,
            known_to(viewer),
        )
    )


COLUMNS = (Company.name, Company.relation, Company.country, Company.region_code, Company.unit_id)


def _head(session: Session, viewer: Viewer, company_id: int) -> Member:
    wanted = select(*COLUMNS).where(Company.id == company_id, known_to(viewer))
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise NotFound
    return Member(company_id, 0, *row)


def _children(
    session: Session, viewer: Viewer, parents: Collection[int], level: int
) -> list[tuple[int, Member]]:
    link = aliased(CompanyLink)
    wanted = (
        select(link.company_id, Company.id, *COLUMNS)
        .join(link, link.other_id == Company.id)
        .where(
            among(session, link.company_id, list(parents)),
            link.kind == LinkKind.HOLDS,
            known_to(viewer),
        )
        .order_by(Company.name)
    )
    return [
        (parent, Member(number, level, *rest)) for parent, number, *rest in session.execute(wanted)
    ]


def _in_order(members: dict[int, Member], below: dict[int, list[int]], top: int) -> list[Member]:
    """Each member before those below it."""
    waiting, found = [top], []
    while waiting:
        number = waiting.pop()
        found.append(members[number])
        waiting += reversed(below.get(number, []))
    return found
