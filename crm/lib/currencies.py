"""Currencies, and the units in which people write amounts of them."""

from typing import Self

from crm.lib.labelled import Labelled


class Currency(Labelled):
    """ISO 4217 code, name, and how many digits its minor unit has (分 = 2, 韩元 has none)."""

    digits: int

    CNY = "CNY", "人民币", 2
    USD = "USD", "美元", 2
    EUR = "EUR", "欧元", 2
    KRW = "KRW", "韩元", 0
    JPY = "JPY", "日元", 0
    HKD = "HKD", "港元", 2
    TWD = "TWD", "新台币", 2

    def __init__(self, _value: str, _label: str, digits: int) -> None:
        self.digits = digits


class AmountUnit(Labelled):
    """A unit that a form offers: its currency, and the power of ten over the whole 元."""

    currency: Currency
    power: int

    YUAN = "yuan", "元", Currency.CNY, 0
    WAN = "wan", "万元", Currency.CNY, 4
    YI = "yi", "亿元", Currency.CNY, 8
    USD = "usd", "美元", Currency.USD, 0
    WAN_USD = "wan_usd", "万美元", Currency.USD, 4
    YI_USD = "yi_usd", "亿美元", Currency.USD, 8
    EUR = "eur", "欧元", Currency.EUR, 0
    WAN_EUR = "wan_eur", "万欧元", Currency.EUR, 4
    YI_EUR = "yi_eur", "亿欧元", Currency.EUR, 8
    KRW = "krw", "韩元", Currency.KRW, 0
    WAN_KRW = "wan_krw", "万韩元", Currency.KRW, 4
    YI_KRW = "yi_krw", "亿韩元", Currency.KRW, 8
    JPY = "jpy", "日元", Currency.JPY, 0
    WAN_JPY = "wan_jpy", "万日元", Currency.JPY, 4
    YI_JPY = "yi_jpy", "亿日元", Currency.JPY, 8
    HKD = "hkd", "港元", Currency.HKD, 0
    WAN_HKD = "wan_hkd", "万港元", Currency.HKD, 4
    YI_HKD = "yi_hkd", "亿港元", Currency.HKD, 8
    TWD = "twd", "新台币元", Currency.TWD, 0
    WAN_TWD = "wan_twd", "万新台币", Currency.TWD, 4
    YI_TWD = "yi_twd", "亿新台币", Currency.TWD, 8

    def __init__(self, _value: str, _label: str, currency: Currency, power: int) -> None:
        self.currency = currency
        self.power = power

    @property
    def minor(self) -> int:
        """How many minor units (分, 美分) one of this unit is."""
        return 10 ** (self.power + self.currency.digits)

    def exact(self, minor: int) -> str:
        """The amount in this unit to the last digit, as one would type it into a field."""
        whole, rest = divmod(abs(minor), self.minor)
        digits = len(str(self.minor)) - 1
        fraction = f".{rest:0{digits}d}".rstrip("0") if rest else ""
        return f"{'-' if minor < 0 else ''}{whole}{fraction}"

    @classmethod
    def of(cls, currency: Currency) -> tuple[Self, ...]:
        """The units of a currency, smallest first."""
        return _UNITS[currency]

    @classmethod
    def natural(cls, minor: int, currency: Currency) -> Self:
        """The unit in which a person would say this many minor units of the currency."""
        fitting = [unit for unit in cls.of(currency) if abs(minor) >= unit.minor]
        return fitting[-1] if fitting else cls.of(currency)[0]


_UNITS = {
    currency: tuple(unit for unit in AmountUnit if unit.currency is currency)
    for currency in Currency
}
