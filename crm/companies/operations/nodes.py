"""On which chain nodes companies work."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.chains.queries import taxonomy
from crm.companies.models import Company, CompanyNode
from crm.companies.operations import HIDDEN
from crm.core.errors import Refused
from crm.core.lists import among


def set_nodes(
    session: Session,
    actor: Viewer,
    company: Company,
    node_ids: Iterable[int],
    main_id: int | None = None,
) -> None:
    """The chain nodes on which a company works; the main one, or else the first, counts."""
    set_nodes_of(session, actor, [(company, list(node_ids))], main_id)


def set_nodes_of(
    session: Session,
    actor: Viewer,
    companies: Sequence[tuple[Company, Sequence[int]]],
    main_id: int | None = None,
) -> None:
    """The chain nodes on which several companies work, as `set_nodes` puts one on them."""
    nodes = taxonomy(session).nodes
    rows: dict[int, list[CompanyNode]] = {company.id: [] for company, _nodes in companies}
    for row in session.scalars(
        select(CompanyNode)
        .where(among(session, CompanyNode.company_id, list(rows)))
        .order_by(CompanyNode.is_main.desc(), CompanyNode.id)
    ):
        rows[row.company_id].append(row)
    told = []
    for company, node_ids in companies:
        wanted = list(dict.fromkeys(node_ids))
        if any(one not in nodes for one in wanted):
            raise Refused("所选环节不存在，请重新选择。", field="node_ids")
        before = [row.node_id for row in rows[company.id]]
        told.append((company, before, wanted))
        _put_nodes(session, company, rows[company.id], wanted, main_id)
    session.flush()
    for company, *sides in told:
        before, after = ("、".join(nodes[one].name for one in some) or None for some in sides)
        if before != after:
            record(
                session,
                actor,
                "updated",
                kind="company",
                subject_id=company.id,
                title=HIDDEN if company.confidential else company.name,
                changes={"产业链环节": [before, after]},
                confidential=company.confidential,
            )


def _put_nodes(
    session: Session,
    company: Company,
    rows: Sequence[CompanyNode],
    wanted: Sequence[int],
    main_id: int | None,
) -> None:
    main = main_id if main_id in wanted else next(iter(wanted), None)
    kept = {row.node_id: row for row in rows}
    for node_id, row in kept.items():
        if node_id not in wanted:
            session.delete(row)
    for node_id in wanted:
        if node_id in kept:
            kept[node_id].is_main = node_id == main
        else:
            session.add(
                CompanyNode(company_id=company.id, node_id=node_id, is_main=node_id == main)
            )
