"""The form of a carrier."""

from decimal import Decimal, InvalidOperation
from typing import Any

from crm.carriers.models import Carrier
from crm.carriers.rules import (
    AreaUnit,
    CarrierKind,
    CarrierState,
    CarrierValues,
    number_words,
)
from crm.core.forms import ChoiceField, Form, IdField, NoteField, TextField, ValidationError, needed

PLACES = 4
Choices = list[tuple[int, str]]


class CarrierForm(Form):
    """What is offered, where, how large, in which state."""

    name = TextField("名称", [needed("请填写载体名称。")], limit=120)
    kind = ChoiceField("类型", kind=CarrierKind, default=CarrierKind.LAND)
    # The page itself has a part with the id `state`.
    state = ChoiceField(
        "状态", kind=CarrierState, default=CarrierState.AVAILABLE, id="carrier-state"
    )
    unit_id = IdField("单位")
    place = TextField("位置", limit=120)
    area = TextField("面积", limit=20)
    area_unit = ChoiceField("面积单位", kind=AreaUnit, blank="未填")
    price = TextField("价格", limit=80)
    chain_id = IdField("适合产业链", blank="不限")
    description = NoteField("说明", limit=1000)
    source = TextField("来源", limit=200)
    area_number: Decimal | None = None

    def offer(self, units: Choices, chains: Choices, *, elsewhere: bool) -> None:
        """Set what may be chosen; `elsewhere`: a carrier of no unit of ours may be kept too."""
        self.unit_id.blank = "（外地，不属于本区）" if elsewhere else None
        self.unit_id.offer(units)
        self.chain_id.offer(chains)

    def show(self, carrier: Carrier) -> None:
        """The stored area without the zeros that its column carries."""
        self.area.data = "" if carrier.area is None else number_words(carrier.area)

    def collide(self, row: Any) -> None:
        """As every form does; the area is compared as a number, not as it was typed."""
        typed, self.area.data = self.area.data, self.area_number
        super().collide(row)
        self.area.data = typed

    def validate_area(self, field: TextField) -> None:
        """A number, with thousands separators or without."""
        text = (field.data or "").replace(",", "").replace("，", "")
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValidationError("面积请只填数字，如 120.5。") from None
        if not number.is_finite() or abs(number) > 10**12 or number != round(number, PLACES):
            raise ValidationError(f"面积请只填数字，最多 {PLACES} 位小数。")
        self.area_number = number

    def values(self) -> CarrierValues:
        """What was typed, after it has been validated."""
        return CarrierValues(
            name=self.name.data,
            kind=self.kind.data,
            state=self.state.data,
            unit_id=self.unit_id.data,
            place=self.place.data or "",
            area=self.area_number,
            area_unit=self.area_unit.data,
            price=self.price.data or "",
            chain_id=self.chain_id.data,
            description=self.description.data or "",
            source=self.source.data or "",
        )
