"""Records that figures are counted from, in the memory of each worker, brought up to date by parts.

`crm.core.kept` tells by one number that something has changed; here a row of `changes` tells at
which number each subject last did, in the same transaction. So after a change of one project a
worker reads that project again, and not all of them.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

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
from crm.core.amended import Amended
from crm.core.db import Model
from crm.core.kept import FIGURES, current_revision

Thing = TypeVar("Thing")
# Whole numbers by what they are of; of the same length each.
Sums = Mapping[Any, tuple[int, ...]]
Load = Callable[[Session, Collection[int] | None], Mapping[int, Thing]]
Add = Callable[[Mapping[int, Thing]], Sums]
ALL = 0  # stands for all subjects
MOST = 1_000  # subjects that are told one by one; reading more of them one may read all
STEPS, FEW = 100, 100  # changes over which sums are brought up to date, and subjects in each

# The tables whose rows belong to a subject, with the column that says to which.
_subjects: dict[type[Model], str] = {}


class Change(Model):
    """At which number of FIGURES the subject whose id this is last changed; 0 is all of them."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_number", "number"),)

    number: Mapped[int]


_OLD = delete(Change).where(Change.id.in_(bindparam("subjects", expanding=True)))
_NEW = insert(Change).values(id=bindparam("subject"), number=current_revision(FIGURES))


@dataclass(frozen=True)
class Snapshot(Generic[Thing]):
    """Every subject's thing at a number; None is that of a session which has changed some.

    `steps` lead here from earlier numbers, the latest last: each with the number before it and the
    things that it replaced, None for what was not there.
    """

    number: int | None
    things: Amended[Thing]
    steps: tuple[tuple[int, Mapping[int, Thing | None]], ...] = ()

    def since(self, number: int | None) -> dict[int, Thing | None] | None:
        """What has been replaced since then, as it was; None if that is not known any more."""
        if number == self.number:
            return {}
        found: dict[int, Thing | None] = {}
        for before, replaced in reversed(self.steps):
            found.update(replaced)
            if before == number:
                return found
        return None


class Gathered(Generic[Thing]):
    """Every subject's thing, by its number; `load` makes them, of some or with None of all, and
    `pack` makes of many what it makes of all."""

    def __init__(
        self,
        load: Load[Thing],
        subjects: Mapping[type[Model], str],
        pack: Callable[[Mapping[int, Thing]], Mapping[int, Thing]] = dict,
    ) -> None:
        self._load, self._pack, self._lock = load, pack, Lock()
        self._held: Snapshot[Thing] | None = None
        _subjects.update(subjects)
        kept.watch(FIGURES, tuple(subjects))
        kept.register(self)

    def at(self, session: Session) -> Snapshot[Thing]:
        """As they are now; what is handed out is shared, nobody may change it.

        A session that has changed some reads them anew and keeps nothing: it may yet be rolled
        back. What is read may be newer than the number that it is kept under; then it is told
        again with a later number, and read again.
        """
        if session.info.get("touched"):
            return Snapshot(None, Amended(self._load(session, None)))
        number = kept.numbers(session)[FIGURES - 1]
        held = self._held
        if held is not None and held.number == number:
            return held
        with self._lock:
            held = self._held
            if held is None or held.number != number:
                held = self._held = self._renewed(session, number, held)
        return held

    def _renewed(
        self, session: Session, number: int, held: Snapshot[Thing] | None
    ) -> Snapshot[Thing]:
        if held is None or held.number is None or held.number > number:
            return Snapshot(number, Amended(self._load(session, None)))
        wanted = select(Change.id).where(Change.number > held.number).limit(MOST + 1)
        changed = list(session.scalars(wanted))
        if ALL in changed or len(changed) > MOST:
            return Snapshot(number, Amended(self._load(session, None)))
        fresh = self._load(session, changed) if changed else {}
        replaced = {subject: held.things.get(subject) for subject in changed}
        whole = held.things.whole
        amended = {**held.things.fresh, **{subject: fresh.get(subject) for subject in changed}}
        things = Amended(whole, amended)
        if len(amended) > MOST + len(whole) // 4:
            things = Amended(self._pack(things))
        if len(changed) > FEW:
            return Snapshot(number, things)
        return Snapshot(number, things, (*held.steps[1 - STEPS :], (held.number, replaced)))

    def forget(self) -> None:
        """Hold nothing."""
        self._held = None


class _Key:
    """A question with its hash, which takes a while for five hundred targets."""

    __slots__ = ("_hash", "_question")

    def __init__(self, question: Hashable) -> None:
        self._question, self._hash = question, hash(question)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._question == other._question


class Summed(Generic[Thing]):
    """Sums over all things, each counted once: afterwards only what has changed is taken out and
    put in again."""

    def __init__(self, gathered: Gathered[Thing], most: int = 60) -> None:
        self._gathered, self._most, self._lock = gathered, most, Lock()
        self._held: OrderedDict[_Key, tuple[int | None, Sums]] = OrderedDict()
        kept.register(self)

    def to(self, session: Session, question: Hashable, add: Add[Thing]) -> Sums:
        """What `add` makes of all things.

        It adds up: of two lots together it makes the sum of what it makes of each. The question
        tells everything else on which that depends. Sums of nothing but noughts are left out.
        """
        now, key = self._gathered.at(session), _Key(question)
        with self._lock:
            held = self._held.get(key)
        replaced = now.since(held[0]) if held and now.number is not None else None
        if held is None or replaced is None:
            sums = total(now.things, add)
        elif not replaced:
            return held[1]
        else:
            sums = _amended(held[1], replaced, now.things, add)
        if now.number is not None:
            with self._lock:
                self._held[key] = now.number, sums
                self._held.move_to_end(key)
                if len(self._held) > self._most:
                    self._held.popitem(last=False)
        return sums

    def forget(self) -> None:
        """Hold nothing."""
        with self._lock:
            self._held.clear()


def changed(session: Session, model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Say that such rows of a table are written past the session's own statements."""
    if column := _subjects.get(model):
        _note(session, {row.get(column, ALL) for row in rows})


def total(things: Amended[Thing], add: Add[Thing]) -> Sums:
    """What `add` makes of all things; see `Summed.to`."""
    replaced = {number: things.whole.get(number) for number in things.fresh}
    sums = add(things.whole)
    return _amended(sums, replaced, things, add) if replaced else sums


def _amended(
    sums: Sums, replaced: Mapping[int, Thing | None], now: Mapping[int, Thing], add: Add[Thing]
) -> Sums:
    """The sums without what has been replaced, with what is there now."""
    gone = add({number: one for number, one in replaced.items() if one is not None})
    come = add({number: now[number] for number in replaced if number in now})
    return plus(plus(sums, gone, -1), come)


def plus(sums: Sums, others: Sums, sign: int = 1) -> dict[Hashable, tuple[int, ...]]:
    """Both together; with the sign -1 the first without the others."""
    found = dict(sums)
    for key, other in others.items():
        own = found.get(key)
        total = tuple(
            one + sign * more for one, more in zip(own or (0,) * len(other), other, strict=True)
        )
        if any(total):
            found[key] = total
        else:
            found.pop(key, None)
    return found


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
    connection.execute(_OLD, {"subjects": rows})
    connection.execute(_NEW, [{"subject": row} for row in rows])


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
