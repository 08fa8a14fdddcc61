"""The builder of a brief: plain values in, the bytes of a PDF out.

    document = Document(fonts, title="…", masthead=Masthead(…))
    document.heading1("一、总体情况")
    document.paragraph("截至6月底，", Run("比序时进度高5.4个百分点", bold=True), "。")
    rendered = document.build()

The same calls with the same values give the same bytes, in any process.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset.charts import Funnel, FunnelStep, MonthBar, Months
from crm.lib.typeset.columns import Column
from crm.lib.typeset.figure import Figure
from crm.lib.typeset.flow import Block, Flow, Placed
from crm.lib.typeset.fonts import FontSet, Role
from crm.lib.typeset.ink import Ink
from crm.lib.typeset.kinsoku import clean
from crm.lib.typeset.page import (
    HEIGHT,
    LEFT,
    PAGE,
    PITCH,
    SIZE,
    TOP,
    WIDTH,
    Imprint,
    Masthead,
    RedHead,
    Signature,
    page_number,
)
from crm.lib.typeset.paragraph import Paragraph, Run, Style
from crm.lib.typeset.rowcharts import GapBar, GapChart, QuotaBar, QuotaChart, RowChart
from crm.lib.typeset.tables import Cell, Table

KEEP = (
    *("产业链", "招商", "引资", "招引", "工作", "情况", "通报", "月报", "简报", "全市", "全区"),
    *("上半年", "下半年", "开发区", "电子信息", "集成电路", "半导体", "项目", "企业", "完成"),
)
BODY = Style(Role.BODY, SIZE, PITCH, first_indent=2)
TITLE = Style(Role.TITLE, 22, PITCH * 1.25, align="center", balanced=True, hard=True, keep=KEEP)
HEADING1 = replace(BODY, role=Role.HEI, align="left", hard=True)
HEADING2 = replace(BODY, role=Role.KAI, align="left", hard=True)
ADDRESSEE = replace(BODY, first_indent=0)
ROWS_PER_FIGURE = 22


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished brief.

    `missing`: characters printed as 〓, in order of use; some cannot be shown, so name their code
    point as well. `warnings`: sentences for the user about an office's fonts.
    """

    pdf: bytes
    pages: int
    missing: list[str]
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. `created` is the brief's own date, never the clock."""

    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    creator: str = "链招"
    created: datetime | None = None


class Document:
    """Collects the parts of one brief in order; `build` sets and draws them."""

    def __init__(
        self,
        fonts: FontSet,
        *,
        title: str,
        masthead: Masthead | None = None,
        about: About | None = None,
        keep: Sequence[str] = (),
    ) -> None:
        """`title` is printed under the head; a newline in it is a line break of the author's.

        `keep` are words that a title never parts, besides the usual ones.
        """
        self.fonts, self.title, self.about = fonts, clean(title), about or About()
        self._blocks: list[Block] = []
        self._imprint: Imprint | None = None
        self._tables = self._figures = 0
        if masthead:
            self._blocks.append(RedHead(masthead))
        style = replace(TITLE, keep=(*KEEP, *keep))
        self._blocks.append(
            Paragraph(
                [Run(title)],
                style,
                keep_next=True,
                space_before=PITCH * 0.4,
                space_after=PITCH * 0.5,
            )
        )

    def heading1(self, text: str) -> None:
        """一级标题, 黑体; numbered by the caller (“一、”)."""
        self._heading(text, HEADING1, 0)

    def heading2(self, text: str) -> None:
        """二级标题, 楷体 (“（一）”)."""
        self._heading(text, HEADING2, 1)

    def paragraph(self, *runs: str | Run) -> None:
        """A paragraph of the body; newlines in the text are line breaks."""
        self._blocks.append(Paragraph(_runs(runs), BODY))

    def addressee(self, text: str) -> None:
        """主送机关, flush left; one blank row above."""
        self._blocks.append(Paragraph([Run(text)], ADDRESSEE))

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        caption: str,
        *,
        total: Sequence[Cell] | None = None,
    ) -> None:
        """A three-line table, numbered 表1, 表2 …; the unit belongs into caption or heads."""
        self._tables += 1
        self._blocks.append(Table(columns, rows, caption, self._tables, total))

    def funnel(self, steps: Sequence[FunnelStep], caption: str) -> None:
        self._figures += 1
        self._blocks.append(Funnel(caption, self._figures, steps=steps))

    def quota_bars(self, rows: Sequence[QuotaBar], caption: str) -> None:
        """Quotas with the line of time progress; more than a page's worth becomes several."""
        self._row_chart(QuotaChart, rows, caption)

    def gap_bars(self, rows: Sequence[GapBar], caption: str) -> None:
        self._row_chart(GapChart, rows, caption)

    def month_bars(
        self,
        months: Sequence[MonthBar],
        caption: str,
        *,
        now: str = "本年",
        then: str = "上年同期",
    ) -> None:
        self._figures += 1
        self._blocks.append(Months(caption, self._figures, months=months, now=now, then=then))

    def signature(self, date_text: str, office: str = "") -> None:
        """成文日期, four 字 from the right, the office above it; never alone on a page."""
        self._blocks.append(Signature(office, date_text))

    def imprint(
        self, lines: Sequence[str], printer: str, date_text: str, copies: int | None = None
    ) -> None:
        """版记 at the foot of the last page: “报：…”, “送：…”, who printed it and when."""
        self._imprint = Imprint(lines, printer, date_text, copies)

    def build(self) -> Rendered:
        ink = Ink(self.fonts)
        flow = Flow(ink)
        pages = flow.lay(self._blocks)
        if self._imprint and self._imprint.height(WIDTH, ink) + PITCH / 2 > flow.foot_room():
            flow.carry_over()
        target = io.BytesIO()
        canvas = self._canvas(target)
        outline = 0
        for number, page in enumerate(pages, start=1):
            for placed in page:
                outline = self._draw(canvas, placed, ink, outline)
            if self._imprint and number == len(pages):
                self._imprint.draw(canvas, LEFT, PAGE[1] - TOP - HEIGHT, WIDTH, ink)
            page_number(canvas, number, ink)
            canvas.showPage()
        canvas.save()
        return Rendered(target.getvalue(), len(pages), list(ink.missing), list(self.fonts.warnings))

    def _heading(self, text: str, style: Style, level: int) -> None:
        plain = clean(text)
        self._blocks.append(Paragraph([Run(text)], style, keep_next=True, outline=(level, plain)))

    def _row_chart(self, kind: type[RowChart], rows: Sequence[object], caption: str) -> None:
        self._figures += 1
        for start in range(0, max(len(rows), 1), ROWS_PER_FIGURE):
            part = rows[start : start + ROWS_PER_FIGURE]
            chart: Figure = kind(caption, self._figures, continued=start > 0, rows=part)
            self._blocks.append(chart)

    def _draw(self, canvas: Canvas, placed: Placed, ink: Ink, outline: int) -> int:
        """Draw a block and enter headings in the outline; gives back the number of entries."""
        top = PAGE[1] - TOP - placed.top
        entry = getattr(placed.block, "outline", None)
        if entry:
            level, title = entry
            key = f"s{outline}"
            canvas.bookmarkPage(key, fit="XYZ", left=0, top=top + PITCH)
            # A second level before any first one stands at the top.
            canvas.addOutlineEntry(title, key, level if outline else 0)
            outline += 1
        placed.block.draw(canvas, LEFT, top, WIDTH, ink)
        return outline

    def _canvas(self, target: io.BytesIO) -> Canvas:
        about = self.about
        canvas = Canvas(
            target,
            pagesize=PAGE,
            pageCompression=1,
            invariant=1,
            lang="zh-CN",
            initialFontName=self.fonts.chains[Role.BODY][0].name,
        )
        canvas.setTitle(self.title.replace("\n", ""))
        canvas.setAuthor(clean(about.author))
        canvas.setSubject(clean(about.subject))
        canvas.setKeywords(clean("，".join(about.keywords)))
        canvas.setCreator(clean(about.creator))
        stamp = _stamp(about.created)
        canvas.setDateFormatter(lambda *_parts: stamp)
        return canvas


def _runs(runs: Sequence[str | Run]) -> list[Run]:
    return [Run(run) if isinstance(run, str) else run for run in runs]


def _stamp(created: datetime | None) -> str:
    """A PDF date; without one the fixed day that ReportLab uses for reproducible files."""
    if created is None:
        return "D:20000101000000Z"
    offset = created.strftime("%z")
    zone = f"{offset[:3]}'{offset[3:5]}'" if offset else "Z"
    return created.strftime("D:%Y%m%d%H%M%S") + zone
