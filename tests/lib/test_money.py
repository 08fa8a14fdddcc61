import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib import money
from crm.lib.money import AmountError, AmountUnit, Currency, read_amount

UNITS = st.sampled_from(AmountUnit)
MINORS = st.integers(0, money.LARGEST)
WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


@given(MINORS, UNITS)
def test_what_is_shown_without_rounding_is_read_back(minor, unit):
    if unit.power == 8:
        minor -= minor % (unit.minor // 100)
    elif unit.power:
        minor -= minor % max(unit.minor // 1_000_000, 1)
    shown = money.format_number(minor, unit)
    assert read_amount(shown, unit) == minor
    assert read_amount(shown.translate(WIDE), unit) == minor
    assert read_amount(shown.replace(",", ""), unit) == minor


@given(MINORS, UNITS)
def test_what_a_field_shows_is_saved_unchanged(minor, unit):
    assert read_amount(money.exact_number(minor, unit), unit) == minor
    assert read_amount(f"{Decimal(minor) / unit.minor:f}", unit) == minor
    said = f"{money.exact_number(minor, unit)}{unit.label}"
    assert money.interpret_amount(said) == money.Interpretation(
        minor, unit.currency, approximate=False
    )


@given(st.text(max_size=80), UNITS)
def test_any_text_is_an_amount_or_refused(text, unit):
    with contextlib.suppress(AmountError):
        assert 0 <= read_amount(text, unit) <= money.LARGEST


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("30000", 30_000_000_000),
        ("30,000", 30_000_000_000),
        ("３０，０００", 30_000_000_000),
        ("1,234.56", 1_234_560_000),
        (" +5 ", 5_000_000),
        ("0.1", 100_000),
        ("0.2", 200_000),
        ("0", 0),
        ("5.", 5_000_000),
        ("007", 7_000_000),
        ("0.000001", 1),
        ("3.5000000000", 3_500_000),
        ("1000000000", money.LARGEST),
    ],
)
def test_numbers_in_wan_are_read_exactly(text, fen):
    assert read_amount(text, AmountUnit.WAN) == fen


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("3亿", "“3亿”请写成数字：单位为万元时填 30000，或把单位选为亿元填 3"),
        ("三个亿", "“三个亿”请写成数字：单位为万元时填 30000，或把单位选为亿元填 3"),
        ("1.2亿元", "“1.2亿元”请写成数字：单位为万元时填 12000，或把单位选为亿元填 1.2"),
        ("3000万", "“3000万”请写成数字：单位为万元时填 3000"),
        ("三千五百万", "“三千五百万”请写成数字：单位为万元时填 3500"),
        ("约5亿美元", "把单位选为亿美元填 5；“约”之类的说法请写进备注"),
        ("12,000万", "单位为万元时填 12000，或把单位选为亿元填 1.2"),
    ],
)
def test_words_are_refused_with_what_to_type(text, advice):
    with pytest.raises(AmountError) as refusal:
        read_amount(text, AmountUnit.WAN)
    assert advice in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "请填写金额"),
        ("　", "请填写金额"),
        ("NaN", "不是可识别的金额"),
        ("∞", "不是可识别的金额"),
        ("inf", "不是可识别的金额"),
        ("1e999", "请写成普通数字"),
        ("1E5", "请写成普通数字"),
        ("-1", "不能是负数"),
        ("－1", "不能是负数"),
        ("−3亿", "不能是负数"),
        ("负三万", "不能是负数"),
        ("9" * 5000, "金额太长"),
        ("1000000000.000001", "超过上限 100,000.00亿元"),
        ("1" + "0" * 15, "超过上限"),
        ("0.0000001", "最多精确到分"),
        ("30,00", "不是可识别的金额"),
        ("1,2345", "不是可识别的金额"),
        ("3²", "不是可识别的金额"),
        ("٣", "不是可识别的金额"),
        ("3-5亿", "不是可识别的金额"),
        ("0x10", "不是可识别的金额"),
        ("1_000", "不是可识别的金额"),
        ("=1+1", "不是可识别的金额"),
        ("九万亿亿", "不是可识别的金额"),
        ("12万亿", "超过金额上限"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_reason(text, reason):
    with pytest.raises(AmountError) as refusal:
        read_amount(text, AmountUnit.WAN)
    assert reason in str(refusal.value)


def test_a_currency_without_minor_units_takes_no_decimals():
    assert read_amount("1.5", AmountUnit.WAN_KRW) == 15_000
    with pytest.raises(AmountError, match="最多精确到元"):
        read_amount("0.5", AmountUnit.KRW)


@pytest.mark.parametrize(
    ("text", "minor", "currency", "approximate"),
    [
        ("1亿2000万元", 12_000_000_000, Currency.CNY, False),
        ("一亿零五百万", 10_500_000_000, Currency.CNY, False),
        ("三亿五", 35_000_000_000, Currency.CNY, False),
        ("3亿5千万", 35_000_000_000, Currency.CNY, False),
        ("两万五", 2_500_000, Currency.CNY, False),
        ("一点二亿", 12_000_000_000, Currency.CNY, False),
        ("半个亿", 5_000_000_000, Currency.CNY, False),
        ("人民币叁仟万元整", 3_000_000_000, Currency.CNY, False),
        ("2w", 2_000_000, Currency.CNY, False),
        ("十二亿", 120_000_000_000, Currency.CNY, False),
        ("三五〇万元", 350_000_000, Currency.CNY, False),
        ("总投资约50亿元", 500_000_000_000, Currency.CNY, True),
        ("3个多亿", 30_000_000_000, Currency.CNY, True),
        ("超过1亿元", 10_000_000_000, Currency.CNY, True),
        ("５００万美金", 500_000_000, Currency.USD, False),
        ("US$300万", 300_000_000, Currency.USD, False),
        ("3,000万欧元", 3_000_000_000, Currency.EUR, False),
        ("100亿韩元", 10_000_000_000, Currency.KRW, False),
        ("300亿日元", 30_000_000_000, Currency.JPY, False),
        ("HK$2亿", 20_000_000_000, Currency.HKD, False),
        ("20万新台币", 20_000_000, Currency.TWD, False),
    ],
)
def test_words_are_understood(text, minor, currency, approximate):
    assert money.interpret_amount(text) == money.Interpretation(minor, currency, approximate)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "亿",
        "万",
        "若干",
        "30000",
        "3-5亿",
        "1亿2000",
        "5万亿亿",
        "三十百万",
        "3亿美元人民币",
        "十千",
    ],
)
def test_what_is_open_is_not_guessed(text):
    assert money.interpret_amount(text) is None


def test_a_bare_number_stands_in_the_unit_given():
    found = money.interpret_amount("五百", default=AmountUnit.WAN)
    assert found is not None
    assert (found.minor, found.unit, found.value) == (500_000_000, AmountUnit.WAN, Decimal(500))


@given(MINORS, UNITS)
def test_an_amount_with_its_unit_is_understood_as_itself(minor, unit):
    minor -= minor % (unit.minor // 100 if unit.power == 8 else unit.minor)
    found = money.interpret_amount(money.format_amount(minor, unit))
    assert found == money.Interpretation(minor, unit.currency, approximate=False)


@given(st.text(alphabet="0123456789.,零一二两三十百千万亿点半个约元美$-w", max_size=12))
def test_the_tolerant_reader_never_fails(text):
    found = money.interpret_amount(text, default=AmountUnit.WAN)
    assert found is None or found.minor >= 0


@pytest.mark.parametrize(
    ("minor", "unit", "shown"),
    [
        (123_456_789_012, AmountUnit.YI, "12.35亿元"),
        (3 * 10**12, AmountUnit.WAN, "3,000,000万元"),
        (123_450_000, AmountUnit.WAN, "123.45万元"),
        (150, AmountUnit.YUAN, "1.50元"),
        (-12_300, AmountUnit.YUAN, "-123元"),
        (0, AmountUnit.YI, "0.00亿元"),
        (120_000_000, AmountUnit.WAN_USD, "120万美元"),
        (50_000_000, AmountUnit.YI, "0.01亿元"),
    ],
)
def test_amounts_are_shown_as_the_office_writes_them(minor, unit, shown):
    assert money.format_amount(minor, unit) == shown


def test_the_short_forms_are_in_fen():
    assert money.format_yi(30_000_000_000) == "3.00亿元"
    assert money.format_wan(30_000_000_000) == "30,000万元"


@pytest.mark.parametrize(
    ("yi", "band"),
    [
        ("0.99", "1亿元以下"),
        ("1", "1–5亿元"),
        ("4.99", "1–5亿元"),
        ("5", "5–10亿元"),
        ("10", "10–50亿元"),
        ("50", "50亿元以上"),
    ],
)
def test_a_band_begins_with_its_lower_end(yi, band):
    assert money.amount_band(read_amount(yi, AmountUnit.YI)) == band


def test_every_currency_has_three_units_smallest_first():
    for currency in Currency:
        assert [unit.power for unit in AmountUnit.of(currency)] == [0, 4, 8]
