"""The organisation tree: units added, renamed, moved, switched off."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.rules import UnitKind, Viewer
from crm.core.errors import Refused
from crm.core.journal import changes_of, record
from crm.lib.trees import child_path, depth, would_cycle

DEEPEST = 8


def add_unit(
    session: Session,
    actor: Viewer | None,
    *,
    name: str,
    kind: UnitKind,
    parent_id: int | None,
    position: int = 0,
) -> OrgUnit:
    """A new unit; only the zone, made at the set-up, has no parent."""
    _check_name(session, name, None)
    parent = _parent(session, parent_id) if parent_id is not None else None
    if (parent is None) != (kind is UnitKind.ZONE):
        raise Refused("开发区是唯一的顶层机构，其他机构请选择上级。", "parent_id")
    unit = OrgUnit(name=name, kind=kind, parent_id=parent_id, position=position, path="")
    session.add(unit)
    changes = changes_of(unit)
    session.flush()
    unit.path = child_path(parent.path if parent else None, unit.id)
    session.flush()
    _note(session, actor, "created", unit, changes)
    return unit


def edit_unit(
    session: Session,
    actor: Viewer | None,
    unit: OrgUnit,
    *,
    seen_version: int | None,
    name: str,
    kind: UnitKind,
    parent_id: int | None,
    position: int,
    active: bool,
) -> None:
    """Rename, move, or switch a unit off or on; units below it move along."""
    unit.must_be(seen_version)
    _check_name(session, name, unit)
    _check_kind(unit, kind, parent_id, active)
    if unit.active and not active:
        _check_empty(session, unit)
    if parent_id is not None and (parent_id != unit.parent_id or (active and not unit.active)):
        _move(session, unit, _parent(session, parent_id))
    unit.name, unit.kind, unit.position, unit.active = name, kind, position, active
    changes = changes_of(unit)
    session.flush()
    if changes:
        _note(session, actor, "updated", unit, changes)


def _check_kind(unit: OrgUnit, kind: UnitKind, parent_id: int | None, active: bool) -> None:
    if unit.parent_id is None:
        if parent_id is not None or kind is not UnitKind.ZONE or not active:
            raise Refused("开发区是顶层机构，只能改名。")
    elif kind is UnitKind.ZONE:
        raise Refused("已有开发区，请选择其他类型。", "kind")
    elif parent_id is None:
        raise Refused("请选择上级机构。", "parent_id")


def _check_name(session: Session, name: str, own: OrgUnit | None) -> None:
    taken = session.scalar(select(OrgUnit.id).where(OrgUnit.name == name))
    if taken is not None and (own is None or taken != own.id):
        raise Refused("已有同名的机构，请换一个名称。", "name")


def _parent(session: Session, parent_id: int | None) -> OrgUnit:
    parent = session.get(OrgUnit, parent_id) if parent_id is not None else None
    if parent is None or not parent.active:
        raise Refused("请选择启用中的上级机构。", "parent_id")
    return parent


def _move(session: Session, unit: OrgUnit, parent: OrgUnit) -> None:
    if would_cycle(unit.path, parent.path):
        raise Refused("不能移到自己或自己的下级机构之下。", "parent_id")
    below = session.scalars(
        select(OrgUnit).where(OrgUnit.path.startswith(unit.path, autoescape=True))
    ).all()
    old, new = unit.path, child_path(parent.path, unit.id)
    if depth(new) + max(depth(one.path) for one in below) - depth(old) > DEEPEST:
        raise Refused(f"机构最多 {DEEPEST} 级，请换一个上级。", "parent_id")
    unit.parent_id = parent.id
    for one in below:
        one.path = new + one.path.removeprefix(old)


def _check_empty(session: Session, unit: OrgUnit) -> None:
    people = session.scalar(select(func.count(User.id)).where(User.unit_id == unit.id, User.active))
    if people:
        raise Refused(f"还有 {people} 个启用的账号属于这个机构，请先调整或停用账号。", "active")
    units = session.scalar(
        select(func.count(OrgUnit.id)).where(OrgUnit.parent_id == unit.id, OrgUnit.active)
    )
    if units:
        raise Refused(f"还有 {units} 个启用的下级机构，请先停用或移走。", "active")


def _note(
    session: Session,
    actor: Viewer | None,
    action: str,
    unit: OrgUnit,
    changes: dict[str, list[str | None]],
) -> None:
    record(
        session, actor, action, kind="unit", subject_id=unit.id, title=unit.name, changes=changes
    )
