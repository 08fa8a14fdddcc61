import os
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


def test_the_phrase_table_is_left_out_of_memory():
    code = (
        "import crm.lib.pinyin as p; p.full('重庆')\n"
        "from pypinyin.constants import PHRASES_DICT; print(len(PHRASES_DICT))"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYPINYIN_NO_PHRASES"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == 0
