"""Records that figures are counted from, in the memory of each worker, brought up to date by parts.

`crm.core.kept` tells by one number that something has changed; here a row of `changes` tells at
which number each subject last did, in the same transaction. So after a change of one project a
worker reads that project again, and not all of them.
"""

from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import (
    Connection,
    Delete,
    Index,
    Update,
    bindparam,
    delete,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.session import UOWTransaction

from crm.core import kept
from crm.core.db import Model
from crm.core.kept import FIGURES, current_revision

Thing = TypeVar("Thing")
Load = Callable[[Session, Collection[int] | None], dict[int, Thing]]
ALL = 0  # stands for all subjects
MOST = 1_000  # subjects that are told one by one; reading more of them one may read all

# The tables whose rows belong to a subject, with the column that says to which.
_subjects: dict[type[Model], str] = {}


class Change(Model):
    """At which number of FIGURES the subject whose id this is last changed; 0 is all of them."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_number", "number"),)

    number: Mapped[int]


class Gathered(Generic[Thing]):
    """Every subject's thing, by its number; `load` makes them, of some or with None of all."""

    def __init__(self, load: Load[Thing], subjects: Mapping[type[Model], str]) -> None:
        self._load, self._lock = load, Lock()
        self._held: tuple[int, Mapping[int, Thing]] | None = None
        _subjects.update(subjects)
        kept.watch(FIGURES, tuple(subjects))
        kept.register(self)

    def at(self, session: Session) -> Mapping[int, Thing]:
        """As they are now; what is handed out is shared, nobody may change it.

        A session that has changed some reads them anew and keeps nothing: it may yet be rolled
        back. What is read may be newer than the number that it is kept under; then it is told
        again with a later number, and read again.
        """
        if session.info.get("touched"):
            return self._load(session, None)
        number = kept.numbers(session)[FIGURES - 1]
        held = self._held
        if held is not None and held[0] == number:
            return held[1]
        with self._lock:
            held = self._held
            if held is None or held[0] != number:
                held = self._held = (number, self._renewed(session, number, held))
        return held[1]

    def _renewed(
        self, session: Session, number: int, held: tuple[int, Mapping[int, Thing]] | None
    ) -> Mapping[int, Thing]:
        if held is None or held[0] > number:
            return self._load(session, None)
        wanted = select(Change.id).where(Change.number > held[0]).limit(MOST + 1)
        changed = list(session.scalars(wanted))
        if ALL in changed or len(changed) > MOST:
            return self._load(session, None)
        fresh = self._load(session, changed) if changed else {}
        things = {**held[1], **fresh}
        for subject in changed:
            if subject not in fresh:
                things.pop(subject, None)
        return things

    def forget(self) -> None:
        """Hold nothing."""
        self._held = None


def _note(session: Session, subjects: Collection[int]) -> None:
    """Remember which subjects a session has changed, as `kept` does that it has changed any."""
    if not subjects:
        return
    session.info.setdefault("touched", set()).update(subjects)
    session.info.setdefault("untold", set()).update(subjects)
    if isinstance(session.get_bind(), Connection):
        _tell(session)


def _tell(session: Session) -> None:
    """Write them down with the number of this change, for which whoever else changes waits."""
    untold = session.info.pop("untold", None)
    if not untold:
        return
    rows = [ALL] if ALL in untold or len(untold) > MOST else sorted(untold)
    connection = session.connection()
    connection.execute(delete(Change).where(Change.id.in_(rows)))
    added = insert(Change).values(id=bindparam("subject"), number=current_revision(FIGURES))
    connection.execute(added, [{"subject": row} for row in rows])


@event.listens_for(Session, "after_flush")
def _follow_flush(session: Session, _context: UOWTransaction) -> None:
    found: set[int] = set()
    for row in (*session.new, *session.dirty, *session.deleted):
        column = _subjects.get(type(row))
        if column and (row not in session.dirty or session.is_modified(row)):
            history = inspect(row).attrs[column].history
            found.update([one for one in history.sum() if one is not None] or [ALL])
    _note(session, found)


@event.listens_for(Session, "do_orm_execute")
def _follow_statement(state: ORMExecuteState) -> None:
    """Whose rows it is about to change is asked first; what it inserts may be anybody's."""
    mapper = state.bind_mapper
    column = _subjects.get(mapper.class_) if mapper is not None else None
    if column is None:
        return
    if state.is_insert:
        _note(state.session, {ALL})
    elif isinstance(statement := state.statement, Update | Delete):
        wanted = select(getattr(mapper.class_, column)).distinct()
        if statement.whereclause is not None:
            wanted = wanted.where(statement.whereclause)
        _note(state.session, set(state.session.scalars(wanted.limit(MOST + 1))))


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    """After `kept`, which has flushed, and raised the number."""
    if session.info.get("writes", True):
        _tell(session)


@event.listens_for(Session, "after_soft_rollback")
def _after_rollback(session: Session, undone: SessionTransaction) -> None:
    if not undone.nested:  # else what was changed before the savepoint still stands
        _after_commit(session)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    for name in ("touched", "untold"):
        session.info.pop(name, None)
