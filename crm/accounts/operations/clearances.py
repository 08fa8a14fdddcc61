"""Who stands on the list of a confidential record (知悉名单)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance, User
from crm.accounts.rules import Viewer
from crm.core.errors import NotFound, Refused
from crm.core.journal import Changes, record
from crm.core.lists import among


def clear(session: Session, kind: str, subject_id: int, user_ids: Iterable[int | None]) -> None:
    """Put people on a record's list; who stands there already is left."""
    clear_all(session, kind, {subject_id: user_ids})


def clear_all(session: Session, kind: str, wanted: Mapping[int, Iterable[int | None]]) -> None:
    """Put people on the lists of several records; who stands there already is left."""
    if not wanted:
        return
    listed = set(
        session.execute(
            select(Clearance.subject_id, Clearance.user_id).where(
                Clearance.kind == kind, among(session, Clearance.subject_id, list(wanted))
            )
        )
    )
    pairs = {
        (number, one) for number, people in wanted.items() for one in people if one is not None
    }
    for number, user_id in sorted(pairs - listed):
        session.add(Clearance(kind=kind, subject_id=number, user_id=user_id))
    session.flush()


def lists_with(session: Session, kind: str, subject_ids: Collection[int], user_id: int) -> set[int]:
    """On which of the records' lists a person stands."""
    wanted = select(Clearance.subject_id).where(
        Clearance.kind == kind,
        Clearance.user_id == user_id,
        among(session, Clearance.subject_id, list(subject_ids)),
    )
    return set(session.scalars(wanted))


def withdraw(session: Session, kind: str, subject_id: int, user_id: int) -> None:
    """Take somebody off a record's list."""
    withdraw_all(session, kind, [subject_id], user_id)


def withdraw_all(session: Session, kind: str, subject_ids: Collection[int], user_id: int) -> None:
    """Take somebody off the lists of several records."""
    session.execute(
        delete(Clearance).where(
            Clearance.kind == kind,
            among(session, Clearance.subject_id, list(subject_ids)),
            Clearance.user_id == user_id,
        ),
        execution_options={"synchronize_session": False},
    )


@dataclass(frozen=True)
class Secret:
    """A confidential record as its list needs it; `title` may stand in the log."""

    kind: str
    id: int
    title: str
    owner_id: int | None


def admit(session: Session, actor: Viewer, secret: Secret, user: User) -> None:
    """Let a person know a confidential record by name, and keep that in the log."""
    if user.id in _listed(session, secret):
        raise Refused(f"{user.name}已在知悉名单上。", "user_id")
    clear(session, secret.kind, secret.id, (user.id,))
    _note(session, actor, secret, {"知悉名单": [None, f"增加 {user.name}"]})


def dismiss(session: Session, actor: Viewer, secret: Secret, user: User) -> None:
    """Take a person off a record's list, and keep that in the log; the owner stays on it."""
    if user.id == secret.owner_id:
        raise Refused(f"{user.name}是负责人，不能移出知悉名单，请先更换负责人。")
    if user.id not in _listed(session, secret):
        raise NotFound
    withdraw(session, secret.kind, secret.id, user.id)
    _note(session, actor, secret, {"知悉名单": [None, f"移出 {user.name}"]})


def _listed(session: Session, secret: Secret) -> set[int]:
    return set(
        session.scalars(
            select(Clearance.user_id).where(
                Clearance.kind == secret.kind, Clearance.subject_id == secret.id
            )
        )
    )


def _note(session: Session, actor: Viewer, secret: Secret, changes: Changes) -> None:
    record(
        session,
        actor,
        "updated",
        kind=secret.kind,
        subject_id=secret.id,
        title=secret.title,
        changes=changes,
        confidential=True,
    )
