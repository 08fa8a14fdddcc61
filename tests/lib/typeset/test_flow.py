from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from crm.lib.typeset.charts import MonthBar, Months
from crm.lib.typeset.document import ADDRESSEE, BODY, HEADING1
from crm.lib.typeset.figure import Figure
from crm.lib.typeset.flow import MOST_BLANK, Flow
from crm.lib.typeset.page import COLUMNS, HEIGHT, PITCH, ROWS, WIDTH, Signature
from crm.lib.typeset.paragraph import Paragraph, Run


def plain(hanzi):
    return Paragraph([Run("招" * hanzi)], ADDRESSEE)


def laid(ink, *blocks):
    return Flow(ink).lay(blocks)


def lines_on(page, ink):
    parts = (placed.block for placed in page)
    return sum(len(p.lines(WIDTH, ink)) for p in parts if isinstance(p, Paragraph))


def test_a_page_takes_22_lines_of_28_hanzi(ink):
    assert ROWS * COLUMNS == 616
    (page,) = laid(ink, plain(616))
    assert lines_on(page, ink) == 22
    assert {len(line.text) for line in page[0].block.lines(WIDTH, ink)} == {28}


def test_one_line_more_takes_a_second_page(ink):
    assert [lines_on(page, ink) for page in laid(ink, plain(617))] == [21, 2]
    singles = [plain(28) for _ in range(23)]
    assert [lines_on(page, ink) for page in laid(ink, *singles)] == [22, 1]


def test_every_text_stands_on_a_row_of_the_page(ink):
    odd = replace(plain(10), space_after=7.5)
    for page in laid(ink, odd, plain(300), odd, plain(200), plain(400)):
        for placed in page:
            rows = placed.top / PITCH
            assert abs(rows - round(rows)) < 0.01


def test_a_heading_is_never_the_last_thing_on_a_page(ink):
    heading = Paragraph([Run("一、总体情况")], HEADING1, keep_next=True)
    for before in range(18, 23):
        pages = laid(ink, plain(28 * before), heading, plain(28 * 5))
        for page in pages:
            assert page[-1].block is not heading


def test_the_date_never_stands_alone(ink):
    for lines in range(1, 45):
        paragraph = Paragraph([Run("招" * 28 * lines)], BODY)
        pages = laid(ink, paragraph, Signature("区招商办", "2025年7月3日"))
        last = [placed.block for placed in pages[-1]]
        assert isinstance(last[-1], Signature)
        assert isinstance(last[0], Paragraph)


@given(st.lists(st.tuples(st.integers(0, 1500), st.booleans()), max_size=12))
@settings(max_examples=40)
def test_nothing_is_lost_and_nothing_runs_off_the_page(ink, parts):
    blocks = [replace(plain(hanzi), keep_next=keep) for hanzi, keep in parts]
    pages = laid(ink, *blocks)
    drawn = sum(
        len(line.text) for page in pages for p in page for line in p.block.lines(WIDTH, ink)
    )
    assert drawn == sum(hanzi for hanzi, _ in parts)
    for page in pages:
        for placed in page:
            assert placed.top + placed.block.height(WIDTH, ink) <= HEIGHT + 0.1


def chart(number):
    return Months("逐月新签约项目数", number, months=[MonthBar("1月", 3, "3", 2)])


def foot(page, ink):
    return max(placed.top + placed.block.height(WIDTH, ink) for placed in page)


def test_a_chart_that_does_not_fit_lets_the_text_behind_it_fill_the_page(ink):
    figure, behind = chart(1), plain(28 * 12)
    pages = laid(ink, plain(28 * 16), figure, behind)
    assert lines_on(pages[0], ink) == 22
    assert pages[1][0].block is figure
    assert lines_on(pages[1], ink) == 6


def test_a_chart_that_leaves_little_blank_stays_where_it_is(ink):
    figure = chart(1)
    pages = laid(ink, plain(28 * 18), figure, plain(28 * 4))
    assert lines_on(pages[0], ink) == 18
    assert pages[1][0].block is figure


def test_a_chart_at_the_end_is_not_lost(ink):
    first, second = chart(1), chart(2)
    pages = laid(ink, plain(28 * 16), first, second)
    assert [placed.block for page in pages[1:] for placed in page] == [first, second]


@given(st.lists(st.integers(1, 22), min_size=1, max_size=8), st.data())
@settings(max_examples=60)
def test_charts_keep_their_order_and_leave_no_quarter_of_a_page_blank(ink, lines, data):
    blocks = []
    for number, rows in enumerate(lines):
        blocks.append(plain(28 * rows))
        if data.draw(st.booleans()):
            blocks.append(chart(number))
    pages = laid(ink, *blocks, plain(28 * 44))
    figures = [p.block.number for page in pages for p in page if isinstance(p.block, Figure)]
    assert figures == sorted(figures)
    assert len(figures) == sum(isinstance(one, Figure) for one in blocks)
    assert sum(lines_on(page, ink) for page in pages) == sum(lines) + 44
    for page in pages[:-1]:
        assert HEIGHT - foot(page, ink) <= MOST_BLANK + PITCH
    assert all(foot(page, ink) <= HEIGHT + 0.1 for page in pages)
