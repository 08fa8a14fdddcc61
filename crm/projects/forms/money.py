"""Forms of files, of foreign capital paid in and of capacities."""

from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field

from crm.core.forms import (
    AmountField,
    DateField,
    Form,
    MultipleFileField,
    NoteField,
    TextField,
    ValidationError,
    needed,
)
from crm.lib.currencies import AmountUnit
from crm.projects.rules.money import CapacityValues, PaidInValues


class FilesForm(Form):
    """Files for the record itself."""

    files = MultipleFileField("文件", [needed("请选择文件。")])

    def given_files(self) -> list[Any]:
        """The files that were chosen."""
        return [file for file in self.files.data or [] if getattr(file, "filename", "")]


class PaidInForm(FilesForm):
    """Foreign capital that came in during a month, with its evidence."""

    month = DateField("到账日期", [needed("请填写到账日期。")])
    cents = AmountField(
        "到账外资", [needed("请填写到账金额。")], units=(AmountUnit.WAN_USD, AmountUnit.USD)
    )
    note = NoteField("说明", limit=500)

    def values(self) -> PaidInValues:
        """What was typed, as operations take it."""
        return PaidInValues(self.month.data, self.cents.data or 0, self.note.data or "")


class CapacityForm(Form):
    """What a project will produce of one product."""

    product = TextField("产品", [needed("请填写产品名称。")], limit=40)
    value = TextField("年产能", limit=20)
    unit = TextField("产能单位", limit=20)
    note = TextField("说明", limit=200)
    number: Decimal | None = None

    def validate_value(self, field: Field) -> None:
        """A number of at most four decimals, or nothing."""
        try:
            number = Decimal((field.data or "").replace(",", ""))
        except InvalidOperation:
            raise ValidationError("请只填数字，如 12.5。") from None
        if not number.is_finite() or abs(number) > 10**12 or number != round(number, 4):
            raise ValidationError("请只填数字，最多四位小数，如 12.5。")
        self.number = number

    def values(self) -> CapacityValues:
        """What was typed, as operations take it."""
        return CapacityValues(
            self.product.data, self.number, self.unit.data or "", self.note.data or ""
        )
