"""Sets a brief on paper: from its cover and snapshot alone to the bytes of a PDF."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crm.briefs.rules import words
from crm.briefs.rules.sections import Part, Text, sections
from crm.briefs.rules.snapshot import Snapshot
from crm.briefs.rules.tables import Bars, Funnel, Grid, Months
from crm.lib.periods import ZONE, zh_date
from crm.lib.typeset import About, Document, Masthead, Rendered, Run, load_fonts

SHIPPED = Path(__file__).resolve().parent.parent / "fonts"
NAME = "产业链招商月报"


@dataclass(frozen=True, slots=True)
class Cover:
    """What a brief carries beside its figures."""

    title: str
    opening: str
    year_number: int
    total_number: int
    dated_on: date
    draft: bool = False

    @property
    def issue(self) -> str:
        """第10期（总第34期）, a draft named as one."""
        words = f"第{self.year_number}期（总第{self.total_number}期）"
        return f"{words}　草稿" if self.draft else words


def file_name(brief: Snapshot, cover: Cover) -> str:
    """The name under which the PDF is saved."""
    unit = "" if brief.whole_zone else brief.unit
    draft = "（草稿）" if cover.draft else ""
    return f"{unit}{NAME}{brief.month.year}年第{cover.year_number}期{draft}.pdf"


def taken_words(taken_at: datetime) -> str:
    """An instant as the text names it: 2026年11月2日8时05分."""
    local = taken_at.astimezone(ZoneInfo(ZONE))
    return f"{zh_date(local.date())}{local.hour}时{local.minute:02}分"


def render(brief: Snapshot, cover: Cover, office_fonts: Path | None = None) -> Rendered:
    """The PDF; the same values give the same bytes."""
    dated = zh_date(cover.dated_on)
    document = Document(
        load_fonts(SHIPPED, office_fonts),
        title=cover.title,
        masthead=Masthead(NAME, cover.issue, f"{brief.unit}编", dated),
        about=About(
            author=brief.unit,
            subject=f"{brief.month.year}年{brief.month.month}月",
            keywords=("招商", "产业链", "月报"),
            created=datetime.combine(cover.dated_on, datetime.min.time(), ZoneInfo(ZONE)),
        ),
        keep=(brief.unit,),
    )
    document.addressee(words.addressee(brief))
    for paragraph in (cover.opening or words.opening(brief)).split("\n"):
        if paragraph.strip():
            document.paragraph(paragraph)
    for section in sections(brief, taken_words(brief.taken_at)):
        document.heading1(section.heading)
        for part in section.parts:
            _add(document, part)
    document.imprint(_copies(brief), brief.unit, f"{dated}{'草拟' if cover.draft else '印发'}")
    return document.build()


def _add(document: Document, part: Part) -> None:
    match part:
        case Text():
            document.paragraph(part.before, Run(part.strong, bold=True), part.after)
        case Grid():
            caption = f"{part.caption}\n{part.key}" if part.key else part.caption
            document.table(part.columns, part.rows, caption)
        case Funnel():
            document.funnel(part.steps, part.caption)
        case Bars():
            document.quota_bars(part.rows, part.caption)
        case Months():
            document.month_bars(part.bars, part.caption)


def _copies(brief: Snapshot) -> list[str]:
    leaders = "区领导" if not brief.whole_zone else f"{brief.unit}领导"
    to = "，".join(f"各{one}" for one in brief.addressees)
    return [f"报：{leaders}。", *([f"送：{to}。"] if to else [])]
