"""Work in a process of its own."""

import os
from decimal import Decimal, InvalidOperation

import pytest

from crm.core.aside import aside


def test_gives_what_the_function_gives_from_another_process() -> None:
    assert aside(divmod, 7, 2) == (3, 1)
    assert aside(os.getpid) != os.getpid()


def test_tells_what_went_wrong() -> None:
    with pytest.raises(RuntimeError, match=InvalidOperation.__name__):
        aside(Decimal, "keine Zahl")


def test_what_the_function_prints_is_no_part_of_the_answer() -> None:
    assert aside(print, "words") is None
