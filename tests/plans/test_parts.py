"""Breaking a quota down to units and months: the rules, the page, the own pace."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.audit.queries import timeline
from crm.lib.periods import Period
from crm.plans.models import Quota
from crm.plans.rules import Curve, Metric, Part, months_of, parts_differ
from tests.client import words
from tests.factories.chains import make_node
from tests.factories.plans import make_definition, make_plan, make_quota

YEAR = Period.year(2024)


def curve_of(targets, period=YEAR, whole=None):
    months = months_of(period)
    parts = [Part(1, one, Decimal(n)) for one, n in zip(months, targets, strict=True)]
    total = Decimal(sum(targets)) if whole is None else Decimal(whole)
    return Curve.of(Part(1, period, total), parts)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([20, 38], "分解合计 58，比总目标少 2"),
        ([30, 31], "分解合计 61，比总目标多 1"),
        ([60], ""),
    ],
)
def test_the_sum_says_by_how_much_it_is_not_the_whole(parts, sentence):
    assert parts_differ(Decimal(60), [Decimal(one) for one in parts]) == sentence


@given(st.lists(st.integers(0, 50), min_size=12, max_size=12), st.dates(YEAR.start, YEAR.end))
def test_the_own_pace_never_falls_and_ends_at_the_whole(targets, on):
    curve = curve_of(targets)
    if not sum(targets):
        assert curve is None
        return
    assert 0 <= curve.progress(on) <= 1
    assert curve.progress(YEAR.end) == 1
    assert curve.progress(date(2024, 2, 29)) == Fraction(sum(targets[:2]), sum(targets))


def test_months_that_do_not_make_the_whole_are_no_pace():
    assert curve_of([5] * 12, whole=61) is None
    assert curve_of([5] * 12, whole=60) is not None


def test_months_that_lack_one_are_no_pace():
    months = months_of(YEAR)[1:]
    parts = [Part(1, one, Decimal(1)) for one in months]
    assert Curve.of(Part(1, YEAR, Decimal(11)), parts) is None


def test_a_manager_breaks_a_target_down_to_the_units_below(manager, session, cast):
    node = make_node(session)
    quota = make_quota(
        session, unit=cast.park_a, node_id=node.id, chain_id=node.chain_id, foreign_only=True
    )
    url = f"/quotas/{quota.id}/parts"
    manager.submit(url, {f"u{cast.office.id}": "58"}, 302)
    part = session.scalars(select(Quota).where(Quota.parent_id == quota.id)).one()
    assert (part.unit_id, part.target, part.node_id) == (cast.office.id, 58, node.id)
    assert part.foreign_only
    text = manager.text(f"/quotas/{quota.id}")
    assert "分解合计 58，比总目标少 2" in text
    assert part.title in text
    manager.submit(url, {f"u{cast.office.id}": "60"}, 302)
    assert part.target == 60
    assert "比总目标" not in manager.text(f"/quotas/{quota.id}")
    assert {entry.action for entry in timeline(session, "quota", part.id)} == {"created", "updated"}


def test_months_that_make_the_whole_set_the_pace(manager, session, cast):
    make_definition(session)
    quota = make_quota(session, unit=cast.park_a, target=Decimal(12))
    manager.submit(f"/quotas/{quota.id}/parts?by=month", {"m202612": "12"}, 302)
    assert "自定月度曲线" not in manager.text(f"/quotas/{quota.id}")
    typed = {f"m2026{month:02}": "0" for month in range(1, 12)} | {"m202612": "12"}
    manager.submit(f"/quotas/{quota.id}/parts?by=month", typed, 302)
    assert "自定月度曲线" in manager.text(f"/quotas/{quota.id}")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("六十", "请只填数字"), ("-1", "不能是负数"), ("1.5", "请填整数"), ("1e15", "目标值过大")],
)
def test_bad_parts_are_refused_and_stay_as_typed(manager, session, cast, typed, sentence):
    quota = make_quota(session, unit=cast.park_a)
    answer = manager.submit(f"/quotas/{quota.id}/parts", {f"u{cast.office.id}": typed}, 400)
    assert sentence in words(answer)
    assert f'value="{typed}"' in answer.text
    assert session.scalars(select(Quota).where(Quota.parent_id == quota.id)).all() == []


def test_others_break_nothing_down(request, session, cast, guest, manager):
    own = make_quota(session, unit=cast.park_a)
    zone = make_quota(session)
    for person in ("staff", "leader", "admin", "auditor"):
        request.getfixturevalue(person).get(f"/quotas/{own.id}/parts", 403)
    manager.get(f"/quotas/{zone.id}/parts", 403)
    assert "/login" in guest.get(f"/quotas/{own.id}/parts", 302).location


def test_more_parts_take_no_more_queries(manager, session, cast, count_queries):
    make_definition(session)
    quota = make_quota(session, unit=cast.park_a)
    make_quota(session, unit=cast.office, parent_id=quota.id)
    manager.get(f"/quotas/{quota.id}", 200)
    with count_queries() as few:
        manager.get(f"/quotas/{quota.id}", 200)
    for _ in range(20):
        make_quota(session, unit=cast.office, parent_id=quota.id)
    with count_queries() as many:
        manager.get(f"/quotas/{quota.id}", 200)
    assert len(many) <= len(few)


def test_what_is_looked_at_only_is_left_out_unless_asked_for(leader, session):
    make_definition(session)
    make_quota(session, title="本区目标")
    make_quota(session, title="某市目标", subject="某市")
    make_quota(session, title="省里目标", plan_id=make_plan(session, is_reference=True).id)
    text = leader.text("/quotas")
    assert "1 项目标" in text
    assert "本区目标" in text
    assert "2 项目标" in leader.text("/quotas?reference=1")
    assert "3 项目标" in leader.text("/quotas?reference=all")
    assert "某市目标" not in leader.text("/")


def test_a_part_is_listed_below_its_whole_or_alone_without_it(leader, session, cast):
    make_definition(session)
    whole = make_quota(session, title="全区目标")
    make_quota(session, title="园区一份", unit=cast.park_a, parent_id=whole.id)
    text = leader.text("/quotas")
    assert "分解 1 项" in text
    assert "园区一份" not in text
    assert "园区一份" in leader.text(f"/quotas?unit={cast.park_a.id}")


def test_many_quotas_stand_on_pages(leader, session):
    make_definition(session)
    for number in range(35):
        make_quota(session, title=f"目标{number:02}", position=number)
    first = leader.text("/quotas?year=2026")
    assert "目标29" in first
    assert "目标30" not in first
    assert "目标34" in leader.text("/quotas?year=2026&page=2")


def test_the_tree_takes_at_most_twelve_queries(leader, session, count_queries):
    make_definition(session)
    for number, metric in enumerate([*Metric] * 10):
        node = make_node(session)
        make_quota(
            session, title=f"目标{number}", metric=metric, node_id=node.id, chain_id=node.chain_id,
            capacity_unit="GW", foreign_only=number % 3 == 0,
        )  # fmt: skip
    leader.get("/quotas", 200)
    with count_queries() as asked:
        leader.get("/quotas", 200)
    assert len(asked) <= 12


def test_without_units_below_it_begins_with_months(manager, session, cast):
    own = make_quota(session, unit=cast.office)
    page = manager.page(f"/quotas/{own.id}/parts")
    assert page.select_one("input[name=m202601]")
    assert "没有下级单位" in manager.text(f"/quotas/{own.id}/parts?by=unit")
