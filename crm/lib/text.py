"""Text as people type and paste it, made safe to store and show without changing what it says.

Code points are kept as they are: rare characters, emoji and their joiners come back unchanged.
What goes is what no one can see and some program trips over: control characters, and the marks
that turn the direction of everything after them.
"""

import re
import unicodedata

LINE_LIMIT = 200
NOTE_LIMIT = 10_000
FILENAME_BYTES = 255
UNNAMED = "未命名"

_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile("[\t\n\x0b\x0c]+")

_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
_LONGEST_SUFFIX = 20


class TextError(ValueError):
    """The text cannot be taken; the message is a sentence for the field."""


def clean_line(text: str, limit: int = LINE_LIMIT) -> str:
    """One line: breaks and tabs become a space, ends are trimmed. Raises TextError."""
    whole = _BLANKS.sub(" ", _visible(text)).strip()
    return _within(whole, limit)


def clean_note(text: str, limit: int = NOTE_LIMIT) -> str:
    """Several lines with \\n between them, outer blank lines trimmed. Raises TextError."""
    lines = _visible(text).split("\n")
    return _within("\n".join(line.rstrip() for line in lines).strip(), limit)


def _visible(text: str) -> str:
    if text.isprintable():  # most texts: nothing of what is looked for below
        return text
    if _SURROGATE.search(text):
        raise TextError("文字中有无法识别的字符（编码不完整），请重新输入")
    return _DIRECTION.sub("", _CONTROL.sub("", _LINE_ENDS.sub("\n", text)))


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise TextError(f"最多 {limit:,} 个字，现在是 {len(text):,} 个字")
    return text


def clean_filename(name: str) -> str:
    """A name to show and to offer for downloads; never to open a file by.

    Chinese names stay as they are. Folders, control and direction marks, and what Windows
    forbids are taken out; at most 255 bytes of UTF-8, cut before the suffix. Never empty.
    """
    whole = _SURROGATE.sub("", _LINE_ENDS.sub(" ", name))
    whole = _DIRECTION.sub("", _CONTROL.sub("", _BLANKS.sub(" ", whole)))
    last = re.split(r"[/\\]", whole)[-1]
    last = _FORBIDDEN_IN_NAMES.sub("_", last).strip(" .\u3000")
    if not last:
        return UNNAMED
    if _RESERVED.fullmatch(last):
        last = f"_{last}"
    return _cut_bytes(last, FILENAME_BYTES)


def _cut_bytes(name: str, limit: int) -> str:
    if len(name.encode()) <= limit:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _LONGEST_SUFFIX:
        stem, suffix = name, ""
    ending = f".{suffix}" if suffix else ""
    room = limit - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .\u3000") + ending


def truncate(text: str, limit: int) -> str:
    """The text in at most `limit` characters, the last a “…” where something was cut.

    A character keeps the marks that belong to it: none is shown bare of its accent or variant.
    """
    if len(text) <= limit:
        return text
    end = max(limit - 1, 0)
    while end > 0 and (_joins(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip() + "…"


def _joins(char: str) -> bool:
    return char == "\u200d" or unicodedata.category(char) in ("Mn", "Me", "Mc")
