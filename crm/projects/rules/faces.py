"""What a person sees of a project: all of it, or of a confidential one what is not secret."""

from typing import NamedTuple

from crm.lib.currencies import AmountUnit
from crm.lib.money import amount_band, format_amount, format_number

SECRET = "涉密"  # noqa: S105  a word on the page, not a password


class Face(NamedTuple):
    """The name, company and amount to show; for those who do not know it the code name, nobody
    and a band: the figures themselves are not kept then."""

    known: bool
    title: str
    company: str
    band: str = ""
    minor: int | None = None
    unit: AmountUnit = AmountUnit.WAN
    fen: int | None = None

    @property
    def amount(self) -> str:
        """The investment as it was entered."""
        if not self.known:
            return self.band
        return "—" if self.minor is None else format_amount(self.minor, self.unit)

    @property
    def yi(self) -> str:
        """The investment in 亿元, without the word."""
        if not self.known:
            return self.band
        return "—" if self.fen is None else format_number(self.fen, AmountUnit.YI)


def face(
    *,
    known: bool,
    name: str,
    code_name: str,
    company: str,
    minor: int | None = None,
    unit: AmountUnit = AmountUnit.WAN,
    fen: int | None = None,
) -> Face:
    """The face of a project; `known` tells whether the viewer is cleared."""
    if not known:
        return Face(False, code_name or SECRET, "", "—" if fen is None else amount_band(fen))
    return Face(True, name, company, "", minor, unit, fen)
