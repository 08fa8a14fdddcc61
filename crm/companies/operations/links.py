"""Saying what two companies are to one another, and taking it back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.companies.models import Company, CompanyLink
from crm.companies.operations import HIDDEN
from crm.companies.queries.links import ancestors
from crm.companies.rules.dealings import LinkKind, Tie, tie_of
from crm.core.errors import Refused


def add_link(
    session: Session, actor: Viewer, company: Company, other: Company, tie: Tie, note: str = ""
) -> CompanyLink:
    """Let `other` be to `company` what the tie says. Refused twice over, and in a circle."""
    if company.id == other.id:
        raise Refused("不能与企业自身建立关系，请选择另一家企业。", "other_name")
    kind, forward = tie.link
    first, second = (company, other) if forward else (other, company)
    twin = select(CompanyLink.id).where(
        CompanyLink.kind == kind,
        CompanyLink.company_id == first.id,
        CompanyLink.other_id == second.id,
    )
    if session.scalar(twin) is not None:
        raise Refused("这一关系已经登记过。", "other_name")
    if kind is LinkKind.HOLDS:
        _check_group(session, first, second)
    link = CompanyLink(company_id=first.id, other_id=second.id, kind=kind, note=note)
    session.add(link)
    session.flush()
    _note(session, actor, link, first, second, added=True)
    return link


def remove_link(
    session: Session, actor: Viewer, link: CompanyLink, company: Company, other: Company
) -> None:
    """Take back what was said of two companies; the log keeps it."""
    first, second = (company, other) if link.company_id == company.id else (other, company)
    _note(session, actor, link, first, second, added=False)
    session.delete(link)
    session.flush()


def _check_group(session: Session, parent: Company, child: Company) -> None:
    """A company has one parent, and none of those below it is above it."""
    if ancestors(session, child.id):
        raise Refused(f"“{_name(child)}”已有上级集团，请先移除原来的关系。", "other_name")
    if child.id in ancestors(session, parent.id):
        raise Refused("这样会形成循环：对方已在它的下属企业之中。", "other_name")


def _name(company: Company) -> str:
    return HIDDEN if company.confidential else company.name


def _note(
    session: Session,
    actor: Viewer,
    link: CompanyLink,
    first: Company,
    second: Company,
    *,
    added: bool,
) -> None:
    """It stands in the history of both; of a confidential one only that there is one."""
    for company, other, forward in ((first, second, True), (second, first, False)):
        words = _name(other)
        record(
            session,
            actor,
            "updated",
            kind="company",
            subject_id=company.id,
            title=_name(company),
            changes={tie_of(link.kind, forward).label: [None, words] if added else [words, None]},
            confidential=company.confidential,
        )
