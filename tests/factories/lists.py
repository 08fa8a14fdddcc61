"""Saved views and tags."""

from itertools import count

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.lists.models import SavedView, Tag, Tagging

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
