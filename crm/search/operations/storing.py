"""Documents put into the index."""

from collections.abc import Collection, Iterable
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crm.core.bulk import add_rows
from crm.core.lists import among
from crm.search.models import SearchDocument
from crm.search.rules import Document, Kind, Part

AT_ONCE = 500


def values(document: Document) -> dict[str, Any]:
    """A document as its row."""
    return {
        "kind": document.kind.value,
        "subject_id": document.subject_id,
        "part": document.part,
        "cleared": document.cleared,
        "tokens": document.tokens,
    }


def write(session: Session, documents: Iterable[Document]) -> int:
    """Store documents that are not there yet; gives their number."""
    written = 0
    made = iter(documents)
    while part := [values(document) for document in islice(made, AT_ONCE)]:
        add_rows(session, SearchDocument, part)
        written += len(part)
    return written


def keep(session: Session, kind: Kind, made: Iterable[dict[str, Any]]) -> None:
    """Store rows made a while ago for new records of a kind; where somebody has meanwhile written
    newer ones, of a record itself or of its notes, those stay."""
    rest = iter(made)
    while part := list(islice(rest, AT_ONCE)):
        numbers = {one["subject_id"] for one in part}
        wanted = select(SearchDocument.subject_id, SearchDocument.part).where(
            SearchDocument.kind == kind.value, among(session, SearchDocument.subject_id, numbers)
        )
        known = {(row.subject_id, row.part is Part.NOTES) for row in session.execute(wanted)}
        fresh = [one for one in part if (one["subject_id"], one["part"] is Part.NOTES) not in known]
        add_rows(session, SearchDocument, fresh)


def replace(session: Session, documents: Iterable[Document]) -> None:
    """Store documents over those that may be there."""
    statement = _replacing(session.get_bind().dialect.name)
    made = iter(documents)
    while part := [values(document) for document in islice(made, AT_ONCE)]:
        session.execute(statement, part)


def remove(
    session: Session, kind: Kind, numbers: Collection[int], part: Part | None = None
) -> None:
    """Take the documents of some records away, or one part of them."""
    found = [SearchDocument.kind == kind.value, SearchDocument.subject_id.in_(numbers)]
    if part is not None:
        found.append(SearchDocument.part == part)
    session.execute(
        delete(SearchDocument).where(*found), execution_options={"synchronize_session": False}
    )


@cache
def _replacing(engine: str) -> Any:
    dialect = sqlite if engine == "sqlite" else postgresql
    statement = dialect.insert(SearchDocument.__table__)
    fresh = {name: statement.excluded[name] for name in ("cleared", "tokens", "updated_at")}
    return statement.on_conflict_do_update(
        index_elements=["kind", "subject_id", "part"], set_=fresh
    )
