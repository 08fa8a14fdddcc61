"""Who could be put on the list of a confidential record."""

from typing import Any

from sqlalchemy import Row, literal, or_, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.rules import Role, Scope


def business_people(session: Session) -> list[Row[Any]]:
    """Active people who work with the records: (id, name, unit_name)."""
    return list(session.execute(_people()))


def people_reaching(session: Session, unit: OrgUnit) -> list[Row[Any]]:
    """Those of them whose data scope holds records of the unit."""
    reach = or_(
        User.scope == Scope.ZONE,
        (User.scope == Scope.BELOW) & literal(unit.path).startswith(OrgUnit.path),
        (User.scope == Scope.UNIT) & (User.unit_id == unit.id),
    )
    return list(session.execute(_people().where(reach)))


def _people() -> Any:
    return (
        select(User.id, User.name, OrgUnit.name.label("unit_name"))
        .join(OrgUnit, OrgUnit.id == User.unit_id)
        .where(User.active, User.role.in_((Role.STAFF, Role.MANAGER, Role.LEADER)))
        .order_by(OrgUnit.path, User.name)
    )
