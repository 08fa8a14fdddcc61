"""The core of a company's name: what is left without place, legal form and filler words.

江苏天合光能科技股份有限公司, 天合光能（常州）有限公司 and 天合光能 have one core. It is a hint
for finding the same company twice, never an identity.
"""

import re
import unicodedata

from crm.lib.regions import PLACE_NAMES

SHORTEST_CORE = 2
_SHORTEST_SHARED = 3
_ROUNDS = 20

_PLACES = frozenset(PLACE_NAMES) | {"中国", "中华", "大中华", "亚洲", "亚太", "华东", "江浙沪"}
_PLACE_LENGTHS = range(max(map(len, _PLACES)), 1, -1)
_AFTER_PLACE = re.compile(
    r"(?:省|市|自治区|自治州|自治县|县|区(?![块域位])|州(?=市|县|区))?"
    r"(?:经济技术开发区|经济开发区|高新技术产业开发区|经开区|高新区|开发区|新区|工业园区|园区)?"
)
_GENERIC_WORDS = """
股份有限公司 有限责任公司 有限公司 股份公司 集团公司 总公司 分公司 子公司 公司
有限合伙 普通合伙 合伙企业 合伙 企业 集团 控股 股份 科技 技术 实业 发展 产业 投资 商贸 贸易
"""
_GENERIC = tuple(_GENERIC_WORDS.split())
_LATIN_GENERIC = re.compile(
    r"(?<![a-z0-9])(?:co|ltd|inc|corp|corporation|company|limited|incorporated|llc|llp|gmbh|ag|sa|"
    r"plc|kk|pte|pty|bv|nv|spa|srl|holdings?|group|technology|technologies|tech|international)$"
)
_DOTTED = re.compile(r"(?<![a-z0-9])(?:[a-z]\.)+[a-z]\.?(?![a-z0-9])")
_BRACKETS = re.compile(
    r"[(\[【〔〖<《「『]([^()\[\]【】〔〕〖〗<>《》「」『』]*)[)\]】〕〗>》」』]"
)


def normalise(name: str) -> str:
    """The core of the name, lower case, without blanks or punctuation.

    Applying it again changes nothing; a name that holds something never becomes empty, one of
    filler words only keeps as much as two characters.
    """
    text = name
    for _round in range(_ROUNDS):
        shorter = _strip_once(text)
        if shorter == text:
            break
        text = shorter
    return text


def same_company(one: str, other: str) -> bool:
    """Whether two names hint at one company: equal cores, or one begins with the other's."""
    shorter, longer = sorted((normalise(one), normalise(other)), key=len)
    if shorter == longer:
        return bool(shorter)
    return len(shorter) >= _SHORTEST_SHARED and longer.startswith(shorter)


def _strip_once(name: str) -> str:
    folded = _fold(name)
    text = _BRACKETS.sub(_bracket, folded)
    text = _without_latin_generic(_DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), text))
    text = "".join(char for char in text if char.isalnum())
    if not text:
        return folded
    return _without_place(_without_generic(text))


def _fold(name: str) -> str:
    """Width, case, and what cannot be seen (zero-width characters) evened out."""
    wide = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(char for char in wide if unicodedata.category(char) not in ("Cf", "Cc")).strip()


def _bracket(match: re.Match[str]) -> str:
    """What a bracket leaves behind: nothing of a place or a legal form, its words otherwise."""
    inside = "".join(char for char in match[1] if char.isalnum())
    if inside in _GENERIC or inside in _PLACES:
        return ""
    length = _place_length(inside)
    rest = inside[length:]
    if length and (not rest or _AFTER_PLACE.fullmatch(rest)):
        return ""
    return f" {match[1]} "


def _without_latin_generic(text: str) -> str:
    while True:
        stripped = text.rstrip(" .,;:&-_()[]/")
        shorter = _LATIN_GENERIC.sub("", stripped)
        if sum(char.isalnum() for char in shorter) < SHORTEST_CORE or shorter == stripped:
            return stripped or text
        text = shorter


def _without_generic(text: str) -> str:
    for word in _GENERIC:
        if text.endswith(word) and len(text) - len(word) >= SHORTEST_CORE:
            shorter = text.removesuffix(word)
            return _without_generic(_without_branch_place(shorter) if word == "分公司" else shorter)
    return text


def _without_branch_place(text: str) -> str:
    """…有限公司盐城(分公司): the place of a branch stands at the end."""
    for length in _PLACE_LENGTHS:
        if text[-length:] in _PLACES and len(text) - length >= SHORTEST_CORE:
            return text[:-length]
    return text


def _without_place(text: str) -> str:
    length = _place_length(text)
    while length:
        rest = _AFTER_PLACE.sub("", text[length:], count=1)
        if len(rest) < SHORTEST_CORE:
            return text
        text, length = rest, _place_length(rest)
    return text


def _place_length(text: str) -> int:
    return next((n for n in _PLACE_LENGTHS if text[:n] in _PLACES), 0)
