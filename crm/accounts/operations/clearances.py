"""Who stands on the list of a confidential record (知悉名单)."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance


def clear(session: Session, kind: str, subject_id: int, user_ids: Iterable[int | None]) -> None:
    """Put people on a record's list; who stands there already is left."""
    listed = set(
        session.scalars(
            select(Clearance.user_id).where(
                Clearance.kind == kind, Clearance.subject_id == subject_id
            )
        )
    )
    for user_id in {one for one in user_ids if one is not None} - listed:
        session.add(Clearance(kind=kind, subject_id=subject_id, user_id=user_id))
    session.flush()


def withdraw(session: Session, kind: str, subject_id: int, user_id: int) -> None:
    """Take somebody off a record's list."""
    session.execute(
        delete(Clearance).where(
            Clearance.kind == kind,
            Clearance.subject_id == subject_id,
            Clearance.user_id == user_id,
        )
    )
