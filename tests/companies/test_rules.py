"""How companies are recognised, and what is hidden of telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.companies.rules import (
    Identity,
    Likeness,
    likeness,
    mask_email,
    mask_phone,
    name_keys,
    phone_key,
    tidy_phone,
)

names = st.text(alphabet="天合光能协鑫晶澳江苏盐城有限公司科技集团abc", min_size=1, max_size=20)


def known(name: str, **given) -> Identity:
    return Identity(core=name_keys(name).core, **given)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (known("甲公司", credit_code="X"), known("乙公司", credit_code="X"), Likeness.CREDIT_CODE),
        (known("江苏天合光能有限公司"), known("天合光能股份有限公司"), Likeness.NAME),
        (known("新名公司", others=frozenset({"旧名"})), known("旧名有限公司"), Likeness.SHORT_NAME),
        (known("天合光能"), known("天合光能储能"), Likeness.SIMILAR),
        (known("天合光能"), known("天和光能"), Likeness.SOUND),
        (known("甲一"), known("乙二", phones=frozenset({"1"})), None),
        (
            known("甲一", phones=frozenset({"13800000000"})),
            known("乙二", phones=frozenset({"13800000000"})),
            Likeness.PHONE,
        ),
        (known("协鑫集成"), known("晶澳科技"), None),
        (known("天河"), known("天和"), None),
        (Identity(core=""), Identity(core=""), None),
    ],
)
def test_the_strongest_reason_is_given(one, other, reason):
    assert likeness(one, other) is reason
    assert likeness(other, one) is reason


@given(names)
def test_a_company_is_like_itself(name):
    one = known(name)
    assert likeness(one, one) is (Likeness.NAME if one.core else None)


@given(names, names)
def test_likeness_has_no_direction(one, other):
    assert likeness(known(one), known(other)) is likeness(known(other), known(one))


def test_strong_reasons_come_first():
    assert [one.is_strong for one in Likeness] == [True, True, True, False, False, False]
    assert sorted(Likeness, key=lambda one: one.rank) == list(Likeness)


@given(st.text(max_size=60))
def test_keys_fit_their_columns(name):
    keys = name_keys(name * 10)
    assert len(keys.core) <= 200
    assert len(keys.sound) <= 200


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
