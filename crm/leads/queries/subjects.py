"""To what activities and to-dos belong: leads and companies here, projects from above.

A higher package offers its kind by `offer`; lists then show its records' names and leave out
what the viewer may not read by name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, false, select
from sqlalchemy.orm import Session

from crm.accounts.queries import given, like
from crm.accounts.rules import Sight, Viewer
from crm.companies.models import Company
from crm.companies.queries import get_for as get_company
from crm.companies.queries import known_to as company_known_to
from crm.core.db import read
from crm.core.finding import found_by
from crm.leads.models import Lead
from crm.leads.queries.access import get_known, get_to_edit, known_to, visible_to
from crm.leads.queries.rows import title_for_all

NO_COMPANY = "涉密企业"
SUGGESTED = 6

Readable = Callable[[Sight], Select[tuple[int, str]]]
# The title for the log (of a confidential record its code name) and whether it is confidential;
# raises NotFound or Forbidden for those who do not know the record by name.
Told = Callable[[Session, Viewer, int], tuple[str, bool]]


@dataclass(frozen=True)
class Subject:
    """A kind of record, with the path under which their pages lie; `readable` selects number and
    name of those that a viewer knows; `done` is where on its page stands what was done, `company`
    the column of the company that it is about; `to_edit` gives one that has a next step to those
    who may change it."""

    kind: str
    label: str
    path: str
    model: Any
    readable: Readable
    told: Told
    done: str = ""
    company: Any = None
    to_edit: Callable[..., Any] | None = None


SUBJECTS: dict[str, Subject] = {}


def offer(subject: Subject) -> None:
    """Make records of a kind known."""
    SUBJECTS[subject.kind] = subject


@cache
def _named(kind: str, viewer: Sight) -> Select[tuple[int, str]]:
    query = SUBJECTS[kind].readable(viewer)
    return query.where(query.selected_columns[0].in_(bindparam("of", expanding=True)))


def _leads(viewer: Sight) -> Select[tuple[int, str]]:
    return visible_to(viewer).with_only_columns(Lead.id, Lead.company_name).where(known_to(viewer))


def _companies(viewer: Sight) -> Select[tuple[int, str]]:
    return select(Company.id, Company.name).where(company_known_to(viewer))


def _lead_told(session: Session, viewer: Viewer, number: int) -> tuple[str, bool]:
    lead = get_known(session, viewer, number)
    return title_for_all(lead), lead.confidential


def _company_told(session: Session, viewer: Viewer, number: int) -> tuple[str, bool]:
    company = get_company(session, viewer, number)
    return (NO_COMPANY if company.confidential else company.name), company.confidential


offer(
    Subject(
        "lead", "线索", "/leads", Lead, _leads, _lead_told,
        company=Lead.company_id, to_edit=get_to_edit,
    )
)  # fmt: skip
offer(Subject("company", "企业", "/companies", Company, _companies, _company_told))


def readable_by(
    viewer: Viewer, kind: ColumnElement[str], number: ColumnElement[int]
) -> ColumnElement[bool]:
    """Whether the record that a row belongs to is one that the viewer may read by name.

    One case per kind instead of alternatives: those would tempt SQLite to collect and sort all
    rows by kind, where the list wants the newest fifty. And one record is asked for, not whether
    there is one: PostgreSQL would read all records beforehand to answer that.
    """
    ways = {}
    for subject in SUBJECTS.values():
        wanted = subject.readable(viewer)
        its_number = wanted.selected_columns[0]
        one = wanted.with_only_columns(its_number).where(its_number == number)
        ways[subject.kind] = one.scalar_subquery().is_not(None)
    return case(ways, value=kind, else_=false())


def names(
    session: Session, viewer: Viewer, wanted: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], str]:
    """The names of records that the viewer may read, one query for each kind."""
    found: dict[tuple[str, int], str] = {}
    for kind, numbers in _by_kind(wanted).items():
        rows = read(session, _named(kind, like(viewer)), given(viewer, of=list(numbers)))
        found |= {(kind, number): name for number, name in rows}
    return found


def hidden(session: Session, wanted: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the records that are confidential, one query for each kind."""
    found: set[tuple[str, int]] = set()
    for kind, numbers in _by_kind(wanted).items():
        model = SUBJECTS[kind].model
        rows = session.scalars(
            select(model.id).where(model.id.in_(numbers), model.confidential.is_(True))
        )
        found |= {(kind, number) for number in rows}
    return found


def _by_kind(wanted: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    by_kind: dict[str, set[int]] = {}
    for kind, number in wanted:
        if kind in SUBJECTS:
            by_kind.setdefault(kind, set()).add(number)
    return by_kind


def url_of(kind: str, number: int) -> str:
    """A record's page."""
    return f"{SUBJECTS[kind].path}/{number}" if kind in SUBJECTS else ""


def page_of_done(kind: str, number: int) -> str:
    """Where on a record's page stands what was done for it."""
    return f"{url_of(kind, number)}{SUBJECTS[kind].done}"


def suggested(session: Session, viewer: Viewer, q: str) -> list[tuple[str, int, str]]:
    """Records of every kind that the words find and the viewer knows: kind, number, name."""
    found: list[tuple[str, int, str]] = []
    for subject in SUBJECTS.values():
        query = subject.readable(viewer)
        number = query.selected_columns[0]
        query = query.where(found_by(session, viewer, subject.kind, number, q, called=True))
        rows = session.execute(query.order_by(number.desc()).limit(SUGGESTED))
        found += [(subject.kind, key, name) for key, name in rows]
    return found
