"""Saved views: one's own, and those that the units above share."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, contains_eager

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Viewer
from crm.core.errors import Forbidden, NotFound
from crm.core.lists import with_query
from crm.lists.models import SavedView, ViewDefault
from crm.lists.queries.kinds import Kind
from crm.lists.rules import asked_of


@dataclass(frozen=True)
class ViewLine:
    """A view as it is offered above a list."""

    id: int
    name: str
    url: str
    hidden: list[str]
    own: bool
    shared_by: str
    is_default: bool


def offered_to(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a view is the viewer's, or is shared by his unit or one above it."""
    above = literal(viewer.unit_path).startswith(OrgUnit.path)
    return or_(SavedView.owner_id == viewer.id, and_(SavedView.shared, above))


def visible_to(viewer: Viewer) -> Select[tuple[SavedView]]:
    """The views that are offered to the viewer, with their units."""
    wanted = select(SavedView).join(SavedView.unit).where(offered_to(viewer))
    return wanted.options(contains_eager(SavedView.unit))


def views_of(session: Session, viewer: Viewer, kind: Kind) -> list[ViewLine]:
    """The views of a list, one's own first, each group by name."""
    chosen = (
        select(ViewDefault.view_id)
        .where(ViewDefault.user_id == viewer.id, ViewDefault.kind == kind.key)
        .scalar_subquery()
    )
    wanted = (
        select(SavedView, OrgUnit.name.label("unit"), (SavedView.id == chosen).label("chosen"))
        .join(OrgUnit, OrgUnit.id == SavedView.unit_id)
        .where(SavedView.kind == kind.key, offered_to(viewer))
        .order_by((SavedView.owner_id == viewer.id).desc(), SavedView.name, SavedView.id)
    )
    return [
        ViewLine(
            id=view.id,
            name=view.name,
            url=address_of(kind, view),
            hidden=view.hidden,
            own=view.owner_id == viewer.id,
            shared_by=unit if view.shared else "",
            is_default=bool(is_chosen),
        )
        for view, unit, is_chosen in session.execute(wanted)
    ]


def address_of(kind: Kind, view: SavedView) -> str:
    """The address of the list as the view shows it."""
    return with_query(kind.path, {**asked_of(view.query), "view": view.id})


def get_for(session: Session, viewer: Viewer, view_id: int) -> SavedView:
    """A view that is offered to the viewer; NotFound otherwise."""
    view = session.scalars(visible_to(viewer).where(SavedView.id == view_id)).one_or_none()
    if view is None:
        raise NotFound
    return view


def get_own(session: Session, viewer: Viewer, view_id: int) -> SavedView:
    """The viewer's own view; Forbidden for one that is only shared with him."""
    view = get_for(session, viewer, view_id)
    if view.owner_id != viewer.id:
        raise Forbidden("这个视图由别人共享，只有建立它的人可以修改或删除。")
    return view


def is_default(session: Session, viewer: Viewer, view: SavedView) -> bool:
    """Whether the viewer opens the list with this view."""
    wanted = select(ViewDefault.id).where(
        ViewDefault.user_id == viewer.id, ViewDefault.view_id == view.id
    )
    return session.scalar(wanted) is not None


def count_own(session: Session, viewer: Viewer, kind: Kind) -> int:
    """How many views of a list the viewer has saved."""
    own = select(func.count(SavedView.id)).where(
        SavedView.owner_id == viewer.id, SavedView.kind == kind.key
    )
    return session.scalar(own) or 0
