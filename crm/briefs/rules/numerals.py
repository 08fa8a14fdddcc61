"""How a brief writes figures: 亿元 with two decimals, percentages with one, a true minus."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from crm.briefs.rules.snapshot import Sum
from crm.lib.money import AmountUnit, format_number, format_yi

NONE = "—"
TENTH = Decimal("0.1")


def rounded(value: Fraction | Decimal, places: int = 1) -> Decimal:
    """The value with so many decimals, halves away from zero as people round."""
    step = Decimal(1).scaleb(-places)
    if isinstance(value, Fraction):
        scaled = value * 10**places
        whole = abs(scaled.numerator) * 2 + scaled.denominator
        cut = whole // (2 * scaled.denominator)
        return Decimal(-cut if scaled < 0 else cut).scaleb(-places)
    return value.quantize(step, ROUND_HALF_UP)


def percent(part: int, whole: int) -> Decimal:
    """A share in per cent; 0 of nothing."""
    return rounded(Fraction(100 * part, whole)) if whole else Decimal("0.0")


def growth(now: int, before: int) -> Decimal | None:
    """By how many per cent it grew; None when there was nothing to grow from."""
    return rounded(Fraction(100 * (now - before), before)) if before > 0 else None


def signed(value: Decimal | None) -> str:
    """A difference with its sign, for a table: +12.3, −5.0, 0.0."""
    if value is None:
        return NONE
    return f"{value:+,.1f}".replace("-", "−") if value else "0.0"


def counted(number: int | Decimal, places: int = 0) -> str:
    """A number with thousands separators."""
    return f"{number:,.{places}f}"


def yi(fen: int) -> str:
    """亿元 without the unit, for tables that name it."""
    return format_number(fen, AmountUnit.YI)


def amount(total: Sum) -> str:
    """“投资额45.60亿元”, with how many amounts are not in it."""
    words = f"投资额{format_yi(total.fen)}"
    if total.unknown:
        words += f"（涉密项目{total.unknown}个的金额未计入）"
    return words


def compared(now: int, before: int | None) -> str:
    """“同比增长20.0%”; empty where there is nothing to compare with."""
    if not before:
        return ""
    change = growth(now, before)
    if not change:
        return "与上年同期持平"
    return f"同比{'增长' if change > 0 else '下降'}{abs(change)}%"
