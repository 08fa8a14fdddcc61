"""An office's own fonts: which file serves which role, and whether it can be printed with."""

import struct
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile

# Marks in file names, most telling first: 小标宋 before 宋, 仿宋 before 宋.
NAME_MARKS = (
    ("title", ("小标宋", "xiaobiaosong", "xbs")),
    ("body", ("仿宋", "fangsong", "simfang", "fzfs")),
    ("kai", ("楷", "kai", "fzkt")),
    ("hei", ("黑", "hei", "fzht")),
    ("song", ("宋", "song", "simsun", "fzss")),
)
SUFFIXES = {".ttf", ".ttc", ".otf"}
RESTRICTED = 0x0002
NO_SUBSETTING = 0x0100
BITMAPS_ONLY = 0x0200


class Problem(StrEnum):
    """Why a font cannot be used; completed with the file name."""

    MISSING = "字体文件 {file} 不存在"
    UNREADABLE = "字体文件 {file} 无法读取或已损坏"
    CFF = "字体文件 {file} 是 CFF(OpenType)轮廓，本系统只能使用 TrueType 轮廓"
    VARIABLE = "字体文件 {file} 是可变字体(fvar)，打印时会变成细体"
    FORBIDDEN = "字体文件 {file} 的授权标志(fsType)不允许嵌入文件"
    INCOMPLETE = "字体文件 {file} 的汉字不全，未覆盖 GB 2312 全部 6763 字"


def claims(folder: Path, roles: set[str]) -> tuple[dict[str, Path], list[str]]:
    """Role → file, from `fonts.toml` (`title = "某字体.ttf"`) or else from the file names.

    The second value holds warnings about the folder itself.
    """
    if not folder.is_dir():
        return {}, [f"单位字体文件夹 {folder.name} 不存在，全部使用随附字体。"]
    chosen: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        role = role_of(path.name) if path.suffix.lower() in SUFFIXES else None
        if role:
            chosen.setdefault(role, path)
    listing = folder / "fonts.toml"
    if not listing.is_file():
        return chosen, []
    try:
        listed = tomllib.loads(listing.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return chosen, ["单位字体清单 fonts.toml 无法读取，按文件名识别字体。"]
    unknown = sorted(key for key in listed if key not in roles)
    warnings = [f"单位字体清单 fonts.toml 中的“{key}”不是可用的用途，已忽略。" for key in unknown]
    # Only a bare name: a list must not reach files outside its folder.
    named = {key: folder / Path(str(value)).name for key, value in listed.items() if key in roles}
    return chosen | named, warnings


def role_of(file_name: str) -> str | None:
    """The role that a file name speaks of, None when it names none."""
    plain = file_name.lower()
    return next((role for role, marks in NAME_MARKS if any(m in plain for m in marks)), None)


def refusal(path: Path) -> Problem | None:
    """What stands against printing with this file; None when nothing does."""
    if not path.is_file():
        return Problem.MISSING
    data = path.read_bytes()
    tables = table_offsets(data)
    if "CFF " in tables or "CFF2" in tables:
        return Problem.CFF
    if "fvar" in tables:
        return Problem.VARIABLE
    if "OS/2" in tables:
        fs_type = struct.unpack_from(">H", data, tables["OS/2"] + 8)[0]
        # Restricted forbids only when no milder right is granted beside it.
        if fs_type & 0x000F == RESTRICTED or fs_type & (NO_SUBSETTING | BITMAPS_ONLY):
            return Problem.FORBIDDEN
    if not gb2312() <= _covered(path):
        return Problem.INCOMPLETE
    return None


def table_offsets(data: bytes) -> dict[str, int]:
    """Tag → offset of the tables of a font file; of a collection, those of its first font."""
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    records = (struct.unpack_from(">4sIII", data, start + 12 + 16 * i) for i in range(count))
    return {tag.decode("latin-1"): offset for tag, _, offset, _ in records}


def _covered(path: Path) -> frozenset[int]:
    return frozenset(TTFontFile(str(path), charInfo=1).charToGlyph)


@cache
def gb2312() -> frozenset[int]:
    """The code points of the 6,763 hanzi of GB 2312."""
    found = set()
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            text = bytes((row, cell)).decode("gb2312", errors="ignore")
            if len(text) == 1:
                found.add(ord(text))
    return frozenset(found)
