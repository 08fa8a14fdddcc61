"""The examination of pages finds what it is there to find."""

import pytest

from tests.page_rules import faults

GOOD = """<!doctype html><html lang="zh-CN"><head><title>甲</title></head><body><main><h1>甲</h1>
<form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="a">名称</label><input id="a" name="a"><button>保存</button></form>
<a href="/leads">线索</a><img src="/x.svg" alt=""></main></body></html>"""


def test_nothing_is_wrong_with_a_good_page():
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<h1>甲</h1>", "", "0 h1"),
        ("<h1>甲</h1>", "<h1>甲</h1><h1>乙</h1>", "2 h1"),
        ("<title>甲</title>", "", "no title"),
        (' lang="zh-CN"', "", "no lang"),
        ('<a href="/leads">', '<a id="a" href="/leads">', "stands twice"),
        ('<label for="a">名称</label>', "", "no label"),
        ('<input type="hidden" name="csrf_token" value="x">', "", "no token"),
        ("<button>保存</button>", "<button></button>", "nothing to read"),
        (' alt=""', "", "no alt"),
        ("<a href", '<a style="color:red" href', "inline style"),
        ("<a href", '<a onclick="x()" href', "onclick"),
        ("<h1>甲</h1>", "<h1>甲</h1><script>x()</script>", "inline script"),
        ("<h1>甲</h1>", "<h1>甲</h1><style>a{}</style>", "inline style sheet"),
        ('href="/leads"', 'href="https://evil.example"', "leads off"),
        ('href="/leads"', 'href="javascript:x()"', "leads off"),
        ("线索", "None", "no text for people"),
        ("线索", "&lt;crm.Lead object at 0x7f&gt;", "no text for people"),
        ('name="a">', 'name="a" value="None">', "value None"),
    ],
)
def test_each_fault_is_found(old, new, words):
    assert old in GOOD
    assert any(words in fault for fault in faults(GOOD.replace(old, new)))


def test_a_fragment_needs_no_heading():
    assert faults("<p>甲</p>") == []
