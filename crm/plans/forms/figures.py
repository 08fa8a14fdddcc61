"""Forms of figures: decisions between them, yearly actuals, sheets of actuals."""

from decimal import Decimal
from typing import Any

from crm.core.forms import (
    ChoiceField,
    FileField,
    Form,
    HiddenField,
    NoteField,
    TextField,
    ValidationError,
    WholeNumberField,
    needed,
)
from crm.plans.rules import read_figure


class DecisionForm(Form):
    """Which of several figures counts, and why."""

    choice = ChoiceField("采用", blank="（请选择）")
    reason = NoteField("理由", [needed("请写明理由，以后查得到为什么采用这个数。")], limit=500)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice.choices = self.choice.with_blank(choices)


class ActualForm(Form):
    """The actual of an indicator in a year."""

    year = WholeNumberField("年份", [needed()], least=1990, most=2100)
    value = TextField("实际值", [needed()], limit=30)
    source = TextField("出处", [needed("请填写出处，如“2025年统计快报”。")], limit=200)
    number = Decimal(0)

    def validate_value(self, field: TextField) -> None:
        """A number."""
        try:
            self.number = read_figure(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from None


class ReasonForm(Form):
    """Why something is taken back."""

    reason = TextField("原因", [needed("请写明撤销的原因。")], limit=200)


class SheetForm(Form):
    """A sheet of actuals of one year."""

    year = WholeNumberField("年份", [needed()], least=1990, most=2100)
    file = FileField("填好的表（.xlsx）")


class SheetRowsForm(Form):
    """The rows of a sheet that was looked at, to be saved."""

    year = WholeNumberField("年份", [needed()], least=1990, most=2100)
    rows = HiddenField()
