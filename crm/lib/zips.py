"""A look into a zip file's directory before any program unpacks it.

A workbook of one megabyte can unpack to one gigabyte. Only the directory at the end of the file
is read, entry by entry, so a file that lies about itself costs neither time nor memory. Written
from the format's own description, since the library builds an object per entry before one can
count them.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
HIGHEST_RATIO = 100
# Below this a high ratio does no harm: an empty sheet compresses well.
HARMLESS = 1024 * 1024

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LONGEST_COMMENT = 65_535
_WIDE = 0xFFFFFFFF
_ENCRYPTED = 0x0001
_UTF8 = 0x0800
_BROKEN = "压缩包已损坏或不完整，请重新打包后上传"


class ZipRefused(ValueError):
    """The file is not taken; the message is a sentence that says why."""


@dataclass(frozen=True)
class Member:
    """An entry of the directory, as the file states it."""

    name: str
    size: int
    packed: int
    encrypted: bool


def inspect_zip(file: BinaryIO) -> None:
    """Refuse a zip with too many members, a bomb, names that lead out of it, or encryption.

    Raises ZipRefused; the file's position is left as it was.
    """
    members(file)


def members(file: BinaryIO) -> list[Member]:
    """The directory of a zip that passes `inspect_zip`."""
    position = file.tell()
    try:
        length = file.seek(0, os.SEEK_END)
        found: list[Member] = []
        for member in _entries(*_directory(file, length)):
            found.append(member)
            if len(found) > MOST_MEMBERS:
                raise ZipRefused(f"压缩包中的文件超过 {MOST_MEMBERS:,} 个，请分开上传")
            _check_member(member)
    finally:
        file.seek(position)
    _check_size(sum(member.size for member in found), length)
    return found


def _directory(file: BinaryIO, length: int) -> tuple[bytes, int]:
    """The bytes of the directory and how many entries the file says it has."""
    tail_length = min(length, _END.size + _LONGEST_COMMENT)
    file.seek(length - tail_length)
    tail = file.read(tail_length)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        raise ZipRefused(_BROKEN)
    _, disk, first_disk, here, count, size, start, _ = _END.unpack_from(tail, place)
    wide = tail[max(place - 20, 0) : place].startswith(b"PK\x06\x07")
    if disk or first_disk or here != count or start == _WIDE or wide:
        raise ZipRefused("不支持分卷或超大的压缩包，请重新打包后上传")
    end = length - tail_length + place
    # Something may stand before the zip proper; the directory always ends where its end begins.
    if size > end or count > size // _ENTRY.size:
        raise ZipRefused(_BROKEN)
    if count > MOST_MEMBERS:
        raise ZipRefused(f"压缩包中的文件超过 {MOST_MEMBERS:,} 个，请分开上传")
    file.seek(end - size)
    return file.read(size), count


def _entries(directory: bytes, count: int) -> Iterator[Member]:
    place = seen = 0
    while place < len(directory):
        if len(directory) - place < _ENTRY.size or directory[place : place + 4] != b"PK\x01\x02":
            raise ZipRefused(_BROKEN)
        fields = _ENTRY.unpack_from(directory, place)
        flags, packed, size = fields[3], fields[8], fields[9]
        name_length, extra_length, comment_length = fields[10:13]
        name_start = place + _ENTRY.size
        place = name_start + name_length + extra_length + comment_length
        if place > len(directory) or _WIDE in (packed, size):
            raise ZipRefused(_BROKEN)
        raw = directory[name_start : name_start + name_length]
        name = raw.decode("utf-8" if flags & _UTF8 else "gb18030", errors="replace")
        yield Member(name, size, packed, encrypted=bool(flags & _ENCRYPTED))
        seen += 1
    if seen != count:
        raise ZipRefused(_BROKEN)


def _check_member(member: Member) -> None:
    if member.encrypted:
        raise ZipRefused("压缩包设有密码，无法检查，请去掉密码后上传")
    parts = member.name.replace("\\", "/").split("/")
    drive = len(parts[0]) == 2 and parts[0].endswith(":")
    if not parts[0] or drive or ".." in parts or "\0" in member.name:
        raise ZipRefused("压缩包中有指向包外的文件名，请重新打包后上传")
    if member.size > HARMLESS and member.size > HIGHEST_RATIO * max(member.packed, 1):
        raise _bomb()


def _check_size(unpacked: int, length: int) -> None:
    if unpacked > MOST_UNPACKED:
        most = MOST_UNPACKED // 1024**2
        raise ZipRefused(f"压缩包解开后超过 {most} MB，请分开上传")
    if unpacked > HARMLESS and unpacked > HIGHEST_RATIO * length:
        raise _bomb()


def _bomb() -> ZipRefused:
    return ZipRefused(f"压缩包解开后是原来的 {HIGHEST_RATIO} 倍以上，不能接收")
