"""Saved views: one's own, and those that the units above share."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, contains_eager

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Viewer
from crm.core.addresses import with_query
from crm.core.errors import Forbidden, NotFound
from crm.core.kept import Kept
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


@dataclass(frozen=True, slots=True)
class _View:
    """A saved view as it is kept in memory, with the unit that it is shared by."""

    id: int
    kind: str
    name: str
    query: str
    hidden: list[str]
    shared: bool
    owner_id: int
    unit: str
    unit_path: str

    def is_offered_to(self, viewer: Viewer) -> bool:
        """The same as `offered_to`."""
        return self.owner_id == viewer.id or (
            self.shared and viewer.unit_path.startswith(self.unit_path)
        )


def _load(session: Session) -> tuple[dict[str, list[_View]], dict[tuple[int, str], int]]:
    columns = (
        SavedView.id, SavedView.kind, SavedView.name, SavedView.query, SavedView.hidden,
        SavedView.shared, SavedView.owner_id, OrgUnit.name.label("unit"), OrgUnit.path,
    )  # fmt: skip
    wanted = select(*columns).join(OrgUnit, OrgUnit.id == SavedView.unit_id)
    views: dict[str, list[_View]] = {}
    for row in session.execute(wanted.order_by(SavedView.name, SavedView.id)):
        views.setdefault(row.kind, []).append(_View(*row))
    chosen = select(ViewDefault.user_id, ViewDefault.kind, ViewDefault.view_id)
    return views, {(row.user_id, row.kind): row.view_id for row in session.execute(chosen)}


_kept = Kept(_load, SavedView, ViewDefault, OrgUnit)


def views_of(session: Session, viewer: Viewer, kind: Kind) -> list[ViewLine]:
    """The views of a list, one's own first, each group by name."""
    views, defaults = _kept.at(session, viewer.revision)
    chosen = defaults.get((viewer.id, kind.key))
    offered = [view for view in views.get(kind.key, ()) if view.is_offered_to(viewer)]
    return [
        ViewLine(
            id=view.id,
            name=view.name,
            url=address_of(kind, view),
            hidden=view.hidden,
            own=view.owner_id == viewer.id,
            shared_by=view.unit if view.shared else "",
            is_default=view.id == chosen,
        )
        for view in sorted(offered, key=lambda view: view.owner_id != viewer.id)
    ]


def address_of(kind: Kind, view: "SavedView | _View") -> str:
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
