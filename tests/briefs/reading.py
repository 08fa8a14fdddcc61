"""A brief read back: its words as a program gets them from the PDF, or from its parts."""

import io

from pypdf import PdfReader

from crm.briefs.rules.screen import Table
from crm.briefs.rules.sections import Text


def words_of(pdf: bytes) -> str:
    """All text of the file without blanks and line ends."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    """The text without anything that layout may add."""
    return "".join(text.split())


def texts(parts: list[Text | Table]) -> list[str]:
    """Everything that is written in the parts as the page shows them."""
    found: list[str] = []
    for part in parts:
        if isinstance(part, Text):
            found.append(part.whole)
        else:
            found.append(part.caption)
            found += [cell for row in part.rows for cell in row if isinstance(cell, str)]
    return found
