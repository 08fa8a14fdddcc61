"""Who is asking, and the one place that decides who sees what."""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, cast

from flask_login import current_user
from sqlalchemy import ColumnElement, Select, Text, bindparam, false, or_, select, true

from crm.accounts.models import Clearance, OrgUnit
from crm.accounts.rules import Permission, Role, Scope, Sight, Viewer
from crm.core.errors import Forbidden
from crm.core.types import Key


def current_viewer() -> Viewer:
    """The person of the request at hand; views are called for signed-in people only."""
    return cast(Viewer, current_user._get_current_object())


def like(viewer: Viewer) -> Sight:
    """The sight of everybody who sees as far as the viewer: named parameters in place of values.

    So a statement can be made once for all of them, and be kept; `given` tells the values of one.
    """
    return _like(viewer.role, viewer.scope, None if viewer.units is None else len(viewer.units))


@lru_cache
def _like(role: Role, scope: Scope, units: int | None) -> Sight:
    return Sight(
        id=_named("viewer"),
        role=role,
        scope=scope,
        unit_id=_named("viewer_unit"),
        unit_path=_named("viewer_path", Text),
        units=None if units is None else tuple(_named(f"viewer_unit_{n}") for n in range(units)),
    )


@cache
def _named(name: str, kind: Any = Key) -> Any:
    return bindparam(name, type_=kind)


def given(viewer: Viewer, **more: Any) -> dict[str, Any]:
    """The values of a statement that was made for those like the viewer, and of its own."""
    units = {f"viewer_unit_{n}": unit for n, unit in enumerate(viewer.units or ())}
    who = {"viewer": viewer.id, "viewer_unit": viewer.unit_id, "viewer_path": viewer.unit_path}
    return who | units | more


def units_of(viewer: Sight) -> Select[tuple[int]]:
    """The numbers of the viewer's unit and of the units below it."""
    return select(OrgUnit.id).where(OrgUnit.path.startswith(viewer.unit_path))


def scope(viewer: Sight, model: Any) -> ColumnElement[bool]:
    """Which rows of a table with `owner_id` and `unit_id` lie in the viewer's data scope."""
    match viewer.scope:
        case Scope.ZONE:
            return true()
        case Scope.BELOW:
            return _below(viewer, model)
        case Scope.UNIT:
            return model.unit_id == viewer.unit_id
        case Scope.OWN:
            return model.owner_id == viewer.id
    return false()


def _below(viewer: Sight, model: Any) -> ColumnElement[bool]:
    if viewer.units is None:
        return model.unit_id.in_(units_of(viewer))
    if len(viewer.units) == 1:
        return model.unit_id == viewer.units[0]
    return model.unit_id.in_(viewer.units)


def in_scope(viewer: Viewer, owner_id: int | None, unit_path: str, unit_id: int) -> bool:
    """The same decision for one record that has been fetched with its unit's path."""
    match viewer.scope:
        case Scope.ZONE:
            return True
        case Scope.BELOW:
            return unit_path.startswith(viewer.unit_path)
        case Scope.UNIT:
            return unit_id == viewer.unit_id
        case Scope.OWN:
            return owner_id == viewer.id
    return False


def within(viewer: Viewer, paths: Mapping[int, str]) -> Callable[[int | None, int], bool] | None:
    """The same decision for many records in memory, by owner and unit; None for all of them.
    `paths` are those of the units by number."""
    if viewer.scope is Scope.ZONE:
        return None
    if viewer.scope is Scope.OWN:
        return lambda owner_id, _unit_id: owner_id == viewer.id
    units = {n for n, path in paths.items() if in_scope(viewer, None, path, n)}
    return lambda _owner_id, unit_id: unit_id in units


def cleared(viewer: Sight, kind: str, model: Any) -> ColumnElement[bool]:
    """Whether the viewer knows a row by name: it is not confidential, or he is on its list."""
    return _cleared(viewer.id, kind, model)


@lru_cache(maxsize=512)  # the same condition stands in a statement several times, and in most
def _cleared(user_id: int, kind: str, model: Any) -> ColumnElement[bool]:
    listed = (
        select(Clearance.id)
        .where(
            Clearance.kind == kind,
            Clearance.subject_id == model.id,
            Clearance.user_id == user_id,
        )
        .exists()
    )
    return or_(model.confidential.is_(False), listed)


def may_edit(viewer: Viewer, owner_id: int | None, unit_path: str) -> bool:
    """Staff edit what is theirs; managers what lies in their unit and the units below."""
    if viewer.may(Permission.MANAGE):
        return unit_path.startswith(viewer.unit_path)
    return viewer.may(Permission.LOG) and owner_id == viewer.id


def require(allowed: bool, sentence: str) -> None:
    """Raise Forbidden with the sentence unless allowed."""
    if not allowed:
        raise Forbidden(sentence)
