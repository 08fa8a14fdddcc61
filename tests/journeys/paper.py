"""The printed brief, read back."""

import re
from pathlib import Path

from playwright.sync_api import Locator
from pypdf import PdfReader

NO_BAR = re.compile(r"\d+月0")


def text_of(path: Path) -> str:
    """All words of a PDF without the breaks of its lines and pages."""
    pages = (page.extract_text() for page in PdfReader(path).pages)
    return packed("".join(re.sub(r"—\s*\d+\s*—", "", page) for page in pages))


def packed(text: str) -> str:
    """Words without any white space, as lines break anywhere in Chinese."""
    return "".join(text.split())


def figures_in(brief: Locator) -> list[str]:
    """Every paragraph of the brief's page and every row of its tables that holds a figure.

    Months without a project have a label on the page and nothing but a gap in the printed chart.
    """
    found = [packed(one) for one in brief.locator("p, tbody tr").all_text_contents()]
    return [one for one in found if re.search(r"\d", one) and not NO_BAR.fullmatch(one)]
