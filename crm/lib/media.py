"""What kind of file something is, by its first bytes, held against what its name says.

A list of what is taken, not of what is not. The content decides: a program renamed to .pdf is
found out, and the sentence says what it looks like.
"""

import re
from dataclasses import dataclass
from typing import BinaryIO

from crm.lib.images import dimensions
from crm.lib.zips import Member, members

HEAD = 8192
# A photograph's size may stand behind its preview and its maker's notes.
PICTURE_HEAD = 1024 * 1024
MOST_PIXELS = 40_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class MediaError(ValueError):
    """The file is not taken; the message is a sentence that says why."""


@dataclass(frozen=True)
class MediaType:
    """A kind of file that is taken: its suffix, MIME type, name, and the shape of its content."""

    suffix: str
    mime: str
    label: str
    content: str

    @property
    def is_image(self) -> bool:
        """Whether a browser can show it as a picture."""
        return self.mime.startswith("image/")


_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPES = (
    MediaType("pdf", "application/pdf", "PDF", "pdf"),
    MediaType("png", "image/png", "PNG 图片", "png"),
    MediaType("jpg", "image/jpeg", "JPEG 图片", "jpeg"),
    MediaType("jpeg", "image/jpeg", "JPEG 图片", "jpeg"),
    MediaType("gif", "image/gif", "GIF 图片", "gif"),
    MediaType("webp", "image/webp", "WebP 图片", "webp"),
    MediaType("docx", f"{_OFFICE}wordprocessingml.document", "Word 文档", "word"),
    MediaType("xlsx", f"{_OFFICE}spreadsheetml.sheet", "Excel 工作簿", "excel"),
    MediaType("pptx", f"{_OFFICE}presentationml.presentation", "PowerPoint 演示文稿", "powerpoint"),
    MediaType("ofd", "application/ofd", "OFD 版式文件", "ofd"),
    MediaType("doc", "application/msword", "Word 97 文档", "ole"),
    MediaType("xls", "application/vnd.ms-excel", "Excel 97 工作簿", "ole"),
    MediaType("ppt", "application/vnd.ms-powerpoint", "PowerPoint 97 演示文稿", "ole"),
    MediaType("wps", "application/vnd.ms-works", "WPS 文档", "ole"),
    MediaType("et", "application/octet-stream", "WPS 表格", "ole"),
    MediaType("dps", "application/octet-stream", "WPS 演示", "ole"),
    MediaType("zip", "application/zip", "ZIP 压缩包", "zip"),
    MediaType("mp4", "video/mp4", "MP4 视频", "mp4"),
    MediaType("txt", "text/plain", "文本文件", "text"),
    MediaType("csv", "text/csv", "CSV 表格", "text"),
)
ALLOWED: dict[str, MediaType] = {kind.suffix: kind for kind in _TYPES}
_ZIPPED = {"word": "word/", "excel": "xl/", "powerpoint": "ppt/", "ofd": "OFD.xml"}
_OLE_STREAMS = {
    "doc": ("WordDocument",),
    "wps": ("WordDocument", "Contents"),
    "xls": ("Workbook", "Book"),
    "et": ("Workbook", "Book"),
    "ppt": ("PowerPoint Document",),
    "dps": ("PowerPoint Document",),
}

# Shapes of content by their first bytes; those of programs too, so as to name them.
_MAGIC: tuple[tuple[bytes, int, str], ...] = (
    (b"%PDF-", 0, "pdf"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"\xff\xd8\xff", 0, "jpeg"),
    (b"GIF87a", 0, "gif"),
    (b"GIF89a", 0, "gif"),
    (b"WEBP", 8, "webp"),
    (b"ftyp", 4, "mp4"),
    (_OLE, 0, "ole"),
    (_ZIP[0], 0, "zip"),
    (_ZIP[1], 0, "zip"),
    (b"MZ", 0, "Windows 程序"),
    (b"\x7fELF", 0, "Linux 程序"),
    (b"\xca\xfe\xba\xbe", 0, "Java 程序"),
    (b"\xcf\xfa\xed\xfe", 0, "macOS 程序"),
    (b"\xfe\xed\xfa\xce", 0, "macOS 程序"),
    (b"L\0\0\0\x01\x14\x02\0", 0, "Windows 快捷方式"),
    (b"Rar!\x1a\x07", 0, "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", 0, "7z 压缩包"),
    (b"\x1f\x8b", 0, "GZIP 压缩包"),
    (b"SQLite format 3\0", 0, "数据库文件"),
    (b"II*\0", 0, "TIFF 图片"),
    (b"MM\0*", 0, "TIFF 图片"),
    (b"{\\rtf", 0, "RTF 文档"),
    (b"#!", 0, "脚本程序"),
)
# Atomic, or a file of many comments would be read again and again.
_MARKUP = re.compile(
    rb"\s*(?><!--.*?-->\s*)*+<(?:\?xml|!doctype|html|head|body|script|svg|iframe|\?php|%)",
    re.IGNORECASE | re.DOTALL,
)
_SHAPE_LABELS = {"ole": "Office 97 文件", "zip": "ZIP 压缩包", "text": "文本文件"} | {
    kind.content: kind.label for kind in reversed(_TYPES) if kind.content not in ("ole", "text")
}
# Other formats in the same box structure: pictures of telephones, QuickTime.
_OTHER_BRANDS = (b"heic", b"heix", b"mif1", b"avif", b"qt  ")
_BOMS = (b"\xff\xfe", b"\xfe\xff")


def sniff_file(file: BinaryIO, filename: str) -> MediaType:
    """The kind of a whole file, with a look into containers and at the size of pictures.

    Raises MediaError, or ZipRefused for a bomb. The file's position is left as it was.
    """
    position = file.tell()
    try:
        file.seek(0)
        kind = _kind_by_shape(file.read(HEAD), filename)
        if kind.content == "zip" or kind.content in _ZIPPED:
            _check_package(members(file), kind, filename)
        elif kind.content == "ole":
            file.seek(0)
            _check_ole(file.read(), kind, filename)
        elif kind.is_image:
            file.seek(0)
            _check_pixels(file.read(PICTURE_HEAD), kind, filename)
    finally:
        file.seek(position)
    return kind


def _kind_by_shape(head: bytes, filename: str) -> MediaType:
    kind = kind_of(filename)
    if not head:
        raise MediaError(f"“{filename}”是空文件")
    shape = _shape(head)
    if shape == kind.content or (shape == "zip" and kind.content in _ZIPPED):
        return kind
    raise _other_content(filename, kind, shape)


def kind_of(filename: str) -> MediaType:
    """What the name alone says; raises MediaError when that is not taken."""
    _, dot, suffix = filename.rpartition(".")
    kind = ALLOWED.get(suffix.lower()) if dot else None
    if kind is None:
        named = f" .{suffix[:12]} 文件" if dot else "没有扩展名的文件"
        raise MediaError(
            f"不接收{named}（“{filename}”），可上传 PDF、图片、Office/WPS 文档、OFD、文本和 ZIP"
        )
    return kind


def _shape(head: bytes) -> str:
    for magic, offset, shape in _MAGIC:
        if head[offset : offset + len(magic)] == magic and _confirmed(head, shape):
            return shape
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "网页或 XML"
    return "text" if _is_text(head) else "未知格式"


def _confirmed(head: bytes, shape: str) -> bool:
    """Short magic that honest text may begin with needs a second sign."""
    if shape == "webp":
        return head.startswith(b"RIFF")
    if shape == "Windows 程序":
        return not _is_text(head)
    if shape == "mp4":
        return head[8:12] not in _OTHER_BRANDS
    return True


def _is_text(head: bytes) -> bool:
    if head.startswith(_BOMS):
        return True
    if any(byte < 9 or 13 < byte < 32 for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _check_package(found: list[Member], kind: MediaType, filename: str) -> None:
    names = [member.name for member in found]
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _with_macros(filename)
    shapes = [
        shape for shape, part in _ZIPPED.items() if any(name.startswith(part) for name in names)
    ]
    wanted = [] if kind.content == "zip" else [kind.content]
    if wanted and kind.content not in shapes:
        raise _other_content(filename, kind, shapes[0] if shapes else "zip")


def _check_ole(content: bytes, kind: MediaType, filename: str) -> None:
    if _stream("EncryptedPackage") in content:
        raise MediaError(f"“{filename}”设有打开密码，无法检查，请去掉密码后上传")
    if _stream("_VBA_PROJECT") in content:
        raise _with_macros(filename)
    if not any(_stream(name) in content for name in _OLE_STREAMS[kind.suffix]):
        raise _other_content(filename, kind, "ole")


def _stream(name: str) -> bytes:
    """A stream's name as the directory of an Office 97 file holds it."""
    return f"{name}\0".encode("utf-16-le")


def _check_pixels(head: bytes, kind: MediaType, filename: str) -> None:
    size = dimensions(head)
    if size is None:
        raise _other_content(filename, kind, "未知格式")
    if size[0] * size[1] > MOST_PIXELS:
        most = MOST_PIXELS // 10_000
        raise MediaError(
            f"“{filename}”的像素为 {size[0]}×{size[1]}，超过 {most:,} 万，请缩小后上传"
        )


def _with_macros(filename: str) -> MediaError:
    return MediaError(f"“{filename}”含有宏，不能接收，请另存为不含宏的文件后上传")


def _other_content(filename: str, kind: MediaType, shape: str) -> MediaError:
    label = _SHAPE_LABELS.get(shape, shape)
    guess = "，文件可能已损坏" if shape == "未知格式" else f"，像是一个{_spaced(label)}"
    return MediaError(f"“{filename}”的内容不是{_spaced(kind.label)}{guess}，不能接收")


def _spaced(label: str) -> str:
    """The label after a Chinese word: Latin letters are set off by a blank."""
    return f" {label}" if label[0].isascii() else label
