"""Where an investor comes from: regions of GB/T 2260 at home, countries of GB/T 2659 abroad.

Provinces and prefecture-level cities; the county-directed cities of 省直辖 stand among them.
Names are short (盐城, not 盐城市), as lists and forms show them.
"""

from dataclasses import dataclass

from crm.lib import region_table
from crm.lib.labelled import Labelled

HOME = "CN"
COUNTRIES = {HOME: "中国"} | {entry[:2]: entry[2:] for entry in region_table.COUNTRIES.split()}
_EUROPE = frozenset(region_table.EUROPE.split())
_PEARL = frozenset(("4401", "4403", "4404", "4406", "4407", "4412", "4413", "4419", "4420"))


@dataclass(frozen=True)
class Region:
    """A province or a prefecture-level city: six digits, short name, the province's own name."""

    code: str
    name: str
    province: str

    @property
    def label(self) -> str:
        """江苏盐城, or the province alone."""
        return self.name if self.code.endswith("0000") else f"{self.province}{self.name}"


class RegionGroup(Labelled):
    """The groups of origin by which plans set targets."""

    YANGTZE = "yangtze", "长三角"
    PEARL = "pearl", "珠三角"
    BAY = "bay", "粤港澳大湾区"
    CAPITAL = "capital", "京津冀"
    KOREA = "korea", "韩资"
    JAPAN = "japan", "日资"
    WEST = "west", "欧美"
    HK_MO_TW = "hk_mo_tw", "港澳台"


def _read_table() -> tuple[dict[str, Region], dict[str, str]]:
    """The regions by code, and the full name of each province by its short one."""
    regions: dict[str, Region] = {}
    full_names: dict[str, str] = {}
    code = province = ""
    for word in region_table.PROVINCES.split():
        digits = "".join(char for char in word if char.isdigit())
        if word == digits:
            code = digits
        elif "+" in word:
            province, _, suffix = word.partition("+")
            full_names[province] = province + suffix
            regions[f"{code}0000"] = Region(f"{code}0000", province, province)
        else:
            full = f"{code}{digits}".ljust(6, "0")
            regions[full] = Region(full, word.removeprefix(digits), province)
    return regions, full_names


REGIONS, PROVINCE_FULL_NAMES = _read_table()
_REGION_CHOICES = tuple((code, region.label) for code, region in REGIONS.items())
# Every name that a company's name may begin with, longest first.
PLACE_NAMES: tuple[str, ...] = tuple(
    sorted(
        {region.name for region in REGIONS.values()}
        | set(PROVINCE_FULL_NAMES.values())
        | set(region_table.COUNTIES.split()),
        key=lambda name: (-len(name), name),
    )
)


def region_label(code: str) -> str:
    """江苏盐城 for 320900; a code not listed is shown by its city or province, else as it is."""
    for known in (code, code[:4].ljust(6, "0"), code[:2].ljust(6, "0")):
        if known in REGIONS:
            return REGIONS[known].label
    return code


def country_label(code: str) -> str:
    """韩国 for KR; an unknown code as it is."""
    return COUNTRIES.get(code, code)


def region_choices() -> list[tuple[str, str]]:
    """Every province followed by its cities, as a select field wants them."""
    return list(_REGION_CHOICES)


def country_choices() -> list[tuple[str, str]]:
    """Alpha-2 code and name, China first, then by how often investors come from there."""
    return list(COUNTRIES.items())


def in_group(region_code: str | None, country: str | None, group: RegionGroup) -> bool:
    """Whether an investor of the region (at home) or country (abroad) belongs to the group.

    Hong Kong, Macao and Taiwan are found by region (81…, 82…, 71…) and by country alike.
    """
    region = region_code or ""
    land = {"81": "HK", "82": "MO", "71": "TW"}.get(region[:2], country or HOME)
    match group:
        case RegionGroup.YANGTZE:
            return land == HOME and region[:2] in ("31", "32", "33", "34")
        case RegionGroup.PEARL:
            return land == HOME and region[:4] in _PEARL
        case RegionGroup.BAY:
            return land in ("HK", "MO") or (land == HOME and region[:4] in _PEARL)
        case RegionGroup.CAPITAL:
            return land == HOME and region[:2] in ("11", "12", "13")
        case RegionGroup.KOREA:
            return land == "KR"
        case RegionGroup.JAPAN:
            return land == "JP"
        case RegionGroup.WEST:
            return land in ("US", "CA") or land in _EUROPE
        case RegionGroup.HK_MO_TW:
            return land in ("HK", "MO", "TW")
