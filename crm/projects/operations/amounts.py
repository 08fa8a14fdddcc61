"""Amounts of projects in yuan, at the rate of a day's month."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from crm.lib.currencies import Currency
from crm.plans.queries import rate_of


def in_fen(session: Session, minor: int | None, currency: Currency, on: date) -> int | None:
    """An amount in minor units of its currency as fen; None stays None.

    Refused when the administrator has entered no rate for a foreign currency.
    """
    if minor is None or currency is Currency.CNY:
        return minor
    whole = Decimal(minor).scaleb(-currency.digits)
    fen = whole * rate_of(session, currency, on.replace(day=1)) * 100
    return int(fen.to_integral_value(ROUND_HALF_UP))
