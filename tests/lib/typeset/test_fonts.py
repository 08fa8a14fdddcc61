import shutil
import struct

import pytest

from crm.lib.typeset import Document, Role, load_fonts
from crm.lib.typeset.fonts import EM_MARKS, GETA
from crm.lib.typeset.office import gb2312, role_of, table_offsets
from tests.lib.typeset.sample import SHIPPED

SERIF = SHIPPED / "NotoSerifSC-Regular.ttf"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_draws_all_of_gb2312(fonts, role):
    assert len(gb2312()) == 6763
    assert not any(fonts.glyph(role, chr(code)).missing for code in gb2312())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("mark", sorted(EM_MARKS))
def test_quotes_dashes_and_dots_fill_one_em(fonts, role, mark):
    assert fonts.glyph(role, mark).width == pytest.approx(1, abs=0.02)


def test_figures_and_latin_take_the_latin_face(fonts):
    assert {fonts.glyph(Role.BODY, char).font.split("-")[0] for char in "0aZ%é−"} == {"Tinos"}
    assert fonts.glyph(Role.HEI, "1").font.startswith("NotoSansSC")


def test_a_hanzi_that_the_face_lacks_comes_from_the_fallback(fonts):
    for char in "㛃堃":
        assert fonts.glyph(Role.BODY, "招").font.startswith("FandolFang")
        assert fonts.glyph(Role.BODY, char).font.startswith("NotoSerifSC-Regular")


def test_a_character_that_no_face_has_is_a_visible_mark(fonts):
    for char in "𠮷😀\x00":
        glyph = fonts.glyph(Role.BODY, char)
        assert (glyph.char, glyph.missing, glyph.width) == (GETA, True, 1)


def test_the_fonts_are_loaded_once_per_process():
    assert load_fonts(SHIPPED) is load_fonts(SHIPPED)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("方正小标宋简体.ttf", "title"),
        ("FZXBSJW.TTF", "title"),
        ("仿宋_GB2312.ttf", "body"),
        ("simfang.ttf", "body"),
        ("楷体_GB2312.ttf", "kai"),
        ("simhei.ttf", "hei"),
        ("simsun.ttc", "song"),
        ("readme.ttf", None),
    ],
)
def test_the_file_name_tells_the_role(name, role):
    assert role_of(name) == role


def patched(path, change):
    data = bytearray(SERIF.read_bytes())
    change(data)
    path.write_bytes(data)


def rename_table(old, new):
    def change(data):
        at = data.index(old, 12, 12 + 16 * 40)
        data[at : at + 4] = new

    return change


def set_fs_type(value):
    def change(data):
        struct.pack_into(">H", data, table_offsets(bytes(data))["OS/2"] + 8, value)

    return change


REFUSED = [
    ("CFF", lambda path: patched(path, rename_table(b"glyf", b"CFF ")), "TrueType 轮廓"),
    ("fvar", lambda path: patched(path, rename_table(b"post", b"fvar")), "可变字体"),
    ("restricted", lambda path: patched(path, set_fs_type(0x0002)), "不允许嵌入"),
    ("no subsetting", lambda path: patched(path, set_fs_type(0x0104)), "不允许嵌入"),
    ("few hanzi", lambda path: shutil.copy(SHIPPED / "Tinos-Regular.ttf", path), "6763"),
    ("rubbish", lambda path: path.write_bytes(b"\0\1\0\0" + b"\xff" * 400), "无法读取"),
    ("empty", lambda path: path.write_bytes(b""), "无法读取"),
]


@pytest.mark.parametrize(("make", "words"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_an_office_font_that_cannot_print_is_left_out_with_a_sentence(tmp_path, make, words):
    make(tmp_path / "仿宋_GB2312.ttf")
    loaded = load_fonts(SHIPPED, tmp_path)
    (warning,) = loaded.warnings
    assert warning.startswith("字体文件 仿宋_GB2312.ttf")
    assert words in warning
    assert warning.endswith("，“正文”改用随附字体。")
    assert loaded.glyph(Role.BODY, "招").font.startswith("FandolFang")


def test_a_good_office_font_stands_in_front(tmp_path):
    patched(tmp_path / "方正小标宋.ttf", set_fs_type(0x0008))
    loaded = load_fonts(SHIPPED, tmp_path)
    assert loaded.warnings == []
    assert loaded.glyph(Role.TITLE, "招").font.startswith("Office-")
    assert loaded.glyph(Role.BODY, "招").font.startswith("FandolFang")
    document = Document(loaded, title="招商月报")
    assert b"/Office-" in document.build().pdf.replace(b"AAAAAA+", b"")


def test_a_list_names_the_files_and_a_missing_one_is_said(tmp_path):
    shutil.copy(SHIPPED / "NotoSansSC-Regular.ttf", tmp_path / "abc.ttf")
    (tmp_path / "fonts.toml").write_text(
        'hei = "abc.ttf"\nbody = "没有.ttf"\nhead = "x.ttf"\n', "utf-8"
    )
    loaded = load_fonts(SHIPPED, tmp_path)
    assert loaded.glyph(Role.HEI, "招").font.startswith("abc-")
    assert loaded.warnings == [
        "单位字体清单 fonts.toml 中的“head”不是可用的用途，已忽略。",
        "字体文件 没有.ttf 不存在，“正文”改用随附字体。",
    ]


def test_a_missing_folder_is_said(tmp_path):
    loaded = load_fonts(SHIPPED, tmp_path / "无")
    assert loaded.warnings == ["单位字体文件夹 无 不存在，全部使用随附字体。"]


def test_a_broken_list_is_said(tmp_path):
    (tmp_path / "fonts.toml").write_text("title = ", "utf-8")
    assert "fonts.toml 无法读取" in load_fonts(SHIPPED, tmp_path).warnings[0]
