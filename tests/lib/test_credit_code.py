import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib import credit_code
from crm.lib.credit_code import ALPHABET, CreditCodeError, check_credit_code, complete

# The example of the standard, and one printed in a public register.
KNOWN = ("91350100M000100Y43", "11320000MB151840XJ")
LETTERS = st.sampled_from(ALPHABET)
FIRST17 = st.builds(
    lambda head, region, body: head + region + body,
    st.text(LETTERS, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(LETTERS, min_size=9, max_size=9),
)


@pytest.mark.parametrize("code", KNOWN)
def test_published_codes_pass(code):
    assert check_credit_code(code) == code
    assert complete(code[:17]) == code
    assert credit_code.organisation_check(code[8:16]) == code[16]


@given(FIRST17)
def test_a_completed_code_passes(first17):
    assert check_credit_code(complete(first17)) == complete(first17)


@given(FIRST17, st.integers(0, 17), LETTERS)
def test_one_wrong_character_never_passes(first17, place, wrong):
    code = complete(first17)
    changed = code[:place] + wrong + code[place + 1 :]
    if changed != code:
        with pytest.raises(CreditCodeError):
            check_credit_code(changed)


@pytest.mark.parametrize(
    "typed",
    [
        " 91350100m000100y43 ",
        "９１３５０１００M000100Y43",
        "91350100-M000100Y-43",
        "9135 0100 M000 100Y 43",
    ],
)
def test_a_code_is_brought_to_its_normal_form(typed):
    assert check_credit_code(typed) == KNOWN[0]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "请填写"),
        ("91350100M000100Y4", "应为 18 位，现在是 17 位"),
        ("91350100M000100Y433", "应为 18 位，现在是 19 位"),
        ("9135010OM000100Y43", "第 8 位的“O”不会出现.*是否应为 0？"),
        ("91350100M000100V43", "第 16 位的“V”不会出现"),
        ("91350100M000*00Y43", "第 13 位现在是“\\*”"),
        ("9135A100M000100Y43", "第 3–8 位应为数字，第 5 位现在是“A”"),
        ("91350100M000100Y44", "末位应为 3，现在是 4"),
        ("中" * 18, "第 1 位现在是“中”"),
    ],
)
def test_a_wrong_code_is_refused_with_what_is_wrong(typed, reason):
    with pytest.raises(CreditCodeError, match=reason):
        check_credit_code(typed)


@given(st.text(max_size=30))
def test_any_text_passes_or_is_refused(text):
    with contextlib.suppress(CreditCodeError):
        assert len(check_credit_code(text)) == credit_code.LENGTH
