"""Files that people hand in, made for tests."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]


def xlsx(*rows: Sequence[Any], sheet: str = "线索", merged: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for span in merged:
        page.merge_cells(span)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv_bytes(rows: Rows, encoding: str = "utf-8-sig") -> bytes:
    """The same as CSV."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return target.getvalue().encode(encoding)


def sent(content: bytes, name: str = "线索.xlsx", kind: str = "leads") -> dict[str, Any]:
    """The form with a file."""
    return {"kind": kind, "file": (io.BytesIO(content), name)}
