"""The typefaces of a brief: which face draws which character.

A role (body, title, ...) owns a chain of faces; the first face that has the character draws it.
Characters that no face has are drawn as 〓 and reported by `ink.Ink`, never left blank.
"""

import hashlib
import mmap
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from crm.lib.typeset.office import Problem, claims, refusal

GETA = "〓"  # 下駄: the printer's sign for "this character is not in the case"

# In mainland typesetting these fill one em; a proportional face sets them as Latin quotes.
EM_MARKS = frozenset("“”‘’—…·")
# Above U+0250, yet they belong to the figures beside them.
LATIN_SIGNS = frozenset("−–‐‑•€™")
LATIN_END = "\u0250"


class Role(StrEnum):
    """What a piece of text is; the value is also the key in an office's fonts.toml."""

    TITLE = "title"  # 小标宋: red head and title
    BODY = "body"  # 仿宋
    STRONG = "strong"  # bold words inside the body
    SONG = "song"  # 宋: tables, page numbers
    HEI = "hei"  # 黑: first-level headings, captions, table heads
    KAI = "kai"  # 楷: second-level headings


SHIPPED = {
    Role.TITLE: "NotoSerifSC-Bold.ttf",
    Role.BODY: "FandolFang-Regular.ttf",
    Role.STRONG: "NotoSerifSC-Bold.ttf",
    Role.SONG: "NotoSerifSC-Regular.ttf",
    Role.HEI: "NotoSansSC-Regular.ttf",
    Role.KAI: "LXGWWenKai-Regular.ttf",
}
# 黑体 is read beside its own figures; all other roles take the Times-like Latin face.
LATIN = {Role.TITLE: "Tinos-Bold.ttf", Role.STRONG: "Tinos-Bold.ttf", Role.HEI: ""}
REGULAR_LATIN = "Tinos-Regular.ttf"
LAST_RESORT = (
    SHIPPED[Role.SONG],
    SHIPPED[Role.HEI],
    SHIPPED[Role.KAI],
    SHIPPED[Role.BODY],
    REGULAR_LATIN,
)


class MappedFile:
    """A file of which only those parts come into memory that are looked at.

    ReportLab keeps what `read` gives for as long as the font; it takes pieces out of it, which a
    map gives as well as bytes do. Copies of all faces would be 30 MB per process. Not for an
    office's files: one that is overwritten in place would end the process.
    """

    def __init__(self, path: Path) -> None:
        self.name = str(path)

    def read(self) -> mmap.mmap:
        """The file's content."""
        with open(self.name, "rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class EmbeddedFont(TTFont):
    """A TrueType font whose ToUnicode map is also right beyond U+FFFF.

    ReportLab writes such a code point as five hexadecimal digits, which no reader understands;
    the map wants UTF-16, so rare hanzi (extensions B and up) would copy as rubbish.
    """

    def addObjects(self, doc: object) -> None:
        subsets = [list(subset) for subset in self._assignState(doc).subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            rare = [code for code in subset if code > 0xFFFF]
            if not rare:
                continue
            font = doc.idToObject["BasicFonts"].dict[self.getInternalName(number, doc)]
            stream = doc.idToObject["toUnicodeCMap:" + font.BaseFont]
            for code in rare:
                utf16 = chr(code).encode("utf-16-be").hex().upper()
                stream.content = stream.content.replace(f"<{code:04X}>", f"<{utf16}>")

    def getInternalName(self, number: int, doc: object) -> str:
        return doc.fontMapping[self.fontName][1:] + f"+{number}"


@dataclass(frozen=True, slots=True)
class Face:
    """One loaded font file. `name` is what the canvas calls it."""

    name: str
    widths: dict[int, float]

    def has(self, char: str) -> bool:
        return ord(char) in self.widths

    def em(self, char: str) -> float:
        return self.widths[ord(char)] / 1000


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as it will be drawn. `width` in em; `missing` when 〓 stands for it."""

    char: str
    font: str
    width: float
    missing: bool = False


@dataclass
class FontSet:
    """All faces of this process, by role. `warnings` are sentences for the user."""

    chains: dict[Role, list[Face]]
    latin: dict[Role, Face | None]
    warnings: list[str]
    _known: dict[tuple[Role, str], Glyph] = field(default_factory=dict)

    def glyph(self, role: Role, char: str) -> Glyph:
        """The glyph for one visible character; 〓 where no face has it."""
        known = self._known.get((role, char))
        if known is None:
            known = self._known[role, char] = self._find(role, char)
        return known

    def _find(self, role: Role, char: str) -> Glyph:
        # Some faces have an empty glyph for control characters: those would vanish.
        faces = [] if unicodedata.category(char) == "Cc" else self._candidates(role, char)
        for face in faces:
            if face.has(char) and (char not in EM_MARKS or abs(face.em(char) - 1) < 0.02):
                return Glyph(char, face.name, face.em(char))
        geta = next(face for face in self.chains[role] if face.has(GETA))
        return Glyph(GETA, geta.name, geta.em(GETA), missing=True)

    def _candidates(self, role: Role, char: str) -> list[Face]:
        latin, chain = self.latin[role], self.chains[role]
        if latin is None:
            return chain
        if char in EM_MARKS or not (char < LATIN_END or char in LATIN_SIGNS):
            return [*chain, latin]
        return [latin, *chain]


@lru_cache(maxsize=4)
def load_fonts(shipped: Path, office: Path | None = None) -> FontSet:
    """Load the shipped faces, and an office's own in front of them; once per process.

    An office font that cannot be used is left out with a sentence in `warnings`.
    """
    names = {*SHIPPED.values(), *LATIN.values(), REGULAR_LATIN} - {""}
    faces = {name: _load(shipped / name, mapped=True) for name in names}
    chains = {
        role: [faces[name] for name in dict.fromkeys((own, *LAST_RESORT))]
        for role, own in SHIPPED.items()
    }
    latin = {
        role: faces[name] if (name := LATIN.get(role, REGULAR_LATIN)) else None for role in Role
    }
    warnings: list[str] = []
    if office is not None:
        _add_office(office, chains, warnings)
    return FontSet(chains, latin, warnings)


def _add_office(office: Path, chains: dict[Role, list[Face]], warnings: list[str]) -> None:
    claimed, found = claims(office, {role.value for role in Role})
    warnings.extend(found)
    for key, path in claimed.items():
        try:
            warning = refusal(path)
            if warning is None:
                chains[Role(key)].insert(0, _load(path))
                continue
        except Exception:  # any damage in a foreign file must not stop the brief
            warning = Problem.UNREADABLE
        shown = warning.format(file=path.name)
        warnings.append(f"{shown}，“{ROLE_NAMES[Role(key)]}”改用随附字体。")


ROLE_NAMES = {
    Role.TITLE: "标题",
    Role.BODY: "正文",
    Role.STRONG: "加粗",
    Role.SONG: "宋体",
    Role.HEI: "黑体",
    Role.KAI: "楷体",
}


def _load(path: Path, *, mapped: bool = False) -> Face:
    """Register one font file with ReportLab under a name of its own.

    The name holds a digest of the file: ReportLab takes two fonts of one inner name for the
    same font, and an office may bring another edition of a face that is shipped.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:8]
    name = f"{path.stem.encode('ascii', 'ignore').decode() or 'Office'}-{digest}"
    try:
        font = pdfmetrics.getFont(name)
    except KeyError:
        source = MappedFile(path) if mapped else str(path)
        font = EmbeddedFont(name, source, asciiReadable=False, shapable=False)
        font.face.name = name.replace(" ", "").encode("ascii")
        pdfmetrics.registerFont(font)
    face = font.face
    widths = {code: face.charWidths.get(code, face.defaultWidth) for code in face.charToGlyph}
    return Face(name, widths)
