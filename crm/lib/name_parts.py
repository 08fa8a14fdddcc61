"""A company's name taken apart: place, brand (字号), trade (行业), legal form, branch.

江苏恒曜精密机械股份有限公司盐城分公司 is 江苏 · 恒曜 · 精密 机械 · 股份有限公司, branch 盐城分公司.
The parts are for comparing names; nothing is stored or shown by them but the keys of `keys_of`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from crm.lib import trade_words
from crm.lib.company_names import (
    cut_branch,
    folded,
    leading_places,
    normalise,
    split_brackets,
)
from crm.lib.pinyin import full, initials
from crm.lib.regions import PROVINCE_FULL_NAMES, REGIONS

SHORTEST_BRAND = 2
_FORMS = (
    "股份有限公司", "有限责任公司", "有限公司", "股份公司", "集团公司", "总公司", "公司",
    "有限合伙", "普通合伙", "合伙企业", "企业", "集团", "控股", "股份", "总厂", "厂",
)  # fmt: skip
_FORMAL = ("公司", "合伙", "企业", "厂")
_GROUP = "集团"
_NEUTRAL = frozenset(trade_words.NEUTRAL.split())
_MODIFIERS = frozenset(trade_words.MODIFIERS.split())
_CALLED = {
    word: line.split()[0] for line in trade_words.SYNONYMS.split("\n") for word in line.split()
}
_WORDS = frozenset(trade_words.TRADES.split()) | _NEUTRAL | _MODIFIERS | _CALLED.keys()
_LENGTHS = range(max(map(len, _WORDS)), 0, -1)
_STARTS = frozenset(word[0] for word in _WORDS)

_ENGLISH = dict(entry.split("=") for entry in trade_words.ENGLISH.split())
_PHRASES = {
    tuple(words.split()): reading.split()
    for line in trade_words.ENGLISH_PHRASES.strip().split("\n")
    for words, _, reading in (entry.partition("=") for entry in line.split("|"))
}
_PHRASE_LENGTHS = range(max(map(len, _PHRASES)), 1, -1)
_ENGLISH_NEUTRAL = frozenset(trade_words.ENGLISH_NEUTRAL.split())
_ENGLISH_FORM = re.compile(
    r"\b(?:(?:co|company|corp|corporation)\b[., ]*)?(?:ltd|limited|inc|incorporated|llc|llp|gmbh|"
    r"ag|plc|kk|pte|pty|bv|nv|spa|srl|ab|oy|sarl|sa|se|corp|corporation|company|co)\b\.?"
)
_ENGLISH_GROUP = re.compile(r"\b(?:group|holdings?)\b")
_WORD = re.compile(r"[a-z0-9&]+")

_PROVINCES = {name: short for short, name in PROVINCE_FULL_NAMES.items()}
_CITIES = {
    region.name: region.province
    for region in REGIONS.values()
    if region.name not in PROVINCE_FULL_NAMES
}
_MUNICIPALITIES = frozenset({"北京", "天津", "上海", "重庆"})
_COUNTRY = frozenset({"中国", "中华", "大中华", "亚洲", "亚太", "华东", "江浙沪"})
# 苏州 and 宿州 are spelt alike: such a spelling says only that it is a place.
_SPELT: dict[str, str] = {}
for _name in (*PROVINCE_FULL_NAMES, *_CITIES):
    _SPELT[full(_name)] = "" if full(_name) in _SPELT else _name


@dataclass(frozen=True)
class Region:
    """The places in a name, level by level; empty where it says nothing."""

    country: str = ""
    province: str = ""
    city: str = ""
    county: str = ""

    def contradicts(self, other: "Region") -> bool:
        """Whether the two cannot be one place; 江苏 and 盐城 can, nothing contradicts nothing."""
        for mine, theirs in (
            (self.province, other.province),
            (self.city, other.city),
            (self.county, other.county),
        ):
            if mine and theirs and mine != theirs:
                return True
        if self.is_country != other.is_country and self.says_anything and other.says_anything:
            return True
        # A county's city is not known here: 昆山 beside 盐城 or 重庆 are two places.
        return (self.is_county_alone and other.is_city_alone) or (
            self.is_city_alone and other.is_county_alone
        )

    @property
    def says_anything(self) -> bool:
        """Whether there is a place at all."""
        return any((self.country, self.province, self.city, self.county))

    @property
    def is_country(self) -> bool:
        """Whether it is the country as a whole: …（中国）有限公司."""
        return bool(self.country) and not (self.province or self.city or self.county)

    @property
    def is_county_alone(self) -> bool:
        """Whether it is a county whose city is not said."""
        return bool(self.county) and not self.city

    @property
    def is_city_alone(self) -> bool:
        """Whether it is a city, or a municipality, without a county."""
        return bool(self.city or self.province in _MUNICIPALITIES) and not self.county


@dataclass(frozen=True)
class NameParts:
    """A name taken apart.

    `trade` are words of what the company does, each called alike however it is written, without
    those that say nothing. `short` says that there is no legal form: 恒曜机械 alone.
    """

    name: str
    region: Region
    brand: str
    trade: tuple[str, ...]
    short: bool
    group: bool
    branch: str

    @cached_property
    def core(self) -> str:
        """The name without place and legal form; made when it is asked for, being dear."""
        return normalise(self.name)

    @property
    def text(self) -> str:
        """Brand and trade in one, without words that say nothing."""
        return self.brand + "".join(self.trade)

    @property
    def letters(self) -> str:
        """The same in pinyin."""
        return full(self.text)

    @property
    def latin(self) -> bool:
        """Whether the brand is written in Latin letters."""
        return self.brand.isascii()


@dataclass(frozen=True)
class Keys:
    """What a name is found by in the database."""

    core: str
    sound: str
    brand: str
    pinyin: str


def keys_of(name: str) -> Keys:
    """The core, its initials, the brand, and brand and trade in pinyin."""
    parts = read_name(name)
    return Keys(parts.core, initials(parts.core), parts.brand, parts.letters)


@lru_cache(maxsize=4096)
def read_name(name: str) -> NameParts:
    """Take a name apart. What cannot be told apart is the brand; never fails."""
    text, branch = cut_branch(folded(name))
    text, places = split_brackets(text)
    if _is_latin(text):
        return _read_latin(name, text, places)
    rest, forms = _without_forms("".join(char for char in text if char.isalnum()))
    before, rest = leading_places(rest)
    rest, behind = _trailing_place(rest)
    again, more = _without_forms(rest)
    rest, forms = (again, forms + more) if behind else (rest, forms)
    brand, words = _brand_and_trade(rest)
    if not brand:  # 盐城建筑工程有限公司: the place is part of the brand
        brand, words = "".join(before) + rest, []
    return NameParts(
        name=name,
        region=_region([*before, *places, *behind]),
        brand=brand or normalise(name),
        trade=_called(words),
        short=not any(form.endswith(_FORMAL) or form in _FORMAL for form in forms),
        group=any(_GROUP in form for form in forms),
        branch=branch,
    )


def meaning(trade: Iterable[str]) -> tuple[str, ...]:
    """The words without those that may stand or be left out; all when nothing else is there."""
    told = tuple(word for word in trade if word not in _MODIFIERS)
    return told or tuple(trade)


def _is_latin(text: str) -> bool:
    return text.isascii() and any(char.isalpha() for char in text)


def _without_forms(text: str) -> tuple[str, list[str]]:
    found: list[str] = []
    while text.endswith(_FORMS):
        form = next(one for one in _FORMS if text.endswith(one))
        if len(text) - len(form) < SHORTEST_BRAND:
            break
        found.append(form)
        text = text.removesuffix(form)
    return text, found


def _trailing_place(text: str) -> tuple[str, list[str]]:
    """凌曦显示盐城(有限公司): the place stands behind what the company does."""
    for length in (4, 3, 2):
        rest, place = text[:-length], text[-length:]
        known = place in _CITIES or place in PROVINCE_FULL_NAMES
        if known and len(rest) > SHORTEST_BRAND and _brand_and_trade(rest)[1]:
            return rest, [place]
    return text, []


def _brand_and_trade(text: str) -> tuple[str, list[str]]:
    """The brand, at least two characters, and the words behind it; '' when all are words."""
    endings: dict[int, list[str]] = {len(text): []}
    for start in range(len(text) - 1, -1, -1):
        for length in _LENGTHS if text[start] in _STARTS else ():
            word = text[start : start + length]
            if word in _WORDS and start + len(word) in endings:
                endings[start] = [word, *endings[start + len(word)]]
                break
    if 0 in endings and text:
        return "", endings[0]
    start = min(one for one in endings if one >= SHORTEST_BRAND or one == len(text))
    return text[:start], endings[start]


def _called(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(_CALLED.get(word, word) for word in words if word not in _NEUTRAL)


def _region(places: Iterable[str]) -> Region:
    told = {"country": "", "province": "", "city": "", "county": ""}
    for place in places:
        if place in _COUNTRY:
            told["country"] = "中国"
        elif place in PROVINCE_FULL_NAMES or place in _PROVINCES:
            told["province"] = _PROVINCES.get(place, place)
        elif place in _CITIES:
            told["city"] = place
            told["province"] = told["province"] or _CITIES[place]
        else:
            told["county"] = place
    return Region(**told)


def _read_latin(name: str, text: str, places: list[str]) -> NameParts:
    group = bool(_ENGLISH_GROUP.search(text))
    bare = _ENGLISH_GROUP.sub(" ", _ENGLISH_FORM.sub(" ", text))
    formal = bool(_ENGLISH_FORM.search(text))
    words = _WORD.findall(bare) or _WORD.findall(text)
    rest = [word for word in words if word not in _SPELT] or words
    places = [*places, *(_SPELT[word] for word in words if _SPELT.get(word))]
    brand, trade = _english(rest)
    return NameParts(
        name=name,
        region=_region(places if rest != words else []),
        brand=brand or "".join(words),
        trade=_called(trade) if brand else (),
        short=not formal,
        group=group,
        branch="",
    )


def _english(words: list[str]) -> tuple[str, list[str]]:
    """The brand, words that are no English trade, and the trade in Chinese words."""
    brand: list[str] = []
    trade: list[str] = []
    place = 0
    while place < len(words):
        length, told = _translated(words, place)
        place += length
        if told is None:
            brand.append(words[place - 1])
        else:
            trade += told
    return "".join(brand), trade


def _translated(words: list[str], place: int) -> tuple[int, list[str] | None]:
    for length in _PHRASE_LENGTHS:
        phrase = tuple(words[place : place + length])
        if phrase in _PHRASES:
            return length, _PHRASES[phrase]
    word = words[place]
    if word in _ENGLISH_NEUTRAL:
        return 1, []
    return 1, [_ENGLISH[word]] if word in _ENGLISH else None
