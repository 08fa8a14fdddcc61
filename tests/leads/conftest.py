"""A lead, and a call about it that was logged."""

from datetime import date

import pytest

from tests.factories.leads import make_activity, make_lead
from tests.leads.logged import EARLIER


@pytest.fixture
def lead(session, cast):
    return make_lead(
        session, cast.staff, "苏州纳维科技有限公司", reported_on=date(2026, 10, 20),
        last_followed_on=EARLIER,
    )  # fmt: skip


@pytest.fixture
def call(session, cast, lead):
    return make_activity(session, lead, cast.staff, happened_on=EARLIER, summary="打了电话")


@pytest.fixture
def url(call):
    return f"/activities/{call.id}"
