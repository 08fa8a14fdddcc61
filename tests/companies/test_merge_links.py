"""Links, targets and tags of two companies that turn out to be one."""

import pytest
from sqlalchemy import select

from crm.companies.rules.dealings import LinkKind
from crm.lists.models import Tagging
from tests.client import words
from tests.companies.merging import merge, undo
from tests.factories.chains import make_node
from tests.factories.companies import make_company, make_link, make_target
from tests.factories.lists import make_tag


@pytest.fixture
def two(session, cast):
    return make_company(session, cast.staff, "盐城华芯有限公司"), make_company(
        session, cast.staff, "华芯（盐城）有限公司"
    )


def tagged(session) -> set[tuple[int, int]]:
    return {tuple(row) for row in session.execute(select(Tagging.tag_id, Tagging.subject_id))}


def test_they_go_over_and_come_back(manager, cast, session, two):
    kept, other = two
    third, node = make_company(session, cast.staff), make_node(session)
    number, links = other.id, [make_link(session, other, third), make_link(session, third, other)]
    target = make_target(session, cast.staff, other, node)
    both = make_tag(session, "", ("company", kept.id), ("company", other.id))
    own = make_tag(session, "", ("company", other.id))
    before = tagged(session)
    merge(manager, kept, other)
    session.expire_all()
    assert (links[0].company_id, links[1].other_id, target.company_id) == (kept.id,) * 3
    assert {(both.id, kept.id), (own.id, kept.id)} <= tagged(session)
    undo(manager, session, kept)
    session.expire_all()
    assert (links[0].company_id, links[1].other_id, target.company_id) == (number,) * 3
    assert tagged(session) == before


def test_what_one_company_cannot_have_is_said_first(manager, cast, session, two):
    kept, other = two
    third, node = make_company(session, cast.staff), make_node(session, name="封测")
    link = make_link(session, kept, other, LinkKind.HOLDS)
    assert "之间登记有关系" in refused(manager, kept, other)
    session.delete(link)
    same = [make_link(session, one, third) for one in two]
    assert "相同的关系" in refused(manager, kept, other)
    session.delete(same[0])
    parents = [
        make_link(session, make_company(session, cast.staff), one, LinkKind.HOLDS) for one in two
    ]
    assert "各有上级集团" in refused(manager, kept, other)
    session.delete(parents[0])
    for one in two:
        make_target(session, cast.staff, one, node)
    assert "封测" in refused(manager, kept, other)


def refused(manager, kept, other) -> str:
    form = {"version": kept.version, "other_version": other.version}
    return words(manager.post(f"/companies/{kept.id}/merge/{other.id}", form, 400))
