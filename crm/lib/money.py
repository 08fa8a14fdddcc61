"""Amounts of money: whole minor units (分) within, text at the edges, exact in both directions."""

import re
from decimal import Decimal

from crm.lib.amount_words import Interpretation, interpret_amount
from crm.lib.currencies import AmountUnit, Currency

__all__ = [
    "LARGEST",
    "AmountError",
    "AmountUnit",
    "Currency",
    "Interpretation",
    "amount_band",
    "exact_number",
    "format_amount",
    "format_number",
    "format_wan",
    "format_yi",
    "interpret_amount",
    "read_amount",
]

# In minor units: 10 万亿元, ten times the largest investment plan of a province. Nine thousand
# such amounts still add up inside a 64-bit integer, which is what both databases hold.
LARGEST = 10**15
LONGEST = 60

_PLAIN = re.compile(r"\+?(\d+)(?:\.(\d*))?", re.ASCII)
_GROUPED = re.compile(r"\+?(\d{1,3}(?:,\d{3})+)(?:\.(\d*))?", re.ASCII)
_NEGATIVE = re.compile(r"(?:[-−–—]|负)\s*[\d.零一二三四五六七八九十]", re.ASCII)
_SCIENTIFIC = re.compile(r"\+?[\d.]+e[+-]?\d+", re.ASCII | re.IGNORECASE)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

_BANDS = (
    (1, "1亿元以下"),
    (5, "1–5亿元"),
    (10, "5–10亿元"),
    (50, "10–50亿元"),
)
LARGEST_BAND = "50亿元以上"


class AmountError(ValueError):
    """The text is no amount that can be taken; the message is a sentence for the field."""


def read_amount(text: str, unit: AmountUnit) -> int:
    """What a form field says, in minor units of the unit's currency.

    Digits with or without thousands separators and decimals, full-width ones too. Raises
    AmountError whose sentence says how words such as “3亿” were understood and what to type.
    """
    typed = text.translate(_FULL_WIDTH).strip()
    if not typed:
        raise AmountError("请填写金额")
    if len(typed) > LONGEST:
        raise AmountError(f"金额太长（{len(typed)} 个字），请只写数字，例如 30000")
    match = _PLAIN.fullmatch(typed) or _GROUPED.fullmatch(typed)
    if match is None:
        raise AmountError(_why_not(typed, unit))
    return _exact(typed, match[1].replace(",", ""), match[2] or "", unit)


def _exact(typed: str, whole: str, fraction: str, unit: AmountUnit) -> int:
    minor, rest = divmod(int(whole + fraction) * unit.minor, 10 ** len(fraction))
    if rest:
        smallest = "分" if unit.currency is Currency.CNY else "最小货币单位"
        smallest = smallest if unit.currency.digits else "元"
        raise AmountError(f"“{typed}”的小数位过多：金额最多精确到{smallest}")
    if minor > LARGEST:
        most = format_amount(LARGEST, AmountUnit.of(unit.currency)[2])
        raise AmountError(f"金额超过上限 {most}，请核对数字和单位（现在的单位是{unit.label}）")
    return minor


def _why_not(typed: str, unit: AmountUnit) -> str:
    """The sentence for a text that is not a plain number."""
    if _NEGATIVE.match(typed):
        return "金额不能是负数"
    if _SCIENTIFIC.fullmatch(typed):
        return f"“{typed}”请写成普通数字，例如 30000"
    understood = interpret_amount(typed, default=unit)
    if understood is None:
        return f"“{typed}”不是可识别的金额，请只写数字，例如 30000"
    if understood.minor > LARGEST:
        return f"“{typed}”超过金额上限，请核对后只写数字"
    hint = "；“约”之类的说法请写进备注" if understood.approximate else ""
    return f"“{typed}”请写成数字：{_what_to_type(understood, unit)}{hint}"


def _what_to_type(understood: Interpretation, unit: AmountUnit) -> str:
    natural = understood.unit
    if natural is unit:
        return f"单位为{unit.label}时填 {understood.within(unit)}"
    first = f"单位为{unit.label}时填 {understood.within(unit)}，或"
    if natural.currency is not unit.currency:
        first = ""
    return f"{first}把单位选为{natural.label}填 {understood.within(natural)}"


def format_number(minor: int, unit: AmountUnit) -> str:
    """The amount in the unit without its name, for tables whose head names the unit.

    Thousands separators; 亿 with two decimals, rounded half up; others with as many as it takes.
    """
    if unit.power == 8:  # in whole numbers: lists have fifty of them
        hundredths = (abs(minor) * 100 + unit.minor // 2) // unit.minor
        sign = "-" if minor < 0 and hundredths else ""
        return f"{sign}{hundredths // 100:,}.{hundredths % 100:02}"
    value = Decimal(minor) / unit.minor
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    if unit.power == 0 and "." in text:
        return f"{value:,.2f}"
    return text


def format_amount(minor: int, unit: AmountUnit) -> str:
    """The amount with its unit: 30,000万元, 3.00亿元, 1,200万美元."""
    return f"{format_number(minor, unit)}{unit.label}"


def exact_number(minor: int, unit: AmountUnit) -> str:
    """The amount in the unit to the last digit, for fields: read_amount gives it back.

    format_number rounds 亿 to two decimals; a form that showed those would change what it saves.
    """
    return unit.exact(minor)


def format_yi(fen: int) -> str:
    """Fen as 亿元 with two decimals: 12.30亿元."""
    return format_amount(fen, AmountUnit.YI)


def format_wan(fen: int) -> str:
    """Fen as 万元: 30,000万元."""
    return format_amount(fen, AmountUnit.WAN)


def amount_band(fen: int) -> str:
    """The band of size of an amount in fen; all that a confidential project shows of it."""
    for below, label in _BANDS:
        if fen < below * AmountUnit.YI.minor:
            return label
    return LARGEST_BAND
