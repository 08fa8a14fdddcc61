"""Turns the pages of a list."""

from collections.abc import Callable
from typing import Any


def there_and_back(turned: Callable[[str], Any]) -> tuple[list[int], list[int]]:
    """The numbers of all rows from the first page on, and of those before the last page, each as
    they stand in the list; `turned` gives the page at a cursor."""
    page = turned("")
    there = [row.id for row in page.rows]
    while page.next:
        page = turned(page.next)
        there += [row.id for row in page.rows]
    back: list[int] = []
    while page.previous:
        page = turned(page.previous)
        back = [row.id for row in page.rows] + back
    return there, back
