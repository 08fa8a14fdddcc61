"""Reads of what the administrator keeps: definitions of counting and exchange rates."""

from datetime import date
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from crm.core.errors import NotFound, Refused
from crm.lib.currencies import Currency
from crm.plans.models import Definition, ExchangeRate

MOST_RATES = 120


_IN_FORCE = (
    select(Definition)
    .where(Definition.effective_from <= bindparam("on"))
    .order_by(Definition.effective_from.desc())
)


def definition_for(session: Session, on: date) -> Definition:
    """The definition in force on a day; before the first one, the first one.

    Refused when there is none at all: then nothing can be counted.
    """
    found = session.scalars(_IN_FORCE, {"on": on}).first()
    if found is None:
        found = session.scalars(select(Definition).order_by(Definition.effective_from)).first()
    if found is None:
        raise Refused("还没有统计口径，请管理员运行 flask --app wsgi seed 载入默认口径。")
    return found


def definitions(session: Session) -> list[Definition]:
    """All versions, the newest first."""
    return list(session.scalars(select(Definition).order_by(Definition.effective_from.desc())))


def get_definition(session: Session, definition_id: int) -> Definition:
    """A version by its number; NotFound when there is none."""
    found = session.get(Definition, definition_id)
    if found is None:
        raise NotFound
    return found


def rate_of(session: Session, currency: Currency, month: date) -> Decimal:
    """What one unit of a currency was worth in yuan in a month (any day of it will do).

    Refused, with what to do, when the administrator has not entered it.
    """
    if currency is Currency.CNY:
        return Decimal(1)
    first = month.replace(day=1)
    wanted = select(ExchangeRate.rate).where(
        ExchangeRate.currency == currency, ExchangeRate.month == first
    )
    found = session.scalars(wanted).first()
    if found is None:
        raise Refused(
            f"还没有 {first.year}年{first.month}月的{currency.label}汇率，无法折算成人民币。"
            "请系统管理员在“系统 · 参数”里录入后再保存；也可以先按人民币填写。"
        )
    return found


def latest_rate(session: Session, currency: Currency, on: date) -> Decimal | None:
    """The newest rate entered for the day's month or an earlier one; None when there is none."""
    if currency is Currency.CNY:
        return Decimal(1)
    wanted = (
        select(ExchangeRate.rate)
        .where(ExchangeRate.currency == currency, ExchangeRate.month <= on)
        .order_by(ExchangeRate.month.desc())
    )
    return session.scalars(wanted).first()


def rates(session: Session) -> list[ExchangeRate]:
    """The rates entered, the newest month first."""
    wanted = select(ExchangeRate).order_by(ExchangeRate.month.desc(), ExchangeRate.currency)
    return list(session.scalars(wanted.limit(MOST_RATES)))
