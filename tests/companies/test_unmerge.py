"""Merged companies are taken apart again."""

import pytest
from sqlalchemy import func, select

from crm.companies.models import (
    Company,
    CompanyHonour,
)
from crm.lib.credit_code import complete
from tests.client import words
from tests.companies.merging import merge, state, undo
from tests.factories.companies import (
    make_company,
)
from tests.factories.leads import make_lead

CODE, CODE2 = complete("91320400608131455"), complete("91320900MA1XABCD7")
HANGING = {"company_names", "company_nodes", "company_honours"}


@pytest.mark.parametrize("chosen", [{}, {"take_name": "other", "take_address": "other"}])
def test_undone_everything_is_as_it_was(manager, session, pair, chosen):
    kept, other = pair
    gone, before = other.id, state(session)
    merge(manager, kept, other, **chosen)
    assert state(session) != before
    assert undo(manager, session, kept).location == f"/companies/{gone}"
    assert state(session) == before
    assert "合并记录" not in manager.text(f"/companies/{kept.id}")
    assert "欧阳明" in manager.text(f"/companies/{gone}")
    found = manager.get("/search", 200, query_string={"q": "Trina"}).text
    assert f"/companies/{gone}" in found
    assert f'/companies/{kept.id}"' not in found


def test_undoing_twice_is_refused(manager, session, pair):
    kept, other = pair
    merge(manager, kept, other)
    undo(manager, session, kept)
    assert "已经撤销过了" in words(undo(manager, session, kept, 400))
    assert session.scalar(select(func.count(Company.id))) == 2


@pytest.mark.parametrize("change", ["field", "name", "part"])
def test_what_was_changed_since_stands_in_the_way(manager, staff, cast, session, pair, change):
    kept, other = pair
    merge(manager, kept, other, take_address="other")
    if change == "field":
        staff.submit(f"/companies/{kept.id}/edit", {"address": "又改了"}, 302)
        says = "“地址”在合并后又被修改过"
    elif change == "name":
        make_company(session, cast.outsider, "天合光能股份有限公司")
        says = "又登记了同一名称的企业"
    else:
        session.scalars(select(CompanyHonour)).one().source = "另一个公告"
        session.flush()
        says = "转入的资质后来又被修改过"
    before = state(session)
    assert says in words(undo(manager, session, kept, 400))
    assert state(session) == before


def test_what_was_entered_since_stays(manager, cast, session, pair):
    kept, other = pair
    merge(manager, kept, other)
    new = make_lead(session, cast.staff, company_id=kept.id)
    undo(manager, session, kept)
    session.expire_all()
    assert new.company_id == kept.id
