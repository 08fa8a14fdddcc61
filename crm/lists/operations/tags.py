"""Tags: making and renaming them, giving them to records and taking them away."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.core.errors import Refused
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


def put_tags(
    session: Session,
    actor: Viewer,
    kind: str,
    subject_id: int,
    wanted: Collection[int],
    *,
    title: str,
    confidential: bool,
) -> bool:
    """Let a record carry these tags and no others; whether that changed something.

    What is switched off may stay on a record, but is not given to it.
    """
    known = tags(session)
    rows = {
        row.tag_id: row
        for row in session.scalars(
            select(Tagging).where(Tagging.kind == kind, Tagging.subject_id == subject_id)
        )
    }
    fresh = set(wanted) - rows.keys()
    if any(tag_id not in known or not known[tag_id].active for tag_id in fresh):
        raise Refused("所选标签已停用或不存在，请重新选择。", "tag_ids")
    gone = rows.keys() - set(wanted)
    if not fresh and not gone:
        return False
    for tag_id in fresh:
        session.add(Tagging(kind=kind, subject_id=subject_id, tag_id=tag_id))
    for tag_id in gone:
        session.delete(rows[tag_id])
    session.flush()

    names = {number: known[number].name for number in known}
    changes = {"标签": [_words(names, rows.keys()), _words(names, wanted)]}
    record(
        session, actor, "updated", kind=kind, subject_id=subject_id, title=title,
        changes=changes, confidential=confidential,
    )  # fmt: skip
    return True


def _words(names: Mapping[int, str], numbers: Collection[int]) -> str | None:
    return "、".join(sorted(names[one] for one in numbers if one in names)) or None


def _fill(session: Session, tag: Tag, name: str, active: bool) -> None:
    with session.no_autoflush:
        twin = session.scalar(select(Tag.id).where(Tag.name == name))
    if twin is not None and twin != tag.id:
        raise Refused("已有这个标签，请换一个名称。", "name")
    tag.name, tag.active = name, active
