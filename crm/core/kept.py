"""What most pages need and seldom changes, kept in the memory of each worker.

The names of units, people and chain nodes stand on every list. Instead of joining them to every
row, a worker keeps them until the installation's revision says that they changed: a number in the
database that grows in the transaction that changes one of their tables. Every request learns it
along with its sign-in session, on whichever host, so nothing old is shown after a commit.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import ScalarSelect, event, select, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session
from sqlalchemy.orm.session import UOWTransaction

from crm.core.db import Model

Thing = TypeVar("Thing")
ONLY = 1

_watched: set[type[Model]] = set()
_all: list["Kept[Any]"] = []


class Revision(Model):
    """One row, whose number grows with every change of what is kept."""

    __tablename__ = "revisions"

    number: Mapped[int]


def current_revision() -> ScalarSelect[int]:
    """The number, to be asked along with something else."""
    return select(Revision.number).where(Revision.id == ONLY).scalar_subquery()


class Kept(Generic[Thing]):
    """Something made from whole small tables; `load` makes it anew."""

    def __init__(self, load: Callable[[Session], Thing], *models: type[Model]) -> None:
        self._load = load
        self._held: tuple[int, Thing] | None = None
        _watched.update(models)
        _all.append(self)

    def at(self, session: Session, revision: int | None) -> Thing:
        """As it is at a revision; None asks the session, or the database, which one it is.

        A session that has changed something of it reads it anew and keeps nothing: it may yet
        be rolled back.
        """
        if session.info.get("revised"):
            return self._load(session)
        if revision is None:
            revision = session.info.get("revision")
        if revision is None:
            revision = session.info["revision"] = session.scalar(select(current_revision())) or 0
        held = self._held
        if held is not None and held[0] == revision:
            return held[1]
        thing = self._load(session)
        self._held = (revision, thing)
        return thing


def fetch(session: Session) -> None:
    """Keep everything as it is now, so that no page has to wait for it."""
    for kept in _all:
        kept.at(session, None)


def forget() -> None:
    """Keep nothing from now on: another database, or one that went back in time."""
    for kept in _all:
        kept._held = None


def _revise(session: Session) -> None:
    if not session.info.get("revised"):
        session.info["revised"] = True
        session.connection().execute(
            update(Revision).where(Revision.id == ONLY).values(number=Revision.number + 1)
        )


@event.listens_for(Session, "after_flush")
def _follow_flush(session: Session, _context: UOWTransaction) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if type(row) in _watched and (row not in session.dirty or session.is_modified(row)):
            _revise(session)
            return


@event.listens_for(Session, "do_orm_execute")
def _follow_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is not None and mapper.class_ in _watched:
            _revise(state.session)


@event.listens_for(Session, "after_soft_rollback")
def _after_rollback(session: Session, _previous: Any) -> None:
    _after_commit(session)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    session.info.pop("revised", None)
    session.info.pop("revision", None)
