"""What is asked often and seldom changes, kept in the memory of each worker.

The names of units, people and chain nodes stand on every list: `Kept` holds whole small tables.
Figures over the whole pipeline are asked by many pages: `Answers` holds what was counted. Both
last until the installation's revision says otherwise: a number in the database for names, for
figures and for what is counted of companies, which grows in the transaction that changes one of
their tables. Every request learns them, on whichever host, so nothing old is shown after a commit.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, ScalarSelect, bindparam, event, select, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.session import UOWTransaction

from crm.core.db import Model

Thing = TypeVar("Thing")
NAMES, FIGURES, COMPANIES = TOPICS = 1, 2, 3


class Forgetful(Protocol):
    """What holds something of the database."""

    def forget(self) -> None:
        """Hold nothing."""


_watched: dict[type[Model], set[int]] = {}
_all: list[Forgetful] = []


class Revision(Model):
    """A row for each of TOPICS; the number grows with every change."""

    __tablename__ = "revisions"

    number: Mapped[int]


_GROWN = (
    update(Revision)
    .where(Revision.id.in_(bindparam("topics", expanding=True)))
    .values(number=Revision.number + 1)
)


def current_revision(topic: int = NAMES) -> ScalarSelect[int]:
    """The number of a topic, to be asked along with something else."""
    return select(Revision.number).where(Revision.id == topic).scalar_subquery()


def watch(topic: int, models: tuple[type[Model], ...]) -> None:
    """Have the number of a topic grow with every change of these tables."""
    for model in models:
        _watched.setdefault(model, set()).add(topic)


def register(holder: Forgetful) -> None:
    """Have it forget what it holds whenever all must."""
    _all.append(holder)


class Kept(Generic[Thing]):
    """Something made from whole small tables; `load` makes it anew."""

    def __init__(self, load: Callable[[Session], Thing], *models: type[Model]) -> None:
        self._load = load
        self._held: tuple[int, Thing] | None = None
        watch(NAMES, models)
        register(self)

    def at(self, session: Session, revision: int | None) -> Thing:
        """As it is at a revision; None asks the session, or the database, which one it is.

        A session that has changed something of it reads it anew and keeps nothing: it may yet
        be rolled back.
        """
        if NAMES in session.info.get("changed", ()):
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

    def forget(self) -> None:
        """Hold nothing."""
        self._held = None


class Answers:
    """The latest answers to questions over some tables, `most` of them.

    What is handed out is shared: nobody may change it.
    """

    def __init__(self, *models: type[Model], most: int = 60, topic: int = FIGURES) -> None:
        self._most, self._lock, self._topic = most, Lock(), topic
        self._held: OrderedDict[Hashable, Any] = OrderedDict()
        self._numbers: tuple[int, ...] = ()
        watch(topic, models)
        register(self)

    def to(self, session: Session, question: Hashable, ask: Callable[[], Thing]) -> Thing:
        """What `ask` finds, if nothing has changed since it was last asked.

        The question tells everything on which the answer depends, who asks included. A session
        that has changed something asks anew and keeps nothing: it may yet be rolled back.
        """
        if session.info.get("changed"):
            return ask()
        every = numbers(session)
        current = every[NAMES - 1], every[self._topic - 1]
        with self._lock:
            if current != self._numbers:
                self._held.clear()
                self._numbers = current
            elif question in self._held:
                self._held.move_to_end(question)
                return self._held[question]
        answer = ask()
        with self._lock:
            if current == self._numbers:
                self._held[question] = answer
                if len(self._held) > self._most:
                    self._held.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Hold nothing."""
        with self._lock:
            self._held.clear()


def numbers(session: Session) -> tuple[int, ...]:
    """Every topic's number, as the request has learnt them; a session that may write asks anew."""
    found = session.info.get("numbers")
    if found is None or session.info.get("writes", True):
        found = tuple(session.scalars(select(Revision.number).order_by(Revision.id)))
        if not session.info.get("writes", True):
            session.info["numbers"] = found
    return found


def fetch(session: Session) -> None:
    """Keep all names as they are now, so that no page has to wait for them."""
    for kept in _all:
        if isinstance(kept, Kept):
            kept.at(session, None)


def forget() -> None:
    """Keep nothing from now on: another database, or one that went back in time."""
    for kept in _all:
        kept.forget()


def changed(session: Session, model: type[Model]) -> None:
    """Say that rows of a table change past the session's own statements."""
    if model in _watched:
        _note(session, _watched[model])


def _note(session: Session, topics: set[int]) -> None:
    """Remember what a session has changed; the numbers grow when it commits.

    Not before, for until then whoever else saves would wait. A session on somebody else's
    connection is seen there before it commits, if it ever does.
    """
    session.info.setdefault("changed", set()).update(topics)
    session.info.setdefault("owed", set()).update(topics)
    if isinstance(session.get_bind(), Connection):
        _revise(session)


def _revise(session: Session) -> None:
    owed = session.info.pop("owed", None)
    if owed:
        session.connection().execute(_GROWN, {"topics": list(owed)})


@event.listens_for(Session, "after_flush")
def _follow_flush(session: Session, _context: UOWTransaction) -> None:
    topics: set[int] = set()
    for row in (*session.new, *session.dirty, *session.deleted):
        own = _watched.get(type(row))
        if own and not own <= topics and (row not in session.dirty or session.is_modified(row)):
            topics |= own
    if topics:
        _note(session, topics)


@event.listens_for(Session, "do_orm_execute")
def _follow_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        mapper = state.bind_mapper
        if mapper is not None and mapper.class_ in _watched:
            _note(state.session, _watched[mapper.class_])


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    if session.info.get("writes", True):
        session.flush()
        _revise(session)


@event.listens_for(Session, "after_soft_rollback")
def _after_rollback(session: Session, undone: SessionTransaction) -> None:
    if undone.nested:
        return  # what the session changed before the savepoint still stands
    if isinstance(session.get_bind(), Connection):
        forget()  # the numbers, too, were seen before and have gone back
    _after_commit(session)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    for name in ("changed", "owed", "revision", "numbers"):
        session.info.pop(name, None)
