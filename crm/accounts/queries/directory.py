"""The names of units and people, kept in memory: lists name them in every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.rules import Role, Scope, UnitKind, Viewer
from crm.core.journal import named_by
from crm.core.kept import Kept
from crm.lib.trees import as_tree, flatten, is_within


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as lists name it."""

    id: int
    name: str
    path: str
    kind: UnitKind
    position: int
    active: bool


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody to whom work may be given."""

    id: int
    name: str
    unit_name: str
    unit_path: str


@dataclass(frozen=True, slots=True)
class Directory:
    """All units in the order of the tree, and all people's names, by number; by unit and name
    those to whom work may be given, and those to whom it could be before their account was
    switched off."""

    units: Mapping[int, UnitRef]
    people: Mapping[int, str]
    workers: Sequence[Worker]
    former: Sequence[Worker]

    def unit(self, number: int | None) -> str:
        """A unit's name; '' for none."""
        found = self.units.get(number) if number is not None else None
        return found.name if found else ""

    def person(self, number: int | None) -> str:
        """A person's name; '' for none."""
        return self.people.get(number, "") if number is not None else ""

    def below(self, number: int) -> list[int]:
        """The numbers of a unit and of the units below it; none for a unit that is none."""
        top = self.units.get(number)
        if top is None:
            return []
        return [unit.id for unit in self.units.values() if is_within(unit.path, top.path)]

    def within(self, viewer: Viewer) -> list[UnitRef]:
        """The units whose records lie in the viewer's data scope."""
        match viewer.scope:
            case Scope.ZONE:
                return list(self.units.values())
            case Scope.BELOW:
                every = self.units.values()
                return [unit for unit in every if is_within(unit.path, viewer.unit_path)]
            case Scope.UNIT | Scope.OWN:
                return [unit for unit in self.units.values() if unit.id == viewer.unit_id]
        return []

    def active_units(self, viewer: Viewer | None = None) -> list[UnitRef]:
        """The units that are switched on; only the viewer's and below when one is given."""
        return [
            unit
            for unit in self.units.values()
            if unit.active
            and (
                viewer is None
                or viewer.scope is Scope.ZONE
                or is_within(unit.path, viewer.unit_path)
            )
        ]


def _load(session: Session) -> Directory:
    columns = (OrgUnit.id, OrgUnit.name, OrgUnit.path, OrgUnit.kind, OrgUnit.position)
    # Paths sorted as texts would put unit 10 before unit 2, and say nothing of positions.
    found = session.execute(select(*columns, OrgUnit.active).order_by(OrgUnit.position, OrgUnit.id))
    units = [UnitRef(*row) for row in found]
    in_order = [unit for _level, unit in flatten(as_tree(units))]
    place = {unit.id: number for number, unit in enumerate(in_order)}
    people = session.execute(select(User.id, User.name))
    workers = session.execute(
        select(User.id, User.name, OrgUnit.name, OrgUnit.path, User.active, User.unit_id)
        .join(OrgUnit, OrgUnit.id == User.unit_id)
        .where(User.role.in_((Role.STAFF, Role.MANAGER)))
        .order_by(User.name)
    ).all()
    workers = sorted(workers, key=lambda row: place[row.unit_id])
    return Directory(
        {unit.id: unit for unit in in_order},
        {row.id: row.name for row in people},
        [Worker(*row[:4]) for row in workers if row.active],
        [Worker(*row[:4]) for row in workers if not row.active],
    )


_kept = Kept(_load, OrgUnit, User)


def directory(session: Session, viewer: Viewer | None = None) -> Directory:
    """The units and people as they are now; without a viewer their revision is asked for."""
    return _kept.at(session, viewer.revision if viewer else None)


def people_of(session: Session, viewer: Viewer) -> list[Worker]:
    """Active people to whom the viewer may give work: those in his scope."""
    return _in_reach(viewer, directory(session, viewer).workers)


def former_people_of(session: Session, viewer: Viewer) -> list[Worker]:
    """Those in his scope whose accounts are switched off; what they had may still be theirs."""
    return _in_reach(viewer, directory(session, viewer).former)


def owner_choices(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """Whose records a list may be narrowed to: those who have left come last, and say so."""
    here = [(one.id, f"{one.name}（{one.unit_name}）") for one in people_of(session, viewer)]
    gone = former_people_of(session, viewer)
    return here + [(one.id, f"{one.name}（{one.unit_name}，已停用）") for one in gone]


def _in_reach(viewer: Viewer, people: Sequence[Worker]) -> list[Worker]:
    return [
        one
        for one in people
        if viewer.scope is Scope.ZONE or is_within(one.unit_path, viewer.unit_path)
    ]


named_by(OrgUnit, lambda session, number: directory(session).unit(number))
named_by(User, lambda session, number: directory(session).person(number))
