"""What stands on a company's own page and in its form."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm.chains.models import Chain, ChainNode
from crm.companies.models import CompanyHonour, CompanyName, CompanyNode
from crm.companies.rules import Honour, HonourTerms, NameKind

# What every company's page asks is written once: a statement takes longer to make than to run.
_OF = bindparam("of")
_NODES = (
    select(ChainNode.id, Chain.name.label("chain"), ChainNode.name, CompanyNode.is_main)
    .join(ChainNode, ChainNode.id == CompanyNode.node_id)
    .join(Chain, Chain.id == ChainNode.chain_id)
    .where(CompanyNode.company_id == _OF)
    .order_by(CompanyNode.is_main.desc(), CompanyNode.id)
)
_NAMES = (
    select(CompanyName.kind, CompanyName.name)
    .where(CompanyName.company_id == _OF)
    .order_by(CompanyName.kind, CompanyName.id)
)
_HONOURS = select(
    CompanyHonour.honour, CompanyHonour.obtained_on, CompanyHonour.expires_on, CompanyHonour.source
).where(CompanyHonour.company_id == _OF)


@dataclass(frozen=True)
class NodeLine:
    """A node on which a company works."""

    id: int
    chain: str
    name: str
    is_main: bool


def nodes_of(session: Session, company_id: int) -> list[NodeLine]:
    """The nodes of a company, the main one first."""
    return [NodeLine(*row) for row in session.execute(_NODES, {"of": company_id})]


def names_of(session: Session, company_id: int) -> list[tuple[NameKind, str]]:
    """The other names of a company: (kind, name)."""
    return [(kind, name) for kind, name in session.execute(_NAMES, {"of": company_id})]


def honours_of(session: Session, company_id: int) -> dict[Honour, HonourTerms]:
    """The titles that a company holds or held, each with its terms."""
    rows = session.execute(_HONOURS, {"of": company_id})
    return {honour: HonourTerms(*terms) for honour, *terms in rows}
