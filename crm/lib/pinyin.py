"""Pinyin of names, for finding them by what one types on a Latin keyboard.

Readings of single characters come from pypinyin's table, the first of each without its tone, kept
as one number per character: the package itself would cost each worker 11 MB, its phrases another
44. The phrases that matter in names of places and companies stand here.
"""

import json
import re
import string
import unicodedata
from array import array
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

# Readings that names use, where the dictionary's first is another.
_CHARACTERS = {
    "长": "chang", "厦": "xia", "都": "du", "晟": "sheng", "曾": "zeng", "藏": "zang", "埔": "pu",
    "句": "ju", "仇": "qiu", "朴": "pu", "轧": "zha", "圩": "wei", "伽": "jia", "箔": "bo",
    "嗯": "en", "佛": "fo",
}  # fmt: skip

# Words in which a character is read otherwise than alone.
_WORDS = """
重庆 chong qing|重组 chong zu|重构 chong gou|双重 shuang chong|九重 jiu chong
银行 yin hang|行业 hang ye|商行 shang hang|分行 fen hang|支行 zhi hang|央行 yang hang
投行 tou hang|农行 nong hang|工行 gong hang|建行 jian hang|中行 zhong hang|交行 jiao hang
总行 zong hang|行情 hang qing|洋行 yang hang|太行 tai hang
大厦 da sha|广厦 guang sha|成长 cheng zhang|增长 zeng zhang|市长 shi zhang|院长 yuan zhang
董事长 dong shi zhang|会长 hui zhang|校长 xiao zhang|厂长 chang zhang|部长 bu zhang
首长 shou zhang|县长 xian zhang|区长 qu zhang|镇长 zhen zhang|科长 ke zhang|处长 chu zhang
音乐 yin yue|乐器 yue qi|乐清 yue qing|声乐 sheng yue|六安 lu an|六合 lu he|蚌埠 beng bu
单县 shan xian|台州 tai zhou|天台 tian tai|番禺 pan yu|涡阳 guo yang|枞阳 zong yang
铅山 yan shan|歙县 she xian|荥阳 xing yang|浚县 xun xian|黄陂 huang pi|洪洞 hong tong
莘庄 xin zhuang|浒墅关 xu shu guan|浒关 xu guan|东阿 dong e|阿胶 e jiao|尉犁 yu li
会计 kuai ji|会稽 kuai ji|空调 kong tiao|调试 tiao shi|调节 tiao jie|调味 tiao wei
调压 tiao ya|调温 tiao wen|协调 xie tiao|弹簧 tan huang|弹性 tan xing|弹力 tan li
模具 mu ju|模板 mu ban|模架 mu jia|薄膜 bo mo|轻薄 qing bo|超薄 chao bo|人参 ren shen
海参 hai shen|参差 cen ci|矿藏 kuang cang|冷藏 leng cang|收藏 shou cang|珍藏 zhen cang
藏品 cang pin|都是 dou shi|外壳 wai ke|地壳 di qiao|粘土 nian tu|自行 zi xing|湖泊 hu po
供给 gong ji|给水 ji shui|给排水 ji pai shui|压轧 ya zha|提供 ti gong|省悟 xing wu
"""
_PHRASES: dict[str, tuple[str, ...]] = {
    word: tuple(reading.split())
    for word, _, reading in (
        entry.partition(" ") for line in _WORDS.split("\n") for entry in line.split("|") if entry
    )
}
_PHRASE_LENGTHS = range(max(map(len, _PHRASES)), 1, -1)
_PHRASE_STARTS = frozenset(word[0] for word in _PHRASES)
_WORD_CHARS = frozenset(string.ascii_letters + string.digits)
# What most texts are written with, and what folding makes of it: the small letter, at most.
_COMMON = re.compile("[\x00-\x7f\u4e00-\u9fff、。《》【】“”‘’·—]*")
_WIDE = re.compile("[\x00-\x7f\u4e00-\u9fff、。《》【】“”‘’·—\u3000\uff01-\uff5e]*")
_NARROW = {0x3000: " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


class Piece(NamedTuple):
    """A character's pinyin, or a Latin word or number as it stands."""

    initial: str
    full: str


def pieces(text: str) -> list[Piece]:
    """The text piece by piece; what has neither reading nor letters is left out."""
    folded = fold(text)
    found: list[Piece] = []
    place, length = 0, len(folded)
    while place < length:
        char = folded[place]
        if char in _WORD_CHARS:
            end = place
            while end < length and folded[end] in _WORD_CHARS:
                end += 1
            found.append(Piece(folded[place:end], folded[place:end]))
            place = end
        elif char in _PHRASE_STARTS and (phrase := _phrase_at(folded, place)):
            found += map(_as_piece, phrase)
            place += len(phrase)
        else:
            if (piece := _piece(char)) is not None:
                found.append(piece)
            place += 1
    return found


def initials(text: str) -> str:
    """天合光能 → thgn; Latin words and digits stay, in lower case."""
    return "".join(piece.initial for piece in pieces(text))


def full(text: str) -> str:
    """天合光能 → tianheguangneng; ü is written v, as it is typed."""
    return "".join(piece.full for piece in pieces(text))


def fold(text: str) -> str:
    """Width and case evened out; Latin letters without their accents, digits as 0–9."""
    if _COMMON.fullmatch(text):
        return text.lower()
    if _WIDE.fullmatch(text):
        return text.translate(_NARROW).lower()
    wide = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(map(_plain, wide))


def is_word_char(char: str) -> bool:
    """Whether a folded character belongs to a Latin word or a number."""
    return char in _WORD_CHARS


@lru_cache(maxsize=16_384)
def _plain(char: str) -> str:
    if char.isascii():
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    first = unicodedata.normalize("NFD", char)[0]
    return first if first.isascii() and first.isalpha() else char


def _phrase_at(text: str, place: int) -> tuple[str, ...]:
    for length in _PHRASE_LENGTHS:
        reading = _PHRASES.get(text[place : place + length])
        if reading:
            return reading
    return ()


@lru_cache(maxsize=8192)
def _as_piece(reading: str) -> Piece:
    return Piece(reading[0], reading)


@lru_cache(maxsize=8192)
def _piece(char: str) -> Piece | None:
    reading = _reading(char)
    return _as_piece(reading) if reading else None


def _reading(char: str) -> str:
    """The character's reading without tone, empty for what has none."""
    if char in _CHARACTERS:
        return _CHARACTERS[char]
    readings, places = _table()
    return readings[places[ord(char)]] if ord(char) < len(places) else ""


@cache
def _table() -> tuple[list[str], Sequence[int]]:
    """The readings that there are, and to each character which of them is its first; 0 is none."""
    folder = Path(find_spec("pypinyin").origin).parent  # type: ignore[union-attr, arg-type]
    table = json.loads((folder / "pinyin_dict.json").read_text())
    readings = {"": 0}
    places = array("H", bytes(2 * (max(map(int, table)) + 1)))
    for code, several in table.items():
        places[int(code)] = readings.setdefault(_toneless(several.partition(",")[0]), len(readings))
    return list(readings), places


@lru_cache(maxsize=4096)
def _toneless(reading: str) -> str:
    parted = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in parted if is_word_char(letter))
