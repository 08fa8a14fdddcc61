"""The board: the pipeline by stage."""

import pytest

from tests.factories.projects import make_project


def test_it_sums_what_the_viewer_knows_and_says_what_it_leaves_out(session, cast, staff, manager):
    make_project(session, cast.staff, name="公开的项目")
    make_project(session, cast.staff, confidential=True, code_name="甲项目")
    known = staff.text("/projects/board")
    assert "总投资 6.00亿元" in known
    assert "未计金额" not in known
    masked = manager.text("/projects/board")
    assert "总投资 3.00亿元" in masked
    assert "另有 1 个涉密项目未计金额" in masked
    assert "甲项目" in masked


def test_it_is_hidden_from_the_outsider(session, cast, outsider):
    make_project(session, cast.staff, name="公开的项目")
    assert "公开的项目" not in outsider.text("/projects/board")


def test_it_asks_for_sign_in(guest):
    guest.get("/projects/board", 302)


def test_cards_cost_no_more_queries_than_one(session, cast, staff, count_queries):
    make_project(session, cast.staff)
    with count_queries() as few:
        staff.get("/projects/board", 200)
    for _ in range(12):
        make_project(session, cast.staff)
    with count_queries() as many:
        staff.get("/projects/board", 200)
    assert len(many) == len(few)


@pytest.mark.parametrize("few", [5_000, 0])
def test_few_and_many_have_the_same_cards(staff, session, cast, node, monkeypatch, few):
    monkeypatch.setattr("crm.projects.queries.board.FEW", few)
    for number in range(3):
        make_project(session, cast.staff, node, name=f"晶圆{number}", is_foreign=number > 0)
    text = staff.text("/projects/board?foreign=1&chain=ic")
    assert text.index("晶圆2") < text.index("晶圆1")
    assert "晶圆0" not in text
    assert "晶圆1" in staff.text("/projects/board?q=晶圆")
