"""What the tests of projects share."""

import io

import pytest

from tests.factories.chains import make_chain, make_node
from tests.factories.projects import make_definition, make_investor, make_project

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def pdf():
    """Makes a small file: `pdf("协议.pdf")`."""
    return lambda name="投资协议（终稿）.pdf": (io.BytesIO(PDF), name)


@pytest.fixture
def node(session):
    make_definition(session)
    return make_node(session, make_chain(session, code="ic"))


@pytest.fixture
def project(session, cast, node):
    """A project of staff's."""
    return make_project(session, cast.staff, node, name="年产十万片衬底")


@pytest.fixture
def secret(session, cast, node):
    """A confidential project of staff's, whom alone it is known to."""
    company = make_investor(session, cast.staff, "芯密半导体有限公司")
    return make_project(
        session, cast.staff, node, name="密名项目", code_name="DH 半导体", confidential=True,
        company_id=company.id, description="密密建设内容", next_step="密密下一步",
        investment_minor=7_777_0000_0000, investment_fen=7_777_0000_0000,
    )  # fmt: skip


SECRETS = ("密名", "芯密", "密密", "77.77", "777,700")


def tells_nothing(text: str) -> bool:
    """Whether a page of the confidential project holds none of its secrets."""
    return not [word for word in SECRETS if word in text]
