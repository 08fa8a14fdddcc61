"""Two companies that are one, with everything that can hang on one."""

import pytest

from crm.attachments.models import Attachment
from crm.companies.models import (
    CompanyNode,
)
from crm.companies.rules import Honour, NameKind, Relation
from crm.lib.credit_code import complete
from tests.factories.chains import make_node
from tests.factories.companies import (
    make_company,
    make_contact,
    make_honour,
    make_name,
)
from tests.factories.leads import make_activity, make_lead
from tests.factories.projects import make_project

CODE, CODE2 = complete("91320400608131455"), complete("91320900MA1XABCD7")
HANGING = {"company_names", "company_nodes", "company_honours"}


@pytest.fixture
def pair(session, cast):
    """A company that stays, and its double with everything that can hang on one."""
    kept = make_company(session, cast.staff, "江苏天合光能有限公司", address="常州路1号")
    other = make_company(
        session, cast.colleague, "天合光能股份有限公司", short_name="天合", address="盐城路2号",
        website="trina.example", credit_code=CODE, relation=Relation.INVESTOR,
    )  # fmt: skip
    make_name(session, other, "天合", NameKind.SHORT)
    make_name(session, other, "Trina", NameKind.FOREIGN)
    make_honour(session, other, Honour.HIGH_TECH, source="公告")
    node = make_node(session, name="组件")
    session.add(CompanyNode(company_id=other.id, node_id=node.id, is_main=True))
    make_contact(session, other, cast.colleague, name="欧阳明")
    lead = make_lead(session, cast.colleague, company_id=other.id)
    make_activity(session, lead, cast.colleague, kind="company", subject_id=other.id)
    make_project(session, cast.colleague, node, company_id=other.id, name="组件厂")
    session.add(
        Attachment(
            kind="company",
            subject_id=other.id,
            name="名片.pdf",
            storage_key="k",
            size=1,
            sha256="0" * 64,
            media_type="application/pdf",
            uploaded_by_id=cast.staff.id,
        )
    )
    session.flush()
    return kept, other
