"""The page says to each person what is to be done next, and nothing that is not his to know."""

import pytest

from crm.plans.rules import Stage
from crm.projects.rules import MilestoneState
from tests.factories.plans import make_quota
from tests.factories.projects import LONG_AGO, make_milestone


@pytest.fixture
def waiting(session, cast, office):
    state = MilestoneState.REPORTED
    return make_milestone(
        session, office.project, Stage.SIGNED, LONG_AGO, state, reported_by_id=cast.staff.id
    )


def main_button(browser, url):
    """The words and the address of the one button that is to be pressed."""
    (button,) = browser.page(url).select("main a.btn-primary")
    return button.get_text(strip=True), button["href"]


def test_to_verify_comes_first_for_the_manager(staff, manager, office, waiting):
    own = f"/projects/{office.project.id}"
    place = f"{own}?tab=milestones#milestone-{waiting.id}"
    assert main_button(manager, own) == ("认定签约", place)
    assert main_button(staff, own)[0] == "填报注册"


def test_the_workbench_leads_to_where_it_is_verified(manager, office, waiting):
    links = [link["href"] for link in manager.page("/").select("main a[href]")]
    assert f"/projects/{office.project.id}?tab=milestones" in links


def test_what_waits_is_verified_or_returned_and_not_revoked(manager, office, waiting):
    page = manager.page(f"/projects/{office.project.id}?tab=milestones")
    card = page.find(id=f"milestone-{waiting.id}").get_text(" ", strip=True)
    assert "认定" in card
    assert "退回" in card
    assert "撤销" not in card


def test_a_part_is_not_held_against_the_whole_zones_target(session, staff, leader, office):
    make_quota(session, node_id=office.node.id, milestone=Stage.REGISTERED, target=10)
    address = f"/chains/ic/{office.node.code}"
    assert "净缺口 9." in leader.text(address)
    assert "净缺口 —" in staff.text(address)
    assert "不与全区的目标比较缺口" in staff.text(address)
