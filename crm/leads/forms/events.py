"""Forms of events and of the companies met there."""

from crm.core.forms import (
    BooleanField,
    ChoiceField,
    DateField,
    Form,
    NoteField,
    TextField,
    WholeNumberField,
    needed,
)
from crm.leads.models import Event
from crm.leads.rules.events import EventKind, EventValues, MetValues


class EventForm(Form):
    """A delegation or a promotion event."""

    name = TextField("名称", [needed("请填写名称。")], limit=120)
    kind = ChoiceField("类型", kind=EventKind, default=EventKind.DELEGATION)
    starts_on = DateField("开始日期", [needed("请填写开始日期。")])
    ends_on = DateField("结束日期")
    place = TextField("地点", limit=120)
    organiser = TextField("主办或带队", limit=120)
    people = TextField("我方参加", limit=200)
    note = NoteField("情况", limit=2000)
    cancelled = BooleanField("已取消")

    def show(self, event: Event) -> None:
        """Fill the form with an event."""
        self.process(obj=event)
        self.version.data = str(event.version)

    def values(self) -> EventValues:
        """What was typed; without an end it lasts one day."""
        return EventValues(
            name=self.name.data,
            kind=self.kind.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data or self.starts_on.data,
            place=self.place.data or "",
            organiser=self.organiser.data or "",
            people=self.people.data or "",
            note=self.note.data or "",
            cancelled=self.cancelled.data,
        )


class MetLeadForm(Form):
    """The lead that a company met belongs to; empty when it belongs to none."""

    lead_id = WholeNumberField("线索", least=1, most=10**11)
    # What stands in the search box: chosen from its list it has a number too.
    typed = TextField(name="lead_id-text", limit=200)


class MetForm(Form):
    """A company that was met."""

    company_id = WholeNumberField("企业", least=1, most=10**11)
    company_name = TextField("企业名称", [needed("请填写企业名称。")], limit=200)
    person = TextField("见面的人", limit=60)
    note = TextField("情况", limit=500)

    def values(self) -> MetValues:
        """What was typed."""
        return MetValues(
            self.company_name.data,
            self.company_id.data,
            self.person.data or "",
            self.note.data or "",
        )
