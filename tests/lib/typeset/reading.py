"""Reading a PDF as a program that copies from it does: the exact text behind each line."""

import io
import re

from pypdf import PdfReader

from crm.lib.typeset import Rendered

SPAN = re.compile(rb"/ActualText <FEFF([0-9A-F]*)>")


def spans(rendered: Rendered) -> list[str]:
    """The text of every drawn line, in order, character for character."""
    pages = PdfReader(io.BytesIO(rendered.pdf)).pages
    return [
        bytes.fromhex(found.decode()).decode("utf-16-be")
        for page in pages
        for found in SPAN.findall(page.get_contents().get_data())
    ]
