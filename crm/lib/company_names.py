"""The core of a company's name: what is left without place, legal form and filler words.

江苏天合光能科技股份有限公司, 天合光能（常州）有限公司 and 天合光能 have one core. It is a hint
for finding the same company twice, never an identity.
"""

import re
import unicodedata
from functools import lru_cache

from crm.lib.regions import PLACE_NAMES
from crm.lib.traditional import simplified

SHORTEST_CORE = 2
_ROUNDS = 20

_PLACES = frozenset(PLACE_NAMES) | {"中国", "中华", "大中华", "亚洲", "亚太", "华东", "江浙沪"}
_PLACE_LENGTHS = range(max(map(len, _PLACES)), 1, -1)
_PLACE_STARTS = frozenset(place[:2] for place in _PLACES)
_AFTER_PLACE = re.compile(
    r"(?:市[^市县区公司]{2}区(?![块域位])|省|市|自治区|自治州|自治县|县|区(?![块域位])|州(?=市|县|区)|"
    r"港(?=.{2}(?:物流|港务|储运|供应链|石化|海工)))?"
    r"(?:经济技术开发区|经济开发区|高新技术产业开发区|经开区|高新区|开发区|新区|工业园区|园区|"
    r"综合保税区|综保区|保税区)?"
)
_BRANCH_WORDS = ("分公司", "办事处", "代表处", "营业部", "项目部", "联络处", "分厂")
_A_BRANCH = f"(?:{'|'.join(_BRANCH_WORDS)})"
_BRANCH = re.compile(rf"(.{{2,}}?(?:公司|集团|厂|合作社))([^公司]{{0,16}}?{_A_BRANCH})")
_BRANCH_ALONE = re.compile(rf".{{0,16}}{_A_BRANCH}")
_GENERIC_WORDS = """
股份有限公司 有限责任公司 有限公司 股份公司 集团公司 总公司 分公司 子公司 公司
有限合伙 普通合伙 合伙企业 合伙 企业 集团 控股 股份 科技 技术 实业 发展 产业 投资 商贸 贸易
"""
_GENERIC = tuple(_GENERIC_WORDS.split())
# What most names are written with: nothing but capitals and old characters to even out.
_COMMON = re.compile("[\x20-\x7e\u4e00-\u9fff、。《》【】“”·—]*")
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


def cut_branch(text: str) -> tuple[str, str]:
    """…有限公司 and 盐城分公司: a folded name without its branch, and the branch."""
    whole = "".join(text.split())
    match = _BRANCH.fullmatch(whole) if whole.endswith(_BRANCH_WORDS) else None
    return (match[1], match[2]) if match else (text, "")


def leading_places(text: str) -> tuple[list[str], str]:
    """The places with which a name begins, and what is left: never less than two characters."""
    found: list[str] = []
    while length := _place_length(text):
        rest = _AFTER_PLACE.sub("", text[length:], count=1)
        if len(rest) < SHORTEST_CORE:
            break
        found.append(text[:length])
        text = rest
    return found, text


def split_brackets(text: str) -> tuple[str, list[str]]:
    """A folded name without the brackets that say a place or a form, and these places."""
    places: list[str] = []

    def told(match: re.Match[str]) -> str:
        inside = "".join(char for char in match[1] if char.isalnum())
        if inside in _GENERIC or _BRANCH_ALONE.fullmatch(inside):
            return ""
        if inside in _PLACES:
            places.append(inside)
            return ""
        length = _place_length(inside)
        rest = inside[length:]
        if length and (not rest or _AFTER_PLACE.fullmatch(rest)):
            places.append(inside[:length])
            return ""
        return f" {match[1]} "

    return _BRACKETS.sub(told, text), places


def _strip_once(name: str) -> str:
    begun = folded(name)
    text, _places = split_brackets(cut_branch(begun)[0])
    if "." in text:
        text = _DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), text)
    text = "".join([char for char in _without_latin_generic(text) if char.isalnum()])
    if not text:
        return begun
    return _without_place(_without_generic(text))


@lru_cache(maxsize=256)  # a name is folded for its core and for its parts
def folded(name: str) -> str:
    """Width, case, traditional characters and what cannot be seen (zero-width) evened out."""
    if _COMMON.fullmatch(name):
        return simplified(name.lower()).strip()
    wide = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    wide = simplified(wide)
    return "".join(char for char in wide if unicodedata.category(char) not in ("Cf", "Cc")).strip()


def _without_latin_generic(text: str) -> str:
    while True:
        stripped = text.rstrip(" .,;:&-_()[]/")
        if not stripped[-1:].isascii():
            return stripped  # no Latin word at its end
        shorter = _LATIN_GENERIC.sub("", stripped)
        if sum(char.isalnum() for char in shorter) < SHORTEST_CORE or shorter == stripped:
            return stripped or text
        text = shorter


def _without_generic(text: str) -> str:
    for word in _GENERIC if text.endswith(_GENERIC) else ():
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
    return leading_places(text)[1]


def _place_length(text: str) -> int:
    if text[:2] not in _PLACE_STARTS:
        return 0
    return next((n for n in _PLACE_LENGTHS if text[:n] in _PLACES), 0)
