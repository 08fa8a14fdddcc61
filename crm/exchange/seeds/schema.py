"""What may stand in a seed file, section by section, and sentences for what may not.

A file is a mapping from section to entries. `check_section` gives plain typed values back; every
fault names file, entry and field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from crm.accounts.rules import UnitKind
from crm.chains.rules import Stream, is_code
from crm.companies.rules import Relation
from crm.lib.currencies import AmountUnit
from crm.lib.labelled import Labelled
from crm.lib.regions import RegionGroup
from crm.lib.text import TextError, clean_line
from crm.plans.rules import VALUE_KINDS, Channel, Metric, ProjectKind, Stage

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


def _value_kind(value: Any) -> str:
    if value not in VALUE_KINDS:
        raise ValueError(f"应为 {'、'.join(VALUE_KINDS)} 之一")
    return value


def _node(value: Any) -> dict[str, Any]:
    return entry_of(NODE, value)


PLACE: Fields = {
    "chapter": needed(partial(text, limit=80)),
    "section": needed(partial(text, limit=120)),
    "table": line(80),
    "reading": line(500),
}
TECHNOLOGY: Fields = {
    "direction": line(80),
    "names": needed(partial(list_of, partial(text, limit=120))),
    "source": needed(text),
}
NODE: Fields = {
    "code": needed(code),
    "name": needed(partial(text, limit=80)),
    "stream": Field(choice(Stream)),
    "description": line(1000),
    "technologies": several(partial(entry_of, TECHNOLOGY)),
    "nodes": several(_node),
}
VALUE: Fields = {
    "year": needed(whole),
    "kind": needed(_value_kind),
    "value": needed(number),
    "at_least": Field(flag, default=False),
    "source": line(200),
}
COMPANY: Fields = {
    "name": needed(text),
    "short_name": line(80),
    "relation": needed(choice(Relation)),
    "is_leader": Field(flag, default=False),
    "code_named": Field(flag, default=False),
    "country": Field(partial(text, limit=2), default="CN"),
    "region_code": Field(partial(text, limit=6)),
    "description": line(2000),
}
STAGE_TERMS: Fields = {
    "meaning": needed(text),
    "evidence": several(text),
    "fields": several(text),
    "files": Field(whole, default=0),
}
SECTIONS: Mapping[str, Fields] = {
    "units": {
        "name": needed(partial(text, limit=80)),
        "kind": needed(choice(UnitKind)),
        "parent": Field(text),
    },
    "definitions": {
        "name": needed(partial(text, limit=80)),
        "effective_from": needed(day),
        "landed_stage": needed(choice(Stage)),
        "framework_counts": Field(flag, default=False),
        "kinds_left_out": several(choice(ProjectKind)),
        "milestones": needed(partial(mapping_of, choice(Stage), partial(entry_of, STAGE_TERMS))),
        "weights": needed(partial(mapping_of, choice(Stage), whole)),
    },
    "clusters": {"code": needed(code), "name": needed(partial(text, limit=80))},
    "chains": {
        "code": needed(code),
        "name": needed(partial(text, limit=80)),
        "cluster": Field(code),
        "description": line(1000),
        "nodes": several(_node),
    },
    "plan": {
        "code": needed(code),
        "title": needed(text),
        "issuer": line(120),
        "document_number": line(60),
        "issued_on": Field(day),
        "starts_on": needed(day),
        "ends_on": needed(day),
        "states_on": needed(day),
        "is_draft": Field(flag, default=False),
        "note": line(1000),
    },
    "indicators": {
        "code": needed(code),
        "name": needed(partial(text, limit=120)),
        "unit": needed(partial(text, limit=20)),
        "chain": Field(code),
        **PLACE,
        "values": needed(partial(list_of, partial(entry_of, VALUE))),
    },
    "quotas": {
        "code": needed(code),
        "title": needed(partial(text, limit=120)),
        "milestone": needed(choice(Stage)),
        "metric": Field(choice(Metric), default=Metric.COUNT),
        "chain": Field(code),
        "node": Field(text),
        "unit": Field(text),
        "foreign_only": Field(flag, default=False),
        "region_group": Field(choice(RegionGroup)),
        "channel": Field(choice(Channel)),
        "least_investment": Field(amount),
        "starts_on": needed(day),
        "ends_on": needed(day),
        "target": needed(number),
        "at_least": Field(flag, default=False),
        **PLACE,
    },
    "companies": {**COMPANY, "node": Field(text), "unit": Field(text), "source": needed(text)},
    "projects": {
        "name": needed(partial(text, limit=120)),
        "company": needed(partial(entry_of, COMPANY)),
        "node": needed(text),
        "unsure": Field(flag, default=False),
        "stage": needed(choice(Stage)),
        "unit": Field(text),
        "investment": Field(amount),
        "is_foreign": Field(flag, default=False),
        "channel": Field(choice(Channel)),
        "description": line(1900),
        "source": needed(text),
    },
    "leads": {
        "company": needed(partial(entry_of, COMPANY)),
        "intent": needed(partial(text, limit=1000)),
        "node": Field(text),
        "unit": Field(text),
        "amount": Field(amount),
        "channel": Field(choice(Channel)),
        "source": needed(text),
    },
}
