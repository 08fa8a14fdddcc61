"""The printed brief: every figure is in its text, the same values give the same bytes."""

import hashlib
import io
import subprocess
import sys
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from pypdf import PdfReader

from crm.briefs.rules import words
from crm.briefs.rules.document import Cover, file_name, render
from crm.briefs.rules.screen import on_screen
from crm.briefs.rules.sections import sections
from crm.briefs.rules.snapshot import MilestoneLine
from tests.briefs.reading import squeezed, texts, words_of
from tests.factories.briefs import empty_snapshot, full_snapshot, quota

ROOT = Path(__file__).parents[2]
COVER = Cover("关于2026年10月全区\n产业链招商工作情况的通报", "", 10, 34, date(2026, 11, 2))
HOSTILE = '<b>&amp;<img src="file:///etc/passwd"/></b><para>'
DIGEST = """
import hashlib
from tests.briefs.test_document import COVER
from tests.factories.briefs import full_snapshot
from crm.briefs.rules.document import render
print(hashlib.sha256(render(full_snapshot(), COVER).pdf).hexdigest())
"""


@pytest.fixture(scope="module")
def printed():
    return render(full_snapshot(), COVER)


def test_the_head_says_what_it_is(printed):
    text = words_of(printed.pdf)
    for piece in ("产业链招商月报", "第10期（总第34期）", "盐城经济技术开发区编", "2026年11月2日"):
        assert piece in text
    assert squeezed(COVER.title) in text
    assert "各园区，各部门，各驻点，各产业链专班：" in text


def test_every_word_and_figure_of_the_page_is_on_paper(printed):
    paper = words_of(printed.pdf)
    parts = chain.from_iterable(one.parts for one in on_screen(sections(full_snapshot(), "某时")))
    missing = [text for text in texts(list(parts)) if squeezed(text) not in paper]
    assert missing == [words.counting(full_snapshot(), "某时")]


def test_the_time_of_the_figures_is_that_of_the_zone(printed):
    assert "数据取自2026年11月2日8时05分" in words_of(printed.pdf)


def test_headings_are_numbered_and_in_the_outline(printed):
    outline = PdfReader(io.BytesIO(printed.pdf)).outline
    assert [entry.title for entry in outline] == [
        "一、总体情况",
        "二、目标完成情况",
        "三、项目漏斗",
        "四、产业链环节缺口",
        "五、本月项目节点",
        "六、数据与口径",
    ]


def test_a_unit_has_no_targets_for_nodes():
    brief = empty_snapshot(unit="光电产业园", whole_zone=False)
    headings = [one.heading for one in sections(brief, "")]
    assert "四、本月项目节点" in headings
    assert not any("缺口" in heading for heading in headings)


def test_the_same_values_give_the_same_bytes(printed):
    assert render(full_snapshot(), COVER).pdf == printed.pdf


def test_another_process_gives_the_same_bytes(printed):
    done = subprocess.run(
        [sys.executable, "-c", DIGEST], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(printed.pdf).hexdigest()


def test_a_brief_without_data_still_reads_well():
    rendered = render(empty_snapshot(), COVER)
    text = words_of(rendered.pdf)
    assert rendered.pages <= 2
    for piece in (
        "没有新签约、注册、开工的项目",
        "没有统计期包含本月的招引目标",
        "目前没有推进中的项目",
        "没有设定统计期内的环节目标",
        "10月没有经认定的节点",
    ):
        assert piece in text
    assert "None" not in text


def test_markup_in_names_is_printed_as_it_stands():
    line = MilestoneLine(
        on=date(2026, 10, 3), stage="签约", project=HOSTILE, node="{{7*7}}", unit="%s", amount="—"
    )
    brief = full_snapshot(unit=HOSTILE, milestones=(line,), quotas=(quota(title=HOSTILE),))
    text = words_of(render(brief, COVER).pdf)
    assert text.count(squeezed(HOSTILE)) >= 3
    assert "{{7*7}}" in text


def test_rare_names_are_printed_or_named_as_missing():
    cover = Cover("关于㛃、堃、𠮷、䶮的通报", "", 1, 1, date(2026, 11, 2))
    rendered = render(empty_snapshot(), cover)
    assert "关于㛃、堃、〓、䶮的通报" in words_of(rendered.pdf)
    assert rendered.missing == ["𠮷"]


def test_the_opening_written_by_hand_is_printed_instead():
    cover = Cover("通报", "第一段。\n第二段。", 1, 1, date(2026, 11, 2))
    text = words_of(render(full_snapshot(), cover).pdf)
    assert "第一段。第二段。一、总体情况" in text
    assert squeezed(words.opening(full_snapshot())) not in text


def test_a_draft_says_that_it_is_one():
    cover = Cover("通报", "", 10, 34, date(2026, 11, 2), draft=True)
    assert "草稿" in words_of(render(empty_snapshot(), cover).pdf)
    assert file_name(empty_snapshot(), cover) == "产业链招商月报2026年第10期（草稿）.pdf"


def test_the_file_is_named_after_year_and_number():
    assert file_name(empty_snapshot(), COVER) == "产业链招商月报2026年第10期.pdf"
    unit = empty_snapshot(unit="光电产业园", whole_zone=False)
    assert file_name(unit, COVER) == "光电产业园产业链招商月报2026年第10期.pdf"


@pytest.mark.parametrize("rows", [0, 1, 7, 23, 60])
def test_no_page_but_the_last_is_left_half_empty(rows):
    lines = tuple(
        MilestoneLine(
            on=date(2026, 10, 1), stage="签约", project=f"项目{n}", node="设计", unit="", amount="—"
        )
        for n in range(rows)
    )  # fmt: skip
    pages = PdfReader(io.BytesIO(render(full_snapshot(milestones=lines), COVER).pdf)).pages
    written = [squeezed(page.extract_text()) for page in pages]
    assert all(len(text) > 150 for text in written[:-1])
    assert len(written[-1]) > 100
