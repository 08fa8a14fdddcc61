"""The shipped faces, loaded once, and a pen to set with."""

import pytest

from crm.lib.typeset import FontSet, load_fonts
from crm.lib.typeset.ink import Ink
from tests.lib.typeset.sample import SHIPPED


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    return load_fonts(SHIPPED)


@pytest.fixture(scope="module")
def ink(fonts: FontSet) -> Ink:
    return Ink(fonts)
