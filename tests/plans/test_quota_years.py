"""The list of quotas shows this year's first, and all when asked."""

from datetime import date

import pytest

from tests.factories.plans import make_quota


@pytest.fixture(autouse=True)
def two_years(session, cast):
    for year in (2025, 2026):
        make_quota(
            session,
            unit_id=cast.park_a.id,
            title=f"{year}年签约",
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
        )


def test_it_begins_with_this_year(manager):
    text = manager.text("/quotas")
    assert "2026年签约" in text
    assert "2025年签约" not in text


def test_all_years_are_one_click_away(manager):
    page = manager.page("/quotas")
    assert any(link["href"] == "/quotas?year=" for link in page.select("a[href]"))
    assert "2025年签约" in manager.text("/quotas?year=")


@pytest.mark.parametrize("asked", ["unit=99999999999999999999", "year=x", "node=-1", "year=0"])
def test_what_cannot_be_asked_is_left_out(manager, asked):
    assert "2025年签约" in manager.text(f"/quotas?{asked}")
