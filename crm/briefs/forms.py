"""Forms of briefs."""

from datetime import date

from crm.core.forms import ChoiceField, Form, IdField, NoteField, needed
from crm.lib.periods import add_months

MONTHS_BACK = 12


class DraftForm(Form):
    """Which month of which unit to draft."""

    unit_id = IdField("单位", [needed()])
    month = ChoiceField("月份", [needed()], coerce=str)

    def offer(self, units: list[tuple[int, str]], today: date) -> None:
        """Set what may be chosen: the month before first, then this one, then the older ones."""
        self.unit_id.offer(units)
        first = today.replace(day=1)
        back = [add_months(first, -number) for number in range(MONTHS_BACK + 1)]
        months = [back[1], back[0], *back[2:]]
        self.month.choices = [(one.isoformat(), _label(one, first)) for one in months]

    @property
    def chosen_month(self) -> date:
        """The first day of the month that was chosen."""
        return date.fromisoformat(self.month.data)


def _label(month: date, current: date) -> str:
    label = f"{month.year}年{month.month}月"
    return f"{label}（到今天为止）" if month == current else label


class BriefForm(Form):
    """What people write themselves in a brief."""

    title = NoteField("标题", [needed()], limit=120)
    opening = NoteField("导语", limit=2000)
