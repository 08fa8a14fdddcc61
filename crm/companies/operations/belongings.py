"""What belongs to a company and goes along when it turns out to be another one.

Packages above say here what of theirs hangs on a company. A test compares this with the foreign
keys of all tables, so that nothing is forgotten when one is added; and the database would refuse
to let a company go that something still points to.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from crm.attachments.models import Attachment
from crm.companies.models import CompanyLink, Contact, NodeTarget
from crm.companies.queries import KIND
from crm.core.db import Model
from crm.lists.models import Tagging


@dataclass(frozen=True)
class Belonging:
    """Rows that name a company in a column; `narrowed` where they name other kinds too.

    Of rows that agree in the columns `once` a company has one: those that it has already stay
    behind, and are found again when the merge is undone.
    """

    name: str
    label: str
    model: type[Model]
    column: InstrumentedAttribute[int]
    narrowed: ColumnElement[bool]
    once: tuple[str, ...] = ()

    def movable(self, from_id: int, to_id: int) -> ColumnElement[bool]:
        """Which rows of the one company the other does not have itself."""
        here = and_(self.column == from_id, self.narrowed)
        if not self.once:
            return here
        twin = aliased(self.model)
        same = [getattr(twin, name) == getattr(self.model, name) for name in self.once]
        there = select(twin.id).where(getattr(twin, self.column.key) == to_id, *same)
        return and_(here, ~there.exists())


BELONGINGS: dict[str, Belonging] = {}


def belongs(
    label: str,
    model: type[Model],
    column: InstrumentedAttribute[int],
    narrowed: ColumnElement[bool] | None = None,
    once: tuple[str, ...] = (),
) -> None:
    """Say that rows of a table go along with their company."""
    name = f"{model.__tablename__}.{column.key}"
    where = true() if narrowed is None else narrowed
    BELONGINGS[name] = Belonging(name, label, model, column, where, once)


def counts(session: Session, company_id: int) -> list[tuple[str, int]]:
    """How many of each kind would go along, those that there are."""
    figures = [
        select(func.count())
        .select_from(one.model)
        .where(one.column == company_id, one.narrowed)
        .scalar_subquery()
        for one in BELONGINGS.values()
    ]
    found = session.execute(select(*figures)).one()
    told: dict[str, int] = {}
    for one, count in zip(BELONGINGS.values(), found, strict=True):
        told[one.label] = told.get(one.label, 0) + count
    return [(label, count) for label, count in told.items() if count]


def hand_over(session: Session, from_id: int, to_id: int) -> dict[str, list[int]]:
    """Let everything of one company belong to another; gives the numbers of the rows."""
    moved = {}
    for one in BELONGINGS.values():
        number = one.model.id
        wanted = select(number).where(one.movable(from_id, to_id)).order_by(number)
        if numbers := list(session.scalars(wanted)):
            moved[one.name] = numbers
            _point(session, one, number.in_(numbers), to_id)
    return moved


def hand_back(session: Session, moved: dict[str, list[int]], from_id: int, to_id: int) -> None:
    """Undo it; what has been given to a third company meanwhile stays there."""
    for name, numbers in moved.items():
        one = BELONGINGS[name]
        here = (one.column == from_id) & one.model.id.in_(numbers)
        _point(session, one, here, to_id)


def _point(session: Session, one: Belonging, which: ColumnElement[bool], to_id: int) -> None:
    """Only the pointer moves: it is no change of the records, so neither version nor time does."""
    values = {one.column: to_id}
    if hasattr(one.model, "updated_at"):
        values[one.model.updated_at] = one.model.updated_at
    session.execute(
        update(one.model).where(which, one.narrowed).values(values),
        execution_options={"synchronize_session": False},
    )


belongs("联系人", Contact, Contact.company_id)
belongs("附件", Attachment, Attachment.subject_id, Attachment.kind == KIND)
belongs("企业关系", CompanyLink, CompanyLink.company_id)
belongs("企业关系", CompanyLink, CompanyLink.other_id)
belongs("目标企业", NodeTarget, NodeTarget.company_id)
belongs("标签", Tagging, Tagging.subject_id, Tagging.kind == KIND, ("kind", "tag_id"))
