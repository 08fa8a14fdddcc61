import contextlib
import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from crm.lib.images import dimensions
from crm.lib.media import MediaError, sniff_file
from crm.lib.sheets import Column, workbook
from crm.lib.zips import ZipRefused
from tests.lib.test_zips import zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
EXE = b"MZ\x90\0\x03\0\0\0"


def ole(*streams: str) -> bytes:
    return OLE + b"".join(f"{name}\0".encode("utf-16-le") for name in streams)


def picture(kind: str, **options) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (321, 123)).save(target, kind, **options)
    return target.getvalue()


def package(*names: str) -> bytes:
    return zipped(dict.fromkeys(("[Content_Types].xml", *names), b"<x/>")).getvalue()


PNG = picture("PNG")
HONEST = [
    ("合同.pdf", b"%PDF-1.7\n..."),
    ("合同.PDF", b"%PDF-1.4"),
    ("照片.png", PNG),
    ("照片.jpg", picture("JPEG")),
    ("照片.JPEG", picture("JPEG", progressive=True)),
    ("动图.gif", picture("GIF")),
    ("照片.webp", picture("WEBP")),
    ("表.xlsx", workbook("x", [Column("a")], [["b"]])),
    ("文.docx", package("word/document.xml")),
    ("稿.pptx", package("ppt/presentation.xml")),
    ("红头.ofd", zipped({"OFD.xml": b"<x/>", "Doc_0/Document.xml": b""}).getvalue()),
    ("包.zip", zipped({"合同.pdf": b"x"}).getvalue()),
    ("旧文.doc", ole("Root Entry", "WordDocument")),
    ("旧表.xls", ole("Workbook")),
    ("旧稿.ppt", ole("PowerPoint Document")),
    ("文.wps", ole("WordDocument")),
    ("说明.txt", "说明：\r\n\t甲".encode()),
    ("说明.txt", "说明𠮷".encode("gb18030")),
    ("说明.txt", "说明".encode("utf-16")),
    ("MZ.txt", b"MZ is a text here"),
    ("表.csv", "\ufeff名称,金额\n天合,3".encode()),
    ("现场.mp4", b"\0\0\0\x18ftypisom" + bytes(50)),
]


@pytest.mark.parametrize(("name", "content"), HONEST)
def test_honest_files_are_taken(name, content):
    kind = sniff_file(io.BytesIO(content), name)
    assert kind.suffix == name.rpartition(".")[2].lower()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("合同.pdf", EXE, "“合同.pdf”的内容不是 PDF，像是一个 Windows 程序"),
        ("照片.png", picture("JPEG"), "不是 PNG 图片，像是一个 JPEG 图片"),
        ("照片.jpg", b"\x7fELF\x02", "像是一个 Linux 程序"),
        ("说明.txt", b"<!DOCTYPE html><script>", "不是文本文件，像是一个网页或 XML"),
        ("说明.txt", b"<!-- a --><!-- b -->\n<svg onload=x>", "网页或 XML"),
        ("说明.txt", b"\xef\xbb\xbf<?xml version='1.0'?>", "网页或 XML"),
        ("表.csv", b"#!/bin/sh\nrm", "像是一个脚本程序"),
        ("说明.txt", b"a\0b", "可能已损坏"),
        ("表.csv", b"%PDF-1.7", "像是一个 PDF"),
        ("文.docx", zipped({"a.exe": EXE}).getvalue(), "不是 Word 文档，像是一个 ZIP 压缩包"),
        ("文.docx", workbook("x", [Column("a")], []), "不是 Word 文档，像是一个 Excel 工作簿"),
        ("表.xlsx", package("xl/workbook.xml", "xl/vbaProject.bin"), "含有宏"),
        ("包.zip", package("word/vbaProject.BIN"), "含有宏"),
        ("旧表.xls", ole("Workbook", "_VBA_PROJECT"), "含有宏"),
        ("旧文.doc", ole("EncryptedPackage"), "打开密码"),
        ("旧文.doc", ole("Workbook"), "不是 Word 97 文档"),
        ("旧文.doc", package("word/document.xml"), "不是 Word 97 文档，像是一个 ZIP 压缩包"),
        ("包.zip", b"Rar!\x1a\x07\x01\0", "像是一个 RAR 压缩包"),
        ("现场.mp4", b"\0\0\0\x18ftypheic", "可能已损坏"),
        ("照片.webp", b"RIFF\0\0\0\0WAVEfmt ", "可能已损坏"),
        ("合同.pdf", b"", "空文件"),
        ("合同.pdf", b"\x01\x02\x03", "可能已损坏"),
        ("照片.png", PNG[:16], "可能已损坏"),
    ],
)
def test_content_that_is_another_is_refused_by_name(name, content, reason):
    with pytest.raises(MediaError, match=reason):
        sniff_file(io.BytesIO(content), name)


@pytest.mark.parametrize(
    "name",
    [
        "a.exe",
        "表.xlsm",
        "文.docm",
        "页.html",
        "图.svg",
        "a.lnk",
        "合同.pdf.exe",
        "a.js",
        "合同",
        "a.",
        ".pdf~",
        "a.jar",
    ],
)
def test_other_suffixes_are_refused_with_those_taken(name):
    with pytest.raises(MediaError, match="可上传 PDF"):
        sniff_file(io.BytesIO(b"%PDF-1.7"), name)


def test_a_bomb_in_a_workbook_is_refused_before_it_is_opened():
    bomb = zipped({"[Content_Types].xml": b"", "xl/workbook.xml": bytes(120 * 1024 * 1024)})
    with pytest.raises(ZipRefused, match="100 倍以上"):
        sniff_file(bomb, "表.xlsx")


def test_a_picture_of_too_many_pixels_is_refused():
    huge = PNG[:16] + struct.pack(">II", 10_000, 4_001) + PNG[24:]
    with pytest.raises(MediaError, match="10000×4001，超过 4,000 万"):
        sniff_file(io.BytesIO(huge), "照片.png")


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("GIF", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True, "exif": b"Exif\0\0" + bytes(30_000)}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"exif": b"Exif\0\0MM"}),
    ],
)
def test_the_size_of_a_picture_is_read_without_decoding(kind, options):
    assert dimensions(picture(kind, **options)) == (321, 123)


@given(
    st.binary(max_size=300),
    st.sampled_from(["png", "gif", "jpg", "webp", "docx", "doc", "txt", "mp4"]),
)
def test_any_content_is_taken_or_refused(content, suffix):
    starts = (
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"\xff\xd8\xff",
        b"RIFFabcdWEBP",
        b"PK\x03\x04",
        OLE,
    )
    for start in starts:
        with contextlib.suppress(MediaError, ZipRefused):
            assert sniff_file(io.BytesIO(start + content), f"a.{suffix}").suffix == suffix


def test_the_position_of_the_file_is_left_alone():
    file = io.BytesIO(b"%PDF-1.7")
    file.seek(2)
    sniff_file(file, "a.pdf")
    assert file.tell() == 2


def test_a_file_of_many_comments_is_read_once():
    with pytest.raises(MediaError):
        sniff_file(io.BytesIO(b"<!--a-->" * 900), "照片.png")
