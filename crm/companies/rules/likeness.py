"""How strongly two companies look alike, and why. Pure functions.

The same is one legal person. A branch (分公司, 办事处) is its company. A subsidiary with a name and
a business of its own, or registered in another place, is another company: it is shown as one that
may belong to the same group, and never taken for the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from crm.lib.company_names import normalise
from crm.lib.labelled import Labelled
from crm.lib.name_parts import NameParts, keys_of, meaning, read_name
from crm.lib.pinyin import full, initials, pieces

LONGEST_KEY = 200
# Two characters sound like many others: shorter cores are compared as they are written only.
SHORTEST_SOUND = 3
# What is put between must leave so much before and behind it.
_LEAST_AROUND = 2


class NameKind(Labelled):
    """What another name of a company is."""

    SHORT = "short", "简称"
    FORMER = "former", "曾用名"
    FOREIGN = "foreign", "外文名"
    CODE = "code", "代号"


class Likeness(Labelled):
    """Why two companies are taken for the same one, strongest first."""

    CREDIT_CODE = "credit_code", "同一信用代码"
    NAME = "name", "名称相同"
    SHORT_NAME = "short_name", "简称相同"
    FORMER_NAME = "former_name", "曾用名或其他名称相同"
    SOUND = "sound", "读音相同"
    PHONE = "phone", "联系电话相同"
    SIMILAR = "similar", "名称相近"
    DOMAIN = "domain", "邮箱域名相同"
    CONTACT = "contact", "联系人相同"
    GROUP = "group", "字号相同，可能同一集团"

    @property
    def is_strong(self) -> bool:
        """Whether saving asks first: most likely the same company."""
        return self in STRONG

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return list(Likeness).index(self)


STRONG = frozenset({Likeness.CREDIT_CODE, Likeness.NAME, Likeness.SHORT_NAME, Likeness.FORMER_NAME})
# Reasons for which two names alone are taken for one company.
SAME = STRONG | {Likeness.SOUND, Likeness.SIMILAR}


@dataclass(frozen=True)
class NameKeys:
    """What a name is found by, as every table with names keeps it."""

    core: str
    sound: str
    brand: str
    pinyin: str


@lru_cache(maxsize=4096)  # a file of names is looked up before it is written
def name_keys(name: str) -> NameKeys:
    """The keys of a company's name: core, its initials, brand, brand and trade in pinyin."""
    keys = keys_of(name)
    return NameKeys(
        *(key[:LONGEST_KEY] for key in (keys.core, keys.sound, keys.brand, keys.pinyin))
    )


@lru_cache(maxsize=4096)
def core_key(name: str) -> str:
    """The core alone, as `name_keys` has it, for a third of the work."""
    return normalise(name)[:LONGEST_KEY]


@dataclass(frozen=True)
class Identity:
    """What a company is recognised by; phones, domains and people as their keys."""

    name: str
    credit_code: str | None = None
    phones: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    short_names: frozenset[str] = frozenset()
    other_names: frozenset[str] = frozenset()


def likeness(one: Identity, other: Identity) -> Likeness | None:
    """The strongest reason to take the two for one company; None when there is none.

    Different credit codes do not settle it: subsidiaries of one group are worth showing too.
    """
    return next(iter(reasons(one, other)), None)


def reasons(one: Identity, other: Identity) -> tuple[Likeness, ...]:
    """All reasons, the strongest first: at most one by the names, one by each other trait."""
    found = set()
    if one.credit_code and one.credit_code == other.credit_code:
        found.add(Likeness.CREDIT_CODE)
    if named := min(_by_names(one, other), key=lambda reason: reason.rank, default=None):
        found.add(named)
    if one.phones & other.phones:
        found.add(Likeness.PHONE)
    if one.domains & other.domains:
        found.add(Likeness.DOMAIN)
    if one.people & other.people:
        found.add(Likeness.CONTACT)
    return tuple(sorted(found, key=lambda reason: reason.rank))


def _by_names(one: Identity, other: Identity) -> Iterator[Likeness]:
    mine, theirs = read_name(one.name), read_name(other.name)
    if not mine.brand or not theirs.brand:
        return
    if reason := of_names(mine, theirs):
        yield reason
    for left, right in ((one, other), (other, one)):
        main = read_name(right.name)
        for name in left.short_names:
            if of_names(read_name(name), main) in (Likeness.NAME, Likeness.SHORT_NAME):
                yield Likeness.SHORT_NAME
        for name in left.other_names:
            if of_names(read_name(name), main) in SAME:
                yield Likeness.FORMER_NAME
    if any(_written_alike(one.short_names, other.short_names)):
        yield Likeness.SHORT_NAME
    if any(_written_alike(one.short_names | one.other_names, other.other_names)) or any(
        _written_alike(one.other_names, other.short_names)
    ):
        yield Likeness.FORMER_NAME


def _written_alike(some: frozenset[str], others: frozenset[str]) -> Iterator[bool]:
    """Further names are compared as they are written only: they are many and short."""
    cores = {read_name(name).core for name in others}
    return (read_name(name).core in cores for name in some)


def of_names(one: NameParts, other: NameParts) -> Likeness | None:
    """What two names alone say; has no direction."""
    if one.latin != other.latin:
        return _across_scripts(one, other)
    apart = one.region.contradicts(other.region)
    if one.brand == other.brand:
        return _of_one_brand(one, other, apart)
    if apart:
        return None
    if one.core == other.core:
        return Likeness.NAME
    if _sounds_alike(one, other):
        return Likeness.SOUND
    shorter, longer = sorted((one, other), key=lambda parts: len(parts.text))
    begun = shorter.short and longer.core.startswith(shorter.core)  # 伊赛特 of 伊赛特阳光电力
    if begun and len(shorter.text) >= SHORTEST_SOUND:
        return Likeness.SIMILAR
    return Likeness.SIMILAR if _put_between(shorter.core, longer.core) else None


def _of_one_brand(one: NameParts, other: NameParts, apart: bool) -> Likeness | None:
    alike = one.trade == other.trade
    close = alike or _trades_close(one.trade, other.trade)
    if apart:
        return Likeness.GROUP if close or not (one.trade and other.trade) else None
    if alike:
        return Likeness.NAME
    for shorter, longer in ((one, other), (other, one)):
        if not shorter.trade and (shorter.short or (shorter.group and longer.group)):
            return Likeness.SHORT_NAME
    if close or _put_between(*sorted((one.core, other.core), key=len)):
        return Likeness.SIMILAR
    for shorter, longer in ((one, other), (other, one)):
        if shorter.short and longer.core.startswith(shorter.core):
            return Likeness.SIMILAR
    return Likeness.GROUP


def _trades_close(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether words were only left out before the last one, which says what is made."""
    shorter, longer = sorted((meaning(one), meaning(other)), key=len)
    if not shorter or shorter[-1] != longer[-1]:
        return False
    rest = iter(longer)
    return all(word in rest for word in shorter)


def _put_between(shorter: str, longer: str) -> bool:
    """Whether the longer one is the shorter with two or more characters put into its middle."""
    more = len(longer) - len(shorter)
    if more < 2 or more > len(shorter) or shorter.isascii():
        return False
    return any(
        longer == shorter[:place] + longer[place : place + more] + shorter[place:]
        for place in range(_LEAST_AROUND, len(shorter) - _LEAST_AROUND + 1)
    )


def _sounds_alike(one: NameParts, other: NameParts) -> bool:
    if min(len(one.core), len(other.core)) < SHORTEST_SOUND or one.latin:
        return False
    if one.letters == other.letters:
        return True
    return full(one.brand) == full(other.brand) and (
        len(one.brand) > 2 and _trades_close(one.trade, other.trade)
    )


def _across_scripts(one: NameParts, other: NameParts) -> Likeness | None:
    """A name in letters and one in characters: spelt out, by initials, or put into English."""
    latin, written = (one, other) if one.latin else (other, one)
    if latin.region.contradicts(written.region):
        return None
    if latin.short and not latin.trade:
        spelt = [piece.full for piece in pieces(written.text)]
        brand = len(pieces(written.brand))
        begun = {"".join(spelt[:count]) for count in range(brand, len(spelt) + 1)}
        by_initials = len(latin.brand) >= SHORTEST_SOUND and latin.brand == initials(written.core)
        return Likeness.SOUND if latin.brand in begun or by_initials else None
    if latin.brand != full(written.brand):
        return None
    if latin.trade == written.trade or _trades_close(latin.trade, written.trade):
        return Likeness.SOUND
    return Likeness.GROUP
