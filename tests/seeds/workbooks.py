"""Makes a workbook of a seed folder: the same plan by the other way in."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from crm.exchange.seeds.sheets import SHEETS, Sheet
from crm.lib.sheets import Column, workbook_of


def workbook_of_folder(folder: Path) -> bytes:
    """All sections of the folder's files on the sheets of the template."""
    given: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for section, found in yaml.safe_load(path.read_text()).items():
            items = [found] if section == "plan" else found
            given.setdefault(section, []).extend(items)
    return workbook_of(
        (sheet.title, [Column(one.head) for one in sheet.columns], list(_rows(sheet, given)))
        for sheet in SHEETS
    )


def _rows(sheet: Sheet, given: dict[str, list[dict[str, Any]]]) -> Iterator[list[Any]]:
    for values in _entries(sheet, given):
        yield [_cell(_at(values, column.path)) for column in sheet.columns]


def _entries(sheet: Sheet, given: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    if sheet.section == "nodes":
        for chain in given.get("chains", []):
            yield from _branch(sheet.inside, chain["code"], None, chain)
        return
    for entry in given.get(sheet.section, []):
        if not sheet.owner:
            yield entry
        elif sheet.inside == "parts":
            for side, found in (("部分", entry["parts"]), ("总数", [entry["whole"]])):
                for one in found:
                    yield {"code": entry["code"], "side": side, **one}
        else:
            for one in entry.get(sheet.inside, []):
                yield {sheet.owner: entry[sheet.owner], **one}


def _branch(
    inside: str, chain: str, node: str | None, given: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    for one in given.get(inside, []):
        yield {"chain": chain, "parent": node, **one}
    for below in given.get("nodes", []):
        yield from _branch(inside, chain, below["code"], below)


def _at(values: dict[str, Any], path: tuple[str, ...]) -> Any:
    for step in path:
        values = (values or {}).get(step)
    return values


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return value if value is None or isinstance(value, bool | int | float | date) else str(value)
