"""What a person sees of a project: all of it, or of a confidential one what is not secret."""

from dataclasses import dataclass

from crm.lib.currencies import AmountUnit
from crm.lib.money import amount_band, format_amount, format_number

SECRET = "涉密"  # noqa: S105  a word on the page, not a password


@dataclass(frozen=True, slots=True)
class Face:
    """The name, company and amount to show; for those who do not know it the code name, nobody
    and a band."""

    known: bool
    title: str
    company: str
    amount: str
    yi: str


def face(
    *,
    known: bool,
    name: str,
    code_name: str,
    company: str,
    minor: int | None,
    unit: AmountUnit,
    fen: int | None,
) -> Face:
    """The face of a project; `known` tells whether the viewer is cleared."""
    if not known:
        band = "—" if fen is None else amount_band(fen)
        return Face(False, code_name or SECRET, "", band, band)
    amount = "—" if minor is None else format_amount(minor, unit)
    yi = "—" if fen is None else format_number(fen, AmountUnit.YI)
    return Face(True, name, company, amount, yi)
