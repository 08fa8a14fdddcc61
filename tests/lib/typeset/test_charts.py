import io
import math

import pytest
from pypdf import PdfReader

from crm.lib.typeset import Document, FunnelStep, GapBar, MonthBar, QuotaBar
from crm.lib.typeset.bars import share
from crm.lib.typeset.rowcharts import QuotaChart

BAD = [math.nan, math.inf, -math.inf, -3.0, 0.0, 1e300]


def text_of(document):
    rendered = document.build()
    pages = PdfReader(io.BytesIO(rendered.pdf)).pages
    return rendered, "\n".join(page.extract_text() for page in pages)


@pytest.mark.parametrize("value", BAD)
def test_no_figure_breaks_a_chart(fonts, value):
    document = Document(fonts, title="图")
    document.funnel([FunnelStep("在谈", value, "?"), FunnelStep("签约", 3, "3个")], "漏斗")
    document.quota_bars([QuotaBar("甲", value, 0.5, "?", reported=value)], "目标")
    document.gap_bars([GapBar("设计", value, 2, value), GapBar("制造", 3, value)], "缺口")
    document.month_bars([MonthBar("1月", value, "?", value)], "逐月")
    _, text = text_of(document)
    assert "图4　逐月" in text
    assert "nan" not in text


def test_charts_of_nothing_print_their_captions(fonts):
    document = Document(fonts, title="图")
    document.funnel([], "漏斗")
    document.month_bars([], "逐月")
    document.quota_bars([], "目标")
    document.gap_bars([], "缺口")
    assert "图4　缺口" in text_of(document)[1]


@pytest.mark.parametrize(
    ("value", "drawn"), [(math.nan, 0), (math.inf, 0), (-1, 0), (0.5, 0.5), (9, 2)]
)
def test_a_share_is_fit_for_drawing(value, drawn):
    assert share(value, 2) == drawn


def test_words_say_what_colour_shows(fonts):
    document = Document(fonts, title="图")
    rows = [
        QuotaBar("光电产业园", 0.604, 0.5, "60.4%", "超10.4点", reported=0.1),
        QuotaBar("南洋镇", 0.344, 0.5, "34.4%", "滞后15.6点", behind=True),
    ]
    document.quota_bars(rows, "完成率与序时进度")
    text = text_of(document)[1]
    for words in ("序时进度50%", "60.4%", "滞后15.6点", "已认定(滞后)", "待认定", "南洋镇"):
        assert words in text


def test_quotas_of_different_periods_have_each_its_own_line(fonts, ink):
    rows = [QuotaBar("甲", 0.6, 0.5, ""), QuotaBar("乙", 0.6, 5 / 6, "")]
    chart = QuotaChart("目标", 1, rows=rows)
    assert ("line", "序时进度") in chart.legend()
    assert ("line", "序时进度") not in QuotaChart("目标", 1, rows=rows[:1]).legend()


def test_more_bars_than_a_page_holds_go_on_overleaf(fonts):
    document = Document(fonts, title="图")
    document.quota_bars([QuotaBar(f"单位{i}", 0.5, 0.5, "50%") for i in range(60)], "目标")
    rendered, text = text_of(document)
    assert rendered.pages >= 3
    assert "续图1　目标" in text
    assert all(f"单位{i}" in text for i in range(60))


def test_a_long_name_wraps_in_its_row(fonts, ink):
    name = "江苏盐城经济技术开发区韩资工业园综合保税区光电产业园"
    short = QuotaChart("目标", 1, rows=[QuotaBar("甲", 0.5, 0.5, "50%")])
    long = QuotaChart("目标", 1, rows=[QuotaBar(name, 0.5, 0.5, "50%")])
    assert long.body_height(440, ink) > short.body_height(440, ink)
