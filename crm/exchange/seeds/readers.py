"""How the fields of seed files are read: plain values in, typed ones out, or a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from crm.chains.rules import is_code
from crm.lib.currencies import AmountUnit
from crm.lib.labelled import Labelled
from crm.lib.text import TextError, clean_line

Reader = Callable[[Any], Any]
Fields = Mapping[str, "Field"]


@dataclass(frozen=True)
class Field:
    """How a field is read; `needed` ones must stand there, others have a default."""

    read: Reader
    needed: bool = False
    default: Any = None


@dataclass(frozen=True)
class Amount:
    """An amount of money as a seed file writes it: {value: 2.2, unit: yi}."""

    minor: int
    unit: AmountUnit


def text(value: Any, limit: int = 200) -> str:
    """One line of text; a bare number or date is taken as its text."""
    if isinstance(value, bool | list | dict) or value is None:
        raise ValueError("应为一行文字")
    try:
        return clean_line(str(value), limit)
    except TextError as error:
        raise ValueError(str(error)) from None


def code(value: Any) -> str:
    """A code as addresses carry it."""
    if not isinstance(value, str) or not is_code(value):
        raise ValueError("代码只能用小写字母、数字和连字符，如 packaging-test")
    return value


def day(value: Any) -> date:
    """A day, as YAML reads 2021-01-01."""
    if type(value) is not date:
        raise ValueError("日期请写成 2021-01-01 这样的格式")
    return value


def number(value: Any) -> Decimal:
    """A number that is not negative, with at most four decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("应为数字")
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        raise ValueError("应为数字") from None
    if not exact.is_finite() or exact < 0 or exact > 10**12:
        raise ValueError("应为不小于 0 的数字")
    if exact != round(exact, 4):
        raise ValueError("最多四位小数")
    return exact


def whole(value: Any) -> int:
    """A whole number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**9:
        raise ValueError("应为不小于 0 的整数")
    return value


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise ValueError("应为 true 或 false")
    return value


def one_of(kind: type[Labelled], value: Any) -> Labelled:
    """A value of an enumeration, or its label."""
    if not isinstance(value, str):
        raise ValueError(f"应为 {'、'.join(kind)} 之一")
    try:
        return kind.from_label(value)
    except ValueError:
        raise ValueError(f"“{value[:30]}”不在可选范围内，应为 {'、'.join(kind)} 之一") from None


def list_of(reader: Reader, value: Any) -> list[Any]:
    """Several values of one kind."""
    if not isinstance(value, list):
        raise ValueError("应为列表")
    return [reader(one) for one in value]


def entry_of(fields: Fields, value: Any) -> dict[str, Any]:
    """A mapping with those fields and no others; raises ValueError with the first fault."""
    if not isinstance(value, dict):
        raise ValueError("应为若干“字段: 值”")
    unknown = [str(name) for name in value if name not in fields]
    if unknown:
        raise ValueError(f"不认识的字段“{unknown[0][:40]}”，可用：{'、'.join(fields)}")
    read: dict[str, Any] = {}
    for name, spec in fields.items():
        given = value.get(name)
        if given is None:
            if spec.needed:
                raise ValueError(f"缺少“{name}”")
            read[name] = spec.default
            continue
        try:
            read[name] = spec.read(given)
        except ValueError as error:
            raise ValueError(f"{name}：{error}") from None
    return read


def amount(value: Any) -> Amount:
    """An amount with its unit, exact in minor units."""
    read = entry_of({"value": needed(number), "unit": needed(choice(AmountUnit))}, value)
    minor = read["value"] * read["unit"].minor
    if minor != int(minor):
        raise ValueError("金额的小数位过多")
    return Amount(int(minor), read["unit"])


def mapping_of(keys: Reader, values: Reader, value: Any) -> dict[str, Any]:
    """A mapping from keys of one kind to values of one kind."""
    if not isinstance(value, dict):
        raise ValueError("应为若干“字段: 值”")
    return {str(keys(key)): values(one) for key, one in value.items()}


def needed(reader: Reader) -> Field:
    """A field that must be given."""
    return Field(reader, needed=True)


def choice(kind: type[Labelled]) -> Reader:
    """The reader of an enumeration."""
    return partial(one_of, kind)


def several(reader: Reader) -> Field:
    """A list that may be missing."""
    return Field(partial(list_of, reader), default=())


def line(limit: int) -> Field:
    """A text that may be missing."""
    return Field(partial(text, limit=limit), default="")
