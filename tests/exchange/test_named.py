"""The plan's own pipeline on the plan's page."""

import pytest
from sqlalchemy import select

from crm.projects.models import Project

pytestmark = pytest.mark.usefixtures("seeds")
PAGE = "/plans/yc-etdz-ei"


def names(browser) -> set[str]:
    return {link.text for link in browser.page(PAGE).select("#named td.main a")}


def test_a_leader_sees_everything_that_the_plan_names(leader):
    found = names(leader)
    assert {"英锐6吋、8吋晶圆工厂", "DH半导体", "东京电子"} <= found
    assert "第四章 二、完善链条" in leader.text(PAGE)


def test_staff_of_a_park_see_the_pool_but_not_the_projects_of_the_zone(staff):
    found = names(staff)
    assert "DH半导体" in found
    assert "英锐6吋、8吋晶圆工厂" not in found


def test_a_project_made_confidential_shows_its_code_name(leader, session):
    wanted = select(Project).where(Project.name.startswith("英锐"))
    project = session.scalars(wanted).one()
    project.confidential, project.code_name = True, "YR项目"
    session.flush()
    found = names(leader)
    assert "YR项目" in found
    assert project.name not in found


def test_the_plan_takes_a_bounded_number_of_queries(leader, count_queries):
    leader.get(PAGE, 200)
    with count_queries() as queries:
        leader.get(PAGE, 200)
    assert len(queries) <= 12
