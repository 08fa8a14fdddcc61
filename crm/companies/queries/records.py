"""What stands on a company's own page and in its form."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.chains.models import Chain, ChainNode
from crm.companies.models import CompanyHonour, CompanyName, CompanyNode
from crm.companies.rules import Honour, HonourTerms, NameKind


@dataclass(frozen=True)
class NodeLine:
    """A node on which a company works."""

    id: int
    chain: str
    name: str
    is_main: bool


def nodes_of(session: Session, company_id: int) -> list[NodeLine]:
    """The nodes of a company, the main one first."""
    wanted = (
        select(ChainNode.id, Chain.name.label("chain"), ChainNode.name, CompanyNode.is_main)
        .join(ChainNode, ChainNode.id == CompanyNode.node_id)
        .join(Chain, Chain.id == ChainNode.chain_id)
        .where(CompanyNode.company_id == company_id)
        .order_by(CompanyNode.is_main.desc(), CompanyNode.id)
    )
    return [NodeLine(*row) for row in session.execute(wanted)]


def names_of(session: Session, company_id: int) -> list[tuple[NameKind, str]]:
    """The other names of a company: (kind, name)."""
    wanted = (
        select(CompanyName.kind, CompanyName.name)
        .where(CompanyName.company_id == company_id)
        .order_by(CompanyName.kind, CompanyName.id)
    )
    return [(kind, name) for kind, name in session.execute(wanted)]


def honours_of(session: Session, company_id: int) -> dict[Honour, HonourTerms]:
    """The titles that a company holds or held, each with its terms."""
    wanted = select(CompanyHonour).where(CompanyHonour.company_id == company_id)
    return {
        row.honour: HonourTerms(row.obtained_on, row.expires_on, row.source)
        for row in session.scalars(wanted)
    }
