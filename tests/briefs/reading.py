"""A brief's PDF read back: its words as a program that copies from it gets them."""

import io

from pypdf import PdfReader


def words_of(pdf: bytes) -> str:
    """All text of the file without blanks and line ends."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    """The text without anything that layout may add."""
    return "".join(text.split())
