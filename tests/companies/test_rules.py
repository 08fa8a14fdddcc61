"""What is hidden of telephone numbers and mail addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.companies.rules import mask_email, mask_phone, phone_key, tidy_phone


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812345678", "138****5678"),
        ("0515-88881234", "051*-****1234"),
        ("", ""),
        ("12345", "*****"),
    ],
)
def test_a_number_shows_its_ends_only(text, shown):
    assert mask_phone(text) == shown


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_four_digits_of_a_mobile_number_stay_hidden(number):
    assert mask_phone(number).count("*") == 4
    for written in (number, f"+86 {number}", f"{number[:3]}-{number[3:7]}-{number[7:]}"):
        assert phone_key(written) == number
        assert tidy_phone(written) == number


def test_other_numbers_are_kept_as_they_were_typed():
    assert tidy_phone(" 0515-88881234 转 801 ") == "0515-88881234 转 801"


def test_a_mail_address_shows_its_domain_only():
    assert mask_email("zhang@example.com") == "z***@example.com"
    assert mask_email("") == ""
    assert mask_email("odd") == "***"
