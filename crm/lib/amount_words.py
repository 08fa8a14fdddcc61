"""Amounts as people write them in words: “三千五百万”, “约5亿美元”, “1亿2000万元”, “三个亿”.

A tolerant reader, for saying back what was understood and for filling in from spreadsheets;
never for taking an amount silently.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from crm.lib.currencies import AmountUnit, Currency

LONGEST = 60
# Decimal arithmetic keeps 28 digits: longer figures would be rounded without a word.
_MOST_DIGITS = 24

_CURRENCY_WORDS = {
    Currency.USD: ("美元", "美金", "usd", "us$", "$"),
    Currency.EUR: ("欧元", "eur", "€"),
    Currency.KRW: ("韩元", "韩币", "韩圆", "krw", "₩"),
    Currency.JPY: ("日元", "日币", "日圆", "jpy"),
    Currency.HKD: ("港元", "港币", "hkd", "hk$"),
    Currency.TWD: ("新台币元", "新台币", "台币", "twd", "nt$"),
    Currency.CNY: ("元人民币", "人民币元", "人民币", "元整", "元", "块钱", "圆", "rmb", "cny", "¥"),
}
# Longest first, so that “新台币元” is not read as “元” and “hk$” not as “$”.
_CURRENCIES = sorted(
    ((word, currency) for currency, words in _CURRENCY_WORDS.items() for word in words),
    key=lambda pair: -len(pair[0]),
)
_ABOUT = re.compile(
    r"大约|大概|约为|约|近|逾|超过|超|不低于|不少于|不超过|至少|最多|左右|以上|以下|上下|多|余|来|[>≥~～≈<≤]"
)
_LEADING = re.compile(
    r"^(?:协议|计划|预计|拟|项目|固定资产)*(?:总?投资额?|注册资本|金额|共计|合计|总计)?(?:为|是)?[:：]?"
)
_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_FORMAL = str.maketrans(
    "壹贰叁肆伍陆柒捌玖拾佰仟萬億〇两俩貳參陸", "一二三四五六七八九十百千万亿零二二二三六"
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_TENS = {"十": 10, "百": 100, "千": 1000}

_ARABIC = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?([十百千]?)", re.ASCII)
_SPOKEN = re.compile(r"[零一二三四五六七八九十百千]+")


@dataclass(frozen=True)
class Interpretation:
    """What a text was taken to mean: so many minor units of a currency, exactly or about."""

    minor: int
    currency: Currency
    approximate: bool

    @property
    def unit(self) -> AmountUnit:
        """The unit in which the amount is naturally written."""
        return AmountUnit.natural(self.minor, self.currency)

    @property
    def value(self) -> Decimal:
        """The amount in that unit."""
        return Decimal(self.within(self.unit))

    def within(self, unit: AmountUnit) -> str:
        """The amount as one would type it into a field of the unit: exact, no separators."""
        return unit.exact(self.minor)


def interpret_amount(text: str, default: AmountUnit | None = None) -> Interpretation | None:
    """What the text most likely means, or None when that is open.

    A number without 万, 亿 and currency stands in the unit `default`; without one it is open.
    Ranges (“3-5亿”) are open.
    """
    if len(text) > LONGEST:
        return None
    rest = re.sub(r"\s", "", text.translate(_FOLDED)).lower()
    rest = _LEADING.sub("", rest)
    rest, cuts = _ABOUT.subn("", rest)
    rest, currency = _take_currency(rest)
    rest = re.sub(r"个(?=[万亿])", "", rest.translate(_FORMAL).replace("w", "万"))
    amount = _number(rest)
    if amount is None:
        return None
    scale = AmountUnit.of(currency or (default.currency if default else Currency.CNY))[0]
    if currency is None and not re.search("[万亿]", rest):
        if default is None:
            return None
        scale = default
    minor = amount * scale.minor
    if minor != int(minor):
        return None
    return Interpretation(int(minor), scale.currency, approximate=bool(cuts))


def _take_currency(text: str) -> tuple[str, Currency | None]:
    """The text without the currency's name before or after it, and the currency named."""
    found: Currency | None = None
    for word, currency in _CURRENCIES:
        if text.endswith(word) or text.startswith(word):
            if found not in (None, currency):
                continue
            found = currency
            text = text.removesuffix(word).removeprefix(word)
    return text, found


def _number(text: str) -> Decimal | None:
    """A number with its 万 and 亿, each at most once, or “万亿”."""
    left, yi, right = text.partition("亿")
    if not yi:
        return _below_yi(left)
    if "亿" in right:
        return None
    high = _below_yi(left)
    low = _tail(right, step=Decimal("0.1"), unit=10**8) if right else Decimal(0)
    return None if high is None or low is None else high * 10**8 + low


def _below_yi(text: str) -> Decimal | None:
    left, wan, right = text.partition("万")
    if not wan:
        return _small(left)
    high = _small(left)
    low = _tail(right, step=Decimal("0.1"), unit=10**4) if right else Decimal(0)
    return None if high is None or low is None else high * 10**4 + low


def _tail(text: str, step: Decimal, unit: int) -> Decimal | None:
    """What follows 亿 or 万: “三亿五” means 3.5, “半” a half, else a smaller number of its own."""
    if text == "半":
        return Decimal(unit) / 2
    if text in _DIGITS and text != "零":
        return _DIGITS[text] * step * unit
    low = _below_yi(text.removeprefix("零")) if unit == 10**8 else _small(text)
    if low is None or low >= unit or (text.isascii() and unit == 10**8):
        return None
    return low


def _small(text: str) -> Decimal | None:
    """A number without 万 and 亿, in Arabic or Chinese figures."""
    if text == "半":
        return Decimal("0.5")
    arabic = _ARABIC.fullmatch(text)
    if arabic and arabic[1] and sum(map(str.isdigit, text)) <= _MOST_DIGITS:
        number = Decimal(arabic[1].replace(",", "") + (arabic[2] or ""))
        return number * _TENS.get(arabic[3], 1)
    whole, point, fraction = text.partition("点")
    value = _spoken(whole)
    if value is None or not point:
        return value
    if not fraction or any(char not in _DIGITS for char in fraction):
        return None
    return value + Decimal("0." + "".join(str(_DIGITS[char]) for char in fraction))


def _spoken(text: str) -> Decimal | None:
    """“三千五百”, “十二”, “一百零五”, or figures read one by one as in “三五〇”."""
    if not _SPOKEN.fullmatch(text):
        return None
    if not any(char in _TENS for char in text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    total, digit, last = 0, None, 10_000
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            continue
        step = _TENS[char]
        if step >= last:
            return None
        total, digit, last = total + (1 if digit is None else digit) * step, None, step
    shorthand = digit is not None and text[-2] in _TENS and last > 10
    return Decimal(total + (digit or 0) * (last // 10 if shorthand else 1))
