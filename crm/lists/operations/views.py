"""Saving, changing and deleting views, and choosing the one that a list opens with."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import changes_of, record
from crm.core.errors import Refused
from crm.lists.models import SavedView, ViewDefault
from crm.lists.queries.kinds import Kind, get_kind
from crm.lists.queries.views import count_own
from crm.lists.rules import LONGEST_QUERY, MOST_VIEWS, kept_heads, kept_query


@dataclass(frozen=True)
class ViewValues:
    """What a person says of a view."""

    name: str
    shared: bool = False
    default: bool = False


def save_view(
    session: Session,
    actor: Viewer,
    kind: Kind,
    values: ViewValues,
    query: str,
    hidden: Sequence[str] = (),
) -> SavedView:
    """Keep filters, order and columns of a list under a name."""
    if count_own(session, actor, kind) >= MOST_VIEWS:
        raise Refused(f"每个列表最多保存 {MOST_VIEWS} 个视图，请先删除不用的。", "name")
    view = SavedView(
        kind=kind.key,
        query=_query(kind, query),
        hidden=kept_heads(hidden),
        owner_id=actor.id,
        unit_id=actor.unit_id,
    )
    _fill(session, actor, view, values)
    session.add(view)
    changes = changes_of(view)
    session.flush()
    _choose(session, actor, view, values.default)
    _note(session, actor, "created", view, changes)
    return view


def update_view(
    session: Session, actor: Viewer, view: SavedView, values: ViewValues, version: int | None
) -> SavedView:
    """Rename a view, share it or not. Conflict when it was saved elsewhere since `version`."""
    view.must_be(version)
    _fill(session, actor, view, values)
    changes = changes_of(view)
    session.flush()
    _choose(session, actor, view, values.default)
    if changes:
        _note(session, actor, "updated", view, changes)
    return view


def keep_in_view(
    session: Session, actor: Viewer, view: SavedView, query: str, hidden: Sequence[str]
) -> SavedView:
    """Let a view hold the filters, order and columns that are in force now."""
    view.query, view.hidden = _query(get_kind(view.kind), query), kept_heads(hidden)
    changes = changes_of(view)
    session.flush()
    if changes:
        _note(session, actor, "updated", view, changes)
    return view


def choose_view(session: Session, actor: Viewer, view: SavedView, chosen: bool) -> None:
    """Let the actor's list open with this view, or no longer."""
    _choose(session, actor, view, chosen)


def delete_view(session: Session, actor: Viewer, view: SavedView) -> None:
    """A view is a habit, no record: it goes, for those too with whom it was shared."""
    _note(session, actor, "deleted", view, {})
    session.execute(delete(ViewDefault).where(ViewDefault.view_id == view.id))
    session.delete(view)
    session.flush()


def _query(kind: Kind, text: str) -> str:
    query = kept_query(text, kind.names)
    if len(query) > LONGEST_QUERY:
        raise Refused("筛选条件太长，无法保存；请减少条件后再试。")
    return query


def _fill(session: Session, actor: Viewer, view: SavedView, values: ViewValues) -> None:
    if not values.name:
        raise Refused("请给视图起一个名称。", "name")
    if values.shared and not view.shared and not actor.may(Permission.MANAGE):
        raise Refused("只有负责人可以把视图共享给本单位及下级。", "shared")
    with session.no_autoflush:
        twin = session.scalar(
            select(SavedView.id).where(
                SavedView.owner_id == actor.id,
                SavedView.kind == view.kind,
                SavedView.name == values.name,
            )
        )
    if twin is not None and twin != view.id:
        raise Refused("您已有同名的视图，请换一个名称。", "name")
    view.name, view.shared = values.name, values.shared
    if values.shared:
        view.unit_id = actor.unit_id


def _choose(session: Session, actor: Viewer, view: SavedView, chosen: bool) -> None:
    row = session.scalars(
        select(ViewDefault).where(ViewDefault.user_id == actor.id, ViewDefault.kind == view.kind)
    ).one_or_none()
    if chosen and row is None:
        session.add(ViewDefault(user_id=actor.id, kind=view.kind, view_id=view.id))
    elif chosen and row is not None:
        row.view_id = view.id
    elif row is not None and row.view_id == view.id:
        session.delete(row)
    session.flush()


def _note(
    session: Session, actor: Viewer, action: str, view: SavedView, changes: dict[str, list]
) -> None:
    kind = get_kind(view.kind)
    title = f"{kind.label}：{view.name}"
    record(session, actor, action, kind="view", subject_id=view.id, title=title, changes=changes)
