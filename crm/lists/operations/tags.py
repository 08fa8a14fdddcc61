"""Tags: making and renaming them, giving them to records and taking them away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.core.errors import Refused
from crm.core.lists import among
from crm.lists.models import Tag, Tagging
from crm.lists.queries.tags import tags
from crm.lists.rules import MOST_TAGS


def add_tag(session: Session, actor: Viewer, name: str) -> Tag:
    """A new tag for records of all kinds."""
    if (session.scalar(select(func.count(Tag.id))) or 0) >= MOST_TAGS:
        raise Refused(f"标签最多 {MOST_TAGS} 个，请先停用或改名不用的。", "name")
    tag = Tag(name="", active=True)
    _fill(session, tag, name, active=True)
    session.add(tag)
    changes = changes_of(tag)
    session.flush()
    record(
        session, actor, "created", kind="tag", subject_id=tag.id, title=tag.name, changes=changes
    )
    return tag


def update_tag(
    session: Session, actor: Viewer, tag: Tag, name: str, active: bool, version: int | None
) -> Tag:
    """Rename a tag, or switch it off: records keep it, no more are given it."""
    tag.must_be(version)
    _fill(session, tag, name, active)
    changes = changes_of(tag)
    session.flush()
    if changes:
        record(
            session, actor, "updated", kind="tag", subject_id=tag.id, title=name, changes=changes
        )
    return tag


@dataclass(frozen=True)
class Tagged:
    """A record that is given tags or loses some, and how the log names it."""

    id: int
    title: str
    confidential: bool


def put_tags(
    session: Session, actor: Viewer, kind: str, one: Tagged, wanted: Collection[int]
) -> bool:
    """Let a record carry these tags and no others; whether that changed something.

    What is switched off may stay on a record, but is not given to it.
    """
    rows = _rows(session, kind, [one])[one.id]
    given, taken = set(wanted) - rows.keys(), rows.keys() - set(wanted)
    return bool(retag(session, actor, kind, [one], given, taken))


def retag(
    session: Session,
    actor: Viewer,
    kind: str,
    records: Sequence[Tagged],
    given: Collection[int] = (),
    taken: Collection[int] = (),
) -> int:
    """Give tags to records and take others from them; how many of them that changed."""
    known = tags(session)
    rows = _rows(session, kind, records)
    before = {one.id: frozenset(rows[one.id]) for one in records}
    after = {number: (held | set(given)) - set(taken) for number, held in before.items()}
    fresh = {tag_id for number, held in after.items() for tag_id in held - before[number]}
    if any(tag_id not in known or not known[tag_id].active for tag_id in fresh):
        raise Refused("所选标签已停用或不存在，请重新选择。", "tag_ids")
    made = [
        {"kind": kind, "subject_id": number, "tag_id": tag_id}
        for number, held in after.items()
        for tag_id in sorted(held - before[number])
    ]
    if made:
        session.execute(insert(Tagging), made)
    for number, held in after.items():
        for tag_id in before[number] - held:
            session.delete(rows[number][tag_id])
    session.flush()
    names = {number: known[number].name for number in known}
    changed = [one for one in records if after[one.id] != before[one.id]]
    for one in changed:
        changes = {"标签": [_words(names, before[one.id]), _words(names, after[one.id])]}
        record(
            session, actor, "updated", kind=kind, subject_id=one.id, title=one.title,
            changes=changes, confidential=one.confidential,
        )  # fmt: skip
    return len(changed)


def _rows(session: Session, kind: str, records: Sequence[Tagged]) -> dict[int, dict[int, Tagging]]:
    """What each of the records carries, by the tags' numbers."""
    found: dict[int, dict[int, Tagging]] = {one.id: {} for one in records}
    wanted = select(Tagging).where(
        Tagging.kind == kind, among(session, Tagging.subject_id, list(found))
    )
    for row in session.scalars(wanted):
        found[row.subject_id][row.tag_id] = row
    return found


def _words(names: Mapping[int, str], numbers: Collection[int]) -> str | None:
    return "、".join(sorted(names[one] for one in numbers if one in names)) or None


def _fill(session: Session, tag: Tag, name: str, active: bool) -> None:
    with session.no_autoflush:
        twin = session.scalar(select(Tag.id).where(Tag.name == name))
    if twin is not None and twin != tag.id:
        raise Refused("已有这个标签，请换一个名称。", "name")
    tag.name, tag.active = name, active
