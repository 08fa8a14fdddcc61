"""Tags: their names, kept in memory, and which records carry them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.core.db import read
from crm.core.errors import NotFound
from crm.core.kept import Kept
from crm.core.lists import named_among
from crm.lists.models import Tag, Tagging


@dataclass(frozen=True, slots=True)
class TagRef:
    """A tag as lists name it."""

    id: int
    name: str
    active: bool


_OF_RECORD = select(Tagging.tag_id).where(
    Tagging.kind == bindparam("kind"), Tagging.subject_id == bindparam("of")
)


@cache
def _of_records(engine: str) -> Select[tuple[int, int]]:
    return select(Tagging.subject_id, Tagging.tag_id).where(
        Tagging.kind == bindparam("kind"), named_among(engine, Tagging.subject_id, "of")
    )


def _load(session: Session) -> Mapping[int, TagRef]:
    rows = session.execute(select(Tag.id, Tag.name, Tag.active).order_by(Tag.name))
    return {row.id: TagRef(*row) for row in rows}


_kept = Kept(_load, Tag)


def tags(session: Session, viewer: Viewer | None = None) -> Mapping[int, TagRef]:
    """All tags by number, in the order of their names."""
    return _kept.at(session, viewer.revision if viewer else None)


def tag_choices(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """The tags that may be given to records."""
    return [(one.id, one.name) for one in tags(session, viewer).values() if one.active]


def filter_choices(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """The tags that lists are narrowed by: those switched off too, for records still carry them."""
    return [(one.id, one.name) for one in tags(session, viewer).values()]


def tags_of(
    session: Session, viewer: Viewer, kind: str, numbers: Collection[int]
) -> dict[int, tuple[TagRef, ...]]:
    """The tags of each record that carries some; whoever asks may know the records by name."""
    names = tags(session, viewer)
    if not names or not numbers:
        return {}
    found: dict[int, list[TagRef]] = {}
    wanted = _of_records(session.get_bind().dialect.name)
    for subject_id, tag_id in read(session, wanted, {"kind": kind, "of": list(numbers)}):
        if tag_id in names:
            found.setdefault(subject_id, []).append(names[tag_id])
    by_name = attrgetter("name")
    return {number: tuple(sorted(some, key=by_name)) for number, some in found.items()}


def tags_on(session: Session, viewer: Viewer, kind: str, subject_id: int) -> list[TagRef]:
    """The tags of one record that the viewer knows by name, in the order of their names."""
    if not tags(session, viewer):
        return []
    rows = read(session, _OF_RECORD, {"kind": kind, "of": subject_id})
    return named(session, viewer, {row.tag_id for row in rows})


def named(session: Session, viewer: Viewer, numbers: Collection[int]) -> list[TagRef]:
    """The tags of these numbers, in the order of their names."""
    return [one for number, one in tags(session, viewer).items() if number in numbers]


def carrying(kind: str, tag_id: int) -> Select[tuple[int]]:
    """The numbers of the records of a kind that carry a tag."""
    return select(Tagging.subject_id).where(Tagging.tag_id == tag_id, Tagging.kind == kind)


def get_tag(session: Session, tag_id: int, *, lock: bool = False) -> Tag:
    """A tag; NotFound when there is none."""
    tag = session.get(Tag, tag_id, with_for_update=lock or None)
    if tag is None:
        raise NotFound
    return tag


def carriers_per_tag(session: Session) -> dict[int, int]:
    """How many records carry each tag."""
    query = select(Tagging.tag_id, func.count()).group_by(Tagging.tag_id)
    return dict(session.execute(query).all())
