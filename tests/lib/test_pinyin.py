import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib import pinyin


@pytest.mark.parametrize(
    ("text", "initials", "full"),
    [
        ("天合光能", "thgn", "tianheguangneng"),
        ("重庆", "cq", "chongqing"),
        ("重工", "zg", "zhonggong"),
        ("长三角", "csj", "changsanjiao"),
        ("长电科技", "cdkj", "changdiankeji"),
        ("成长基金", "czjj", "chengzhangjijin"),
        ("银行", "yh", "yinhang"),
        ("厦门", "xm", "xiamen"),
        ("上海大厦", "shds", "shanghaidasha"),
        ("六安", "la", "luan"),
        ("乐清", "yq", "yueqing"),
        ("蚌埠", "bb", "bengbu"),
        ("成都", "cd", "chengdu"),
        ("盐都区", "ydq", "yanduqu"),
        ("薄膜", "bm", "bomo"),
        ("浒墅关", "xsg", "xushuguan"),
        ("绿能", "ln", "lvneng"),
        ("LG化学（中国）", "lghxzg", "lghuaxuezhongguo"),
        ("Ｃ919 Café", "c919cafe", "c919cafe"),
        ("碳化硅", "thg", "tanhuagui"),
        ("！？", "", ""),
        ("", "", ""),
    ],
)
def test_names_are_read_as_people_say_them(text, initials, full):
    assert pinyin.initials(text) == initials
    assert pinyin.full(text) == full


@given(st.text(max_size=40))
def test_pinyin_is_small_letters_and_digits(text):
    for found in (pinyin.initials(text), pinyin.full(text)):
        assert found == "" or (found.isascii() and found.isalnum() and found == found.lower())


@given(st.text(max_size=40))
def test_initials_are_the_beginnings_of_the_pieces(text):
    assert all(piece.full.startswith(piece.initial) for piece in pinyin.pieces(text))


def test_characters_are_read_as_pypinyin_reads_them():
    code = (
        "import json; from pypinyin import lazy_pinyin\n"
        "from pypinyin.constants import PINYIN_DICT\n"
        "read = {c: ''.join(lazy_pinyin(chr(c), errors='ignore')) for c in PINYIN_DICT}\n"
        "print(json.dumps(read))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYPINYIN_NO_PHRASES": "1"},
        capture_output=True,
        check=True,
    )
    known = {chr(int(code)): reading for code, reading in json.loads(done.stdout).items()}
    assert len(known) > 40_000
    otherwise = {char for char, reading in known.items() if pinyin.full(char) != reading}
    assert otherwise <= set(pinyin._CHARACTERS) | {"ê"}, sorted(otherwise)


def test_the_package_itself_stays_out_of_memory():
    code = "import sys, crm.lib.pinyin as p; print(p.full('重庆'), 'pypinyin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["chongqing", "False"]
