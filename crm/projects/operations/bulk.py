"""Many projects at once, as an import brings them in, in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.operations.clearances import clear
from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.chains.queries import taxonomy
from crm.companies.models import Company
from crm.companies.operations.bulk import NewCompany, create_companies
from crm.companies.queries import known_to
from crm.companies.rules import CompanyValues, Relation
from crm.core.bulk import add_rows, drop_rows, take_keys
from crm.core.db import now
from crm.core.errors import Refused
from crm.core.finding import index
from crm.core.journal import Telling
from crm.core.lists import among
from crm.lib.currencies import Currency
from crm.lib.pinyin import initials
from crm.plans.rules import Stage
from crm.projects.models import Milestone, Project, ProjectNode
from crm.projects.operations.amounts import in_fen
from crm.projects.operations.projects import PLAIN, TWIN, check_values, proposed_mark, start_of
from crm.projects.queries.access import KIND
from crm.projects.rules import MilestoneState, ProjectState
from crm.projects.rules.shares import split
from crm.projects.rules.values import ProjectValues


@dataclass(frozen=True)
class NewProject:
    """A project to be made, and since when it has been negotiated (None: today)."""

    values: ProjectValues
    started_on: date | None = None


class Unfit(Refused):
    """One of the projects cannot be made; `place` says which, from 0."""

    def __init__(self, place: int, refused: Refused) -> None:
        super().__init__(refused.sentence, refused.field)
        self.place = place


def create_projects(
    session: Session,
    actor: Viewer,
    wanted: Sequence[NewProject],
    today: date,
    *,
    index_now: bool = True,
) -> list[int]:
    """Projects of the actor's, each as `create_project` makes it; gives their numbers in order.

    Investors are linked by their exact names, or made. Raises Unfit at the first project that a
    rule refuses. Without `index_now` the search index of the projects is the caller's to keep.
    """
    if not wanted:
        return []
    investors = _investors(session, actor, wanted)
    making = _Making(session, actor, today, investors, _taken(session, investors, wanted))
    rows = []
    for place, one in enumerate(wanted):
        try:
            rows.append(making.row(one))
        except Refused as error:
            raise Unfit(place, error) from error
    numbers = take_keys(session, Project, len(rows))
    for number, row in zip(numbers, rows, strict=True):
        row["id"] = number
    add_rows(session, Project, rows)
    _add_nodes(session, rows, wanted)
    _add_beginnings(session, actor, rows)
    _note(session, actor, rows)
    if index_now:
        index(session, KIND, numbers, fresh=numbers)
    return numbers


def delete_projects(session: Session, actor: Viewer, versions: dict[int, int]) -> None:
    """Take projects away that an import made, with their first milestones: number → version.

    Refused when one has been changed meanwhile; what hangs on them is the caller's to look for.
    """
    numbers = list(versions)
    wanted = select(
        Project.id, Project.version, Project.name, Project.code_name, Project.confidential
    )
    rows = session.execute(
        wanted.where(among(session, Project.id, numbers)).with_for_update()
    ).all()
    if {row.id: row.version for row in rows} != versions:
        raise Refused("有的项目刚刚被修改，请刷新后再试。")
    cleared = among(session, Clearance.subject_id, numbers)
    session.execute(delete(Clearance).where(Clearance.kind == KIND, cleared))
    for column in (Milestone.project_id, ProjectNode.project_id, Project.id):
        drop_rows(session, column, numbers)
    for row in rows:
        title = row.code_name if row.confidential else row.name
        record(session, actor, "deleted", kind=KIND, subject_id=row.id, title=title,
               confidential=row.confidential)  # fmt: skip
    index(session, KIND, numbers)


@dataclass(frozen=True)
class _Investor:
    id: int
    name: str
    confidential: bool


def _investors(
    session: Session, actor: Viewer, wanted: Sequence[NewProject]
) -> dict[str, _Investor]:
    """The projects' companies by name; those that are not there are made as the first row says."""
    first = {one.values.company_name: one.values for one in reversed(wanted)}
    named = select(Company.id, Company.name, Company.confidential)
    known = {
        row.name: _Investor(row.id, row.name, row.confidential)
        for row in session.execute(named.where(Company.name.in_(first), known_to(actor)))
    }
    lacking = dict.fromkeys(
        one.values.company_name for one in wanted if one.values.company_name not in known
    )
    fresh = [NewCompany(_company(first[name])) for name in lacking]
    for number, one in zip(create_companies(session, actor, fresh), fresh, strict=True):
        known[one.values.name] = _Investor(number, one.values.name, one.values.confidential)
    return known


def _company(values: ProjectValues) -> CompanyValues:
    return CompanyValues(
        name=values.company_name,
        credit_code=values.credit_code or None,
        relation=Relation.INVESTOR,
        country=values.country,
        region_code=values.region_code,
        confidential=values.confidential,
    )


def _taken(
    session: Session, investors: dict[str, _Investor], wanted: Sequence[NewProject]
) -> set[tuple[int, str]]:
    """Names that an investor's projects have already."""
    twins = select(Project.company_id, Project.name).where(
        Project.company_id.in_([one.id for one in investors.values()]),
        Project.name.in_({one.values.name for one in wanted}),
        Project.state != ProjectState.DROPPED,
    )
    return {(company, name) for company, name in session.execute(twins)}


class _Making:
    """Makes rows of values; what several rows ask is asked once."""

    def __init__(
        self,
        session: Session,
        actor: Viewer,
        today: date,
        investors: dict[str, _Investor],
        taken: set[tuple[int, str]],
    ) -> None:
        self.session, self.actor, self.today = session, actor, today
        self.investors, self.taken = investors, taken
        self.nodes = taxonomy(session).nodes
        self._marks: dict[int, Any] = {}
        self._fen: dict[tuple[int | None, Currency, date], int | None] = {}

    def row(self, one: NewProject) -> dict[str, Any]:
        """A row of the table; raises Refused."""
        values, since = one.values, start_of(one.started_on or self.today, self.today)
        if not values.company_name:
            raise Refused("请选择投资方，或填写新企业的名称。", "company_name")
        investor = self.investors[values.company_name]
        check_values(values, confidential=investor.confidential)
        if not {values.node_id, *(node for node, _share in values.other_nodes)} <= set(self.nodes):
            raise Refused("所选环节不存在，请重新选择。", "node_id")
        if (investor.id, values.name) in self.taken:
            raise Refused(TWIN, "name")
        self.taken.add((investor.id, values.name))
        return self._columns(values, investor, since)

    def _columns(self, values: ProjectValues, investor: _Investor, since: date) -> dict[str, Any]:
        abroad, currency = values.country != "CN", values.amount_unit.currency
        return {
            **{name: getattr(values, name) for name in PLAIN},
            "mark": values.mark or self._mark(values.node_id),
            "is_foreign": abroad or values.is_foreign,
            "region_code": None if abroad else values.region_code,
            "code_name": values.code_name if values.confidential else "",
            "investment_minor": values.amount_minor,
            "currency": currency,
            "amount_unit": values.amount_unit,
            "investment_fen": self._in_fen(values.amount_minor, currency, since),
            "sound": initials(values.name)[:120],
            "company_id": investor.id,
            "owner_id": self.actor.id,
            "unit_id": self.actor.unit_id,
            "last_moved_on": since,
            "stage": Stage.NEGOTIATING,
            "state": ProjectState.ACTIVE,
            "version": 1,
        }

    def _mark(self, node_id: int) -> Any:
        if node_id not in self._marks:
            self._marks[node_id] = proposed_mark(self.session, node_id)
        return self._marks[node_id]

    def _in_fen(self, minor: int | None, currency: Currency, since: date) -> int | None:
        key = (minor, currency, since.replace(day=1))
        if key not in self._fen:
            self._fen[key] = in_fen(self.session, minor, currency, since)
        return self._fen[key]


def _add_nodes(
    session: Session, rows: Sequence[dict[str, Any]], wanted: Sequence[NewProject]
) -> None:
    shares = [
        {"project_id": row["id"], "node_id": node, "share": share}
        for row, one in zip(rows, wanted, strict=True)
        for node, share in split(one.values.node_id, one.values.other_nodes).items()
    ]
    add_rows(session, ProjectNode, shares)


def _add_beginnings(session: Session, actor: Viewer, rows: Sequence[dict[str, Any]]) -> None:
    """The first milestones: being negotiated is known from the records themselves."""
    at = now()
    add_rows(session, Milestone, [
        {
            "project_id": row["id"],
            "stage": Stage.NEGOTIATING,
            "occurred_on": row["last_moved_on"],
            "state": MilestoneState.VERIFIED,
            "amount_fen": row["investment_fen"],
            "reported_by_id": actor.id,
            "reported_at": at,
            "version": 1,
        }
        for row in rows
    ])  # fmt: skip


def _note(session: Session, actor: Viewer, rows: Sequence[dict[str, Any]]) -> None:
    telling = Telling(session, Project)
    for row in rows:
        secret = row["confidential"]
        if secret:
            clear(session, KIND, row["id"], (actor.id,))
        record(
            session,
            actor,
            "created",
            kind=KIND,
            subject_id=row["id"],
            title=row["code_name"] if secret else row["name"],
            changes=telling.of(row),
            confidential=secret,
        )
