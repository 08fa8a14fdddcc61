"""How a row of a file becomes values, each cell with a reason where it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.exchange.rules.columns import Column, Reader
from crm.exchange.rules.heads import plain
from crm.lib.cells import (
    CellError,
    is_empty,
    read_day,
    read_hundredths,
    read_line,
    read_money,
    read_note,
    read_share,
    read_yes,
    text_of,
)
from crm.lib.credit_code import CreditCodeError, check_credit_code
from crm.lib.currencies import AmountUnit

LARGEST_LAND = 10_000_000
# Money of these columns is in yuan whatever the unit column says.
IN_YUAN = frozenset({"registered_capital", "fixed_assets"})


@dataclass(frozen=True)
class Context:
    """What reading a row takes: columns by place, units of their heads, lists, the day."""

    columns: Mapping[int, Column]
    units: Mapping[str, AmountUnit]
    choices: Mapping[str, Mapping[str, Any]]
    today: date


@dataclass
class ReadRow:
    """A row as it was read: values that a database can keep as JSON, and what is wrong."""

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def reason(self) -> str:
        """What is wrong in one line: 联系电话：最多 40 个字；…"""
        return "；".join(f"{label}：{words.rstrip('。')}" for label, words in self.faults.items())


def read_row(context: Context, number: int, row: Sequence[Any]) -> ReadRow:
    """Read one row; empty cells give no value."""
    found = ReadRow(number, [])
    typed: dict[str, Any] = {}
    for place, column in context.columns.items():
        value = row[place] if place < len(row) else None
        if not is_empty(value):
            typed[column.key] = (column, value)
        elif column.needed:
            found.faults[column.label] = "这一项必填。"
    unit = _read_unit(context, typed, found)
    for key, (column, value) in typed.items():
        if key == "unit":
            continue
        try:
            found.values[key] = _read(context, column, value, unit, found)
        except CellError as error:
            found.faults[column.label] = str(error)
    return found


def _read_unit(context: Context, typed: dict[str, Any], found: ReadRow) -> AmountUnit | None:
    if "unit" not in typed:
        return None
    column, value = typed["unit"]
    try:
        return AmountUnit(_choose(context, column, value, found))
    except CellError as error:
        found.faults[column.label] = str(error)
        return None


def _read(
    context: Context, column: Column, value: Any, unit: AmountUnit | None, found: ReadRow
) -> Any:
    match column.reader:
        case Reader.LINE:
            return read_line(value, column.limit)
        case Reader.NOTE:
            return read_note(value, column.limit)
        case Reader.YES:
            return read_yes(value)
        case Reader.SHARE:
            return read_share(value)
        case Reader.HUNDREDTHS:
            return read_hundredths(value, LARGEST_LAND)
        case Reader.CHOICE:
            return _choose(context, column, value, found)
        case Reader.CODE:
            return _code(value)
        case Reader.DAY:
            day = read_day(value, context.today)
            _keep_note(found, column, day.note)
            return day.on.isoformat()
        case Reader.MONEY:
            return _money(context, column, value, unit, found)
    raise AssertionError(column.reader)


def _money(
    context: Context, column: Column, value: Any, unit: AmountUnit | None, found: ReadRow
) -> Any:
    default = context.units.get(column.key) or AmountUnit.WAN
    if column.key not in IN_YUAN:
        default = unit or default
    money = read_money(value, default)
    _keep_note(found, column, money.note)
    if column.key in IN_YUAN:
        if money.unit.currency is not AmountUnit.YUAN.currency:
            raise CellError("请折算成人民币填写。")
        return money.minor
    return [money.minor, money.unit.value]


def _keep_note(found: ReadRow, column: Column, note: str) -> None:
    if note:
        found.notes.append(f"{column.label}：{note}")


def _code(value: Any) -> str:
    if isinstance(value, int | float):
        raise CellError(
            "信用代码被 Excel 当作数字，末几位可能已丢失；请把这一列设为文本后重新填写。"
        )
    try:
        return check_credit_code(text_of(value))
    except CreditCodeError as error:
        raise CellError(f"{error}。") from error


def _choose(context: Context, column: Column, value: Any, found: ReadRow) -> Any:
    text = text_of(value)
    offered = context.choices[column.choices]
    chosen = offered.get(plain(text))
    if isinstance(chosen, Several):
        raise CellError(f"有几个“{text[:40]}”，请写全称，如{chosen}。")
    if chosen is not None:
        return chosen
    if column.choices not in SHORT:
        raise CellError(f"没有“{text[:40]}”这个{column.label}，请从模板的下拉列表中选。")
    labels: dict[Any, str] = {}
    for label, one in offered.items():
        labels.setdefault(one, label)
    close = _close(plain(text), offered)
    if len(close) != 1:
        told = "、".join(labels.values())
        raise CellError(f"没有“{text[:40]}”这个{column.label}，可以填：{told}。")
    _keep_note(found, column, f"“{text[:40]}”按 {labels[close[0]]} 读取")
    return close[0]


def _close(text: str, offered: Mapping[str, Any]) -> list[Any]:
    """What a word of a short list may mean: 会展 is the beginning of 会展活动."""
    if len(text) < SHORTEST:
        return []
    close = (value for label, value in offered.items() if text in label or label in text)
    return list(dict.fromkeys(close))


# Lists that fit in a sentence, whose words are known by their parts.
SHORT = frozenset({"channel", "relation", "kind", "activity", "subject_kind"})
SHORTEST, MOST_NAMED = 2, 3


class Several(tuple[str, ...]):
    """What a name stands for that several things have: their whole names."""

    def __str__(self) -> str:
        named = "、".join(f"“{name}”" for name in self[:MOST_NAMED])
        return f"{named} 等" if len(self) > MOST_NAMED else named


def offered(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """A list by its names; a name that means several things says which. The first name of a
    thing is its whole one."""
    whole: dict[Any, str] = {}
    meant: dict[str, dict[Any, None]] = {}
    for name, value in pairs:
        whole.setdefault(value, name)
        meant.setdefault(plain(name), {})[value] = None
    return {
        key: next(iter(values)) if len(values) == 1 else Several(whole[value] for value in values)
        for key, values in meant.items()
    }
