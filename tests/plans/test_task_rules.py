"""How a task stands, and what may be reported of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.plans.rules import (
    TaskFace,
    TaskState,
    TaskValues,
    month_of,
    names_in,
    report_fault,
    reportable_months,
    task_fault,
    task_stand,
)

ON = date(2026, 11, 20)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
BEFORE, AFTER = date(2026, 11, 19), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("month", "state", "due_on", "face", "overdue", "missing"),
    [
        (None, None, None, TaskFace.SILENT, False, True),
        (None, None, BEFORE, TaskFace.BEHIND, True, True),
        (None, None, ON, TaskFace.SILENT, False, True),  # the deadline's own day is in time
        (OCTOBER, TaskState.NORMAL, AFTER, TaskFace.NORMAL, False, True),
        (NOVEMBER, TaskState.NORMAL, AFTER, TaskFace.NORMAL, False, False),
        (NOVEMBER, TaskState.NORMAL, BEFORE, TaskFace.BEHIND, True, False),
        (NOVEMBER, TaskState.BEHIND, AFTER, TaskFace.BEHIND, False, False),
        (OCTOBER, TaskState.DONE, BEFORE, TaskFace.DONE, False, False),
        (OCTOBER, TaskState.DONE, None, TaskFace.DONE, False, False),
    ],
)
def test_a_task_stands_as_its_last_report_and_deadline_say(
    month, state, due_on, face, overdue, missing
):
    stand = task_stand(month, state, due_on, ON)
    assert (stand.face, stand.overdue, stand.missing) == (face, overdue, missing)


@given(
    st.none() | st.sampled_from(list(TaskState)),
    st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_what_is_overdue_is_behind_and_what_is_done_is_neither(state, due_on, on):
    stand = task_stand(on.replace(day=1) if state else None, state, due_on, on)
    assert not stand.overdue or stand.face is TaskFace.BEHIND
    assert stand.face is not TaskFace.DONE or not (stand.overdue or stand.missing)
    assert stand.missing == (state is None)


def test_months_go_back_to_the_beginning_of_the_plan_and_no_further_ahead_than_now():
    assert reportable_months(date(2026, 9, 15), ON) == [NOVEMBER, OCTOBER, date(2026, 9, 1)]
    assert len(reportable_months(date(2010, 1, 1), ON)) == 36
    assert reportable_months(date(2027, 1, 1), ON) == [NOVEMBER]


def test_a_future_month_and_an_empty_report_are_refused():
    assert report_fault(NOVEMBER, "开工", ON) is None
    assert report_fault(date(2026, 12, 1), "开工", ON)[0] == "month"
    assert report_fault(NOVEMBER, " ", ON)[0] == "text"


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1", "202611", "二〇二六年"])
def test_what_is_no_month_is_none(text):
    assert month_of(text) is None
    assert month_of("2026-11") == NOVEMBER


def test_departments_are_read_from_what_people_write():
    assert names_in("区科技局、区经发局，区科技局\n各园区；") == ("区科技局", "区经发局", "各园区")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, None),
        ({"title": " "}, "title"),
        ({"leads": ()}, "leads"),
        ({"helpers": ("区科技局",)}, "helpers"),
        ({"leads": ("长" * 81,)}, "leads"),
        ({"helpers": tuple(f"{number}局" for number in range(31))}, "helpers"),
    ],
)
def test_a_task_says_what_and_who(given, field):
    values = TaskValues(**{"number": 1, "title": "扩大有效投入", "leads": ("区科技局",), **given})
    fault = task_fault(values)
    assert (fault and fault[0]) == field
