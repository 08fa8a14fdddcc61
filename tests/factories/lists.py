"""Saved views and tags."""

from itertools import count

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.lists.models import BulkChange, BulkItem, SavedView, Tag, Tagging
from crm.lists.rules import Deed

_numbers = count(1)


def make_view(session: Session, owner: User, name: str = "", **given) -> SavedView:
    """A view of the list of leads: those that are open."""
    given = {"kind": "leads", "query": "state=open", "unit_id": owner.unit_id, **given}
    view = SavedView(name=name or f"视图{next(_numbers)}", owner_id=owner.id, **given)
    session.add(view)
    session.flush()
    return view


def make_tag(session: Session, name: str = "", *subjects: tuple[str, int], **given) -> Tag:
    """A tag that the records (kind, number) carry."""
    tag = Tag(name=name or f"标签{next(_numbers)}", **given)
    session.add(tag)
    session.flush()
    for kind, subject_id in subjects:
        session.add(Tagging(tag_id=tag.id, kind=kind, subject_id=subject_id))
    session.flush()
    return tag


def make_change(
    session: Session, person: User, kind: str, subject_id: int, tag_id: int
) -> BulkChange:
    """A tag that the person gave to one record, as a change of many."""
    session.add(Tagging(tag_id=tag_id, kind=kind.removesuffix("s"), subject_id=subject_id))
    change = BulkChange(
        user_id=person.id, kind=kind, deed=Deed.TAG_ON, value=tag_id, words="重点", count=1
    )
    session.add(change)
    session.flush()
    before, after = {"held": False}, {"held": True}
    session.add(BulkItem(change_id=change.id, subject_id=subject_id, before=before, after=after))
    session.flush()
    return change
