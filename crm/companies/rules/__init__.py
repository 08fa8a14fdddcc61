"""What companies are to the zone, and what is said of them. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crm.companies.rules.dealings import ContactRole
from crm.companies.rules.likeness import (
    SAME,
    SHORTEST_SOUND,
    STRONG,
    Identity,
    Likeness,
    NameKeys,
    NameKind,
    core_key,
    likeness,
    name_keys,
    reasons,
)
from crm.companies.rules.traits import mail_domain, person_key, phone_key
from crm.lib.labelled import Labelled

__all__ = [
    "LADDER",
    "SAME",
    "SHORTEST_SOUND",
    "STRONG",
    "CompanyValues",
    "ContactValues",
    "Honour",
    "HonourTerms",
    "Identity",
    "Likeness",
    "NameKeys",
    "NameKind",
    "Relation",
    "Rung",
    "core_key",
    "honour_fault",
    "likeness",
    "mail_domain",
    "mask_email",
    "mask_phone",
    "name_keys",
    "person_key",
    "phone_key",
    "reasons",
    "rungs_of",
    "tidy_phone",
]


class Relation(Labelled):
    """What a company is to the zone."""

    LOCAL = "local", "区内企业"
    INVESTOR = "investor", "投资方"
    TARGET = "target", "目标企业"


class Honour(Labelled):
    """A company's place on the ladder of technology firms, or a title that it holds.

    The ladder is that of plan B: 科技型中小企业 → 高新技术企业 → 瞪羚 → 独角兽 → 领军企业.
    """

    TECH_SME = "tech_sme", "科技型中小企业"
    HIGH_TECH = "high_tech", "高新技术企业"
    GAZELLE = "gazelle", "瞪羚企业"
    POTENTIAL_UNICORN = "potential_unicorn", "潜在独角兽企业"
    UNICORN = "unicorn", "独角兽企业"
    TECH_LEADER = "tech_leader", "科技领军企业"
    CHAIN_LEADER = "chain_leader", "链主企业"
    SPECIALISED = "specialised", "专精特新企业"
    LITTLE_GIANT = "little_giant", "专精特新“小巨人”"
    CHAMPION = "champion", "制造业单项冠军"

    @property
    def rung(self) -> int | None:
        """How high it stands on the ladder, from 0; None for a title beside it."""
        return LADDER.index(self) if self in LADDER else None


LADDER = (
    Honour.TECH_SME,
    Honour.HIGH_TECH,
    Honour.GAZELLE,
    Honour.POTENTIAL_UNICORN,
    Honour.UNICORN,
    Honour.TECH_LEADER,
)


@dataclass(frozen=True)
class HonourTerms:
    """Since when and until when a company holds a title, and where that is written."""

    obtained_on: date | None = None
    expires_on: date | None = None
    source: str = ""

    @property
    def words(self) -> str:
        """2024-12-01 至 2027-11-30, as far as it is known."""
        since = self.obtained_on.isoformat() if self.obtained_on else "日期未填"
        return f"{since} 至 {self.expires_on.isoformat()}" if self.expires_on else since


@dataclass(frozen=True)
class Rung:
    """A step of the ladder, or a title beside it; `terms` are None when it is not held."""

    honour: Honour
    terms: HonourTerms | None
    expired: bool = False


def rungs_of(
    held: Mapping[Honour, HonourTerms], on: date
) -> tuple[tuple[Rung, ...], tuple[Rung, ...]]:
    """The whole ladder from below, and the titles held beside it, as they are on a day."""

    def rung(honour: Honour) -> Rung:
        terms = held.get(honour)
        over = terms is not None and terms.expires_on is not None and terms.expires_on < on
        return Rung(honour, terms, expired=over)

    titles = (honour for honour in Honour if honour.rung is None and honour in held)
    return tuple(map(rung, LADDER)), tuple(map(rung, titles))


def standing_honours(held: Mapping[Honour, date | None], on: date) -> tuple[Honour, ...]:
    """What a company is called by on a day: the highest rung that it holds, then its titles.

    `held` has the last day of each, None where it has no end; what has run out counts no more.
    """
    valid = [one for one in Honour if one in held and (held[one] is None or held[one] >= on)]
    rungs = [one for one in valid if one.rung is not None]
    return (*rungs[-1:], *(one for one in valid if one.rung is None))


def honour_fault(terms: HonourTerms, on: date) -> tuple[str, str] | None:
    """What is wrong with the dates, as part and sentence; None when they are fine."""
    if terms.obtained_on and terms.obtained_on > on:
        return "obtained_on", "获得日期还没有到，请检查年份。"
    if terms.obtained_on and terms.expires_on and terms.expires_on < terms.obtained_on:
        return "expires_on", "有效期早于获得日期，请检查。"
    return None


def mask_phone(text: str) -> str:
    """138****5678: what those outside the unit see of a number."""
    if not text:
        return ""
    digits = [place for place, char in enumerate(text) if char.isdigit()]
    if len(digits) < 7:
        return "*" * len(text)
    hidden = set(digits[3:-4])
    return "".join("*" if place in hidden else char for place, char in enumerate(text))


def mask_email(text: str) -> str:
    """z***@example.com."""
    if not text:
        return ""
    if "@" not in text:
        return "*" * len(text)
    name, _, domain = text.partition("@")
    return f"{name[:1]}***@{domain}"


def tidy_phone(text: str) -> str:
    """A mobile number as eleven digits, so that it is found again; others as they were typed."""
    digits = phone_key(text)
    return digits if len(digits) == 11 and digits.startswith("1") else text.strip()


@dataclass(frozen=True)
class CompanyValues:
    """What people say about a company; the form, an import and the API hand it over alike.

    `former_names` are former, foreign and further short names; the capital is in fen.
    """

    name: str
    relation: Relation
    short_name: str = ""
    former_names: tuple[str, ...] = ()
    credit_code: str | None = None
    is_leader: bool = False
    confidential: bool = False
    country: str = "CN"
    region_code: str | None = None
    industry_code: str | None = None
    registered_capital_fen: int | None = None
    address: str = ""
    website: str = ""
    description: str = ""


@dataclass(frozen=True)
class ContactValues:
    """What is kept of a person at a company."""

    name: str
    role: ContactRole | None = None
    position: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
