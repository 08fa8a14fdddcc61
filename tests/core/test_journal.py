"""Values as the log words them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from crm.accounts.rules import Role
from crm.core.journal import LONGEST_VALUE, masked, plain


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Role.STAFF, "招商专员"),
        (True, "是"),
        (False, "否"),
        (date(2026, 11, 20), "2026-11-20"),
        (datetime(2026, 11, 20, 16, 30, tzinfo=UTC), "2026-11-21 00:30"),
        (Decimal("12.500"), "12.5"),
        (Decimal("100"), "100"),
        (7, "7"),
        ("电池", "电池"),
    ],
)
def test_are_read_by_people(value, words):
    assert plain(value) == words


def test_are_cut_when_long():
    assert len(plain("长" * 9000)) == LONGEST_VALUE


@pytest.mark.parametrize(
    ("text", "shown"),
    [("13812345678", "138****5678"), ("0515-88888888", "051****8888"), ("123456", "******")],
)
def test_are_masked_when_personal(text, shown):
    assert masked(text) == shown
