"""How a row names the record that it is about. Pure functions."""

import re
from dataclasses import dataclass

PATHS = {"leads": "lead", "projects": "project", "companies": "company"}
# Pasted from the browser.
_ADDRESS = re.compile(r"/(leads|projects|companies)/(\d{1,9})(?![\w-])")
_NUMBER = re.compile(r"(?:#|编号|No\.?)?\s*[:：]?\s*(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """The record that a row asks for: by number, or by name; `kind` is '' where it is left open."""

    kind: str
    number: int | None
    name: str


def asked_for(text: str, kind: str) -> Asked:
    """What a cell names, with the kind that another one says ('' for none)."""
    if found := _ADDRESS.search(text):
        return Asked(PATHS[found[1]], int(found[2]), text)
    if found := _NUMBER.fullmatch(text):
        return Asked(kind, int(found[1]), text)
    return Asked(kind, None, text)
