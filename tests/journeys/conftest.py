"""A running site of its own for whole stories; an office's records for tests of single pages."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from crm.chains.models import ChainNode
from crm.companies.models import Company
from crm.exchange.seeds.counts import Counts
from crm.leads.models import Lead
from crm.plans.rules import Stage
from crm.projects.models import Project
from tests.factories.accounts import Cast
from tests.factories.chains import make_chain, make_node
from tests.factories.companies import make_company
from tests.factories.leads import make_lead
from tests.factories.projects import LONG_AGO, make_definition, make_milestone, make_project
from tests.journeys.site import Site, running
from tests.stores import PLANTED


@pytest.fixture
def template(seeds: Counts) -> str:
    """The server finds the repository's seeds loaded: each journey would wait for them anew."""
    return PLANTED


@pytest.fixture
def site(own_app: Flask) -> Iterator[Site]:
    """The product served by gunicorn, on a database of its own."""
    with running(own_app) as site:
        yield site


@dataclass(frozen=True)
class Office:
    """Records of staff's, and the addresses of the forms about them."""

    node: ChainNode
    company: Company
    lead: Lead
    project: Project
    signed: Project

    def address(self, form: str) -> str:
        """The address of a form, by a short name."""
        project = f"/projects/{self.project.id}"
        return {
            "lead": "/leads/new",
            "lead edit": f"/leads/{self.lead.id}/edit",
            "project": "/projects/new",
            "conversion": f"/projects/new?lead={self.lead.id}",
            "project edit": f"{project}/edit",
            "company": "/companies/new",
            "contact": f"/companies/{self.company.id}/contacts/new",
            "activity": f"{project}/activities/new",
            "signed": f"{project}/milestones/new?stage=signed",
            "registered": f"/projects/{self.signed.id}/milestones/new?stage=registered",
            "started": f"{project}/milestones/new?stage=started",
            "upload": f"{project}/attachments/new",
            "quota": "/quotas/new",
        }[form]


@pytest.fixture
def office(session: Session, cast: Cast) -> Office:
    """One record of each kind."""
    make_definition(session)
    node = make_node(session, make_chain(session, code="ic"))
    signed = make_project(session, cast.staff, node, name="已签约的封测项目")
    make_milestone(session, signed, Stage.SIGNED, LONG_AGO)
    return Office(
        node=node,
        company=make_company(session, cast.staff, "江苏华芯半导体有限公司"),
        lead=make_lead(session, cast.staff, "苏州纳维科技有限公司", intent="氮化镓衬底"),
        project=make_project(session, cast.staff, node, name="年产十万片衬底项目"),
        signed=signed,
    )
