"""Whatever stands in a record is printed as it is, reads nothing and stops nothing."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from crm.lib.typeset import About, Column, Document, FunnelStep, GapBar, Masthead, QuotaBar, Run
from tests.lib.typeset.reading import spans

ROOT = Path(__file__).parents[3]
MARKUP = [
    "<b>粗</b>",
    "<b>",
    "</para>",
    '<img src="/etc/passwd"/>',
    '<img src="http://127.0.0.1:9/x.png" width="10"/>',
    '<a href="file:///etc/hosts">点</a>',
    '<font name="Helvetica" color="red">红</font>',
    "<para>&lt;&amp;&#x41;",
    "<![CDATA[x]]>",
    '<!ENTITY x SYSTEM "file:///etc/passwd">',
    "{{7*7}}${7*7}#{7*7}",
    "%s%n%x(((",
    "\\(\\)\\\\) Tj ET",
    "endstream endobj",
    "') Tj /F1 12 Tf (",
    ">>> BDC",
    "<FEFF0041>",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE leads;--",
    "../../etc/passwd",
]
ODD = [
    "A\x00B\x07C",
    "\u202e倒写\u202c",
    "零\u200b宽\u200d字\ufeff",
    "e\u0301e\u0301",
    "👨‍👩‍👧‍👦家",
    "🇨🇳",
    "𠮷𪜀𫝀𫠠𬺰𮯰𰀀",
    "葛\U000e0100城",
    "ﷺ",
    "שלום عربى",
    "　全角　空格　",
    "\t制\t表",
    "，" * 60,
    "（" * 60,
    "“‘" * 40,
    "—" * 80,
    "a" * 400,
    "1" * 400,
    "https://例子.公司/" + "b" * 200,
    "Z̸̢͎̫̤͠a̷l̵g̷o̸",
]


def filled(fonts, text):
    """A document with the text in every place that takes one."""
    document = Document(
        fonts,
        title=text,
        masthead=Masthead(text, text, text, text),
        about=About(text, text, (text,)),
    )
    document.addressee(text)
    document.heading1(text)
    document.heading2(text)
    document.paragraph(text, Run(text, bold=True))
    document.table([Column(text), Column(text, "decimal")], [[text, text]], text, total=[text])
    document.funnel([FunnelStep(text, 3, text, text, text)], text)
    document.quota_bars([QuotaBar(text, 0.5, 0.5, text, text)], text)
    document.gap_bars([GapBar(text, 5, 2, 1, text, text)], text)
    document.signature(text, text)
    document.imprint([text], text, text, 3)
    return document


@pytest.mark.parametrize("text", MARKUP + ODD, ids=lambda text: ascii(text)[1:20])
def test_text_in_any_place_prints_verbatim(fonts, text):
    rendered = filled(fonts, text).build()
    joined = "".join(spans(rendered))
    assert joined.count(text) >= 12
    assert PdfReader(io.BytesIO(rendered.pdf)).metadata.title == text


@given(st.text(alphabet=st.characters(), max_size=60))
@settings(max_examples=60)
def test_no_text_at_all_stops_a_brief(fonts, text):
    rendered = filled(fonts, text).build()
    stored = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    joined = "".join(spans(rendered))
    for line in stored.replace("\r", "\n").split("\n"):
        assert line.rstrip("\n") in joined


WATCHED = """
import sys
from crm.lib.typeset import load_fonts
from tests.lib.typeset.sample import SHIPPED
from tests.lib.typeset.test_hostile import MARKUP, filled

fonts = load_fonts(SHIPPED)
filled(fonts, "先印一次").build()  # whatever ReportLab imports late
seen = []
sys.addaudithook(lambda event, args: seen.append((event, args)))
for text in MARKUP:
    filled(fonts, text).build()
print([s for s in seen if s[0] == "open" or s[0].startswith(("socket", "subprocess", "os."))])
"""


def test_printing_opens_no_file_and_no_socket():
    command = [sys.executable, "-c", WATCHED]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    assert run.stdout.strip() == "[]"
