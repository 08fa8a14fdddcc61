"""Fields that read what people type, and keep it when they cannot."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.utils import unset_value
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from crm.lib.currencies import AmountUnit
from crm.lib.labelled import Labelled
from crm.lib.money import AmountError, exact_number, read_amount
from crm.lib.text import clean_line, clean_note

EARLIEST, LATEST = date(1949, 10, 1), date(2100, 12, 31)


def needed(sentence: str = "请填写这一项。") -> InputRequired:
    """The validator of a field that must be filled, with the sentence that asks for it."""
    return InputRequired(sentence)


def _optional_or(validators: Iterable[Any]) -> list[Any]:
    """Empty passes unless the field is needed."""
    given = list(validators)
    if any(isinstance(one, InputRequired) for one in given):
        return given
    return [Optional(), *given]


class TextField(StringField):
    """One line of text, cleaned; `limit` characters at most."""

    def __init__(
        self, label: str = "", validators: Sequence[Any] = (), limit: int = 200, **kwargs: Any
    ) -> None:
        length = Length(max=limit, message=f"最多 {limit} 个字。")
        super().__init__(label, [*_optional_or(validators), length], **kwargs)
        self.limit = limit

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed; what cannot be kept is refused with a sentence."""
        if valuelist:
            self.data = valuelist[0]
            self.data = clean_line(valuelist[0], max(self.limit, len(valuelist[0])))


class NoteField(TextAreaField):
    """Several lines of text, cleaned; `limit` characters at most."""

    def __init__(
        self, label: str = "", validators: Sequence[Any] = (), limit: int = 4000, **kwargs: Any
    ) -> None:
        length = Length(max=limit, message=f"最多 {limit} 个字。")
        super().__init__(label, [*_optional_or(validators), length], **kwargs)
        self.limit = limit

    def process_formdata(self, valuelist: list[str]) -> None:
        """Clean what was typed."""
        if valuelist:
            self.data = valuelist[0]
            self.data = clean_note(valuelist[0], max(self.limit, len(valuelist[0])))


class AmountField(Field):
    """An amount with its unit: the two inputs `name` and `name-unit`.

    `data` is a whole number of minor units (分, 美分) or None, `unit` the AmountUnit chosen.
    """

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] = (),
        units: Sequence[AmountUnit] = (AmountUnit.WAN, AmountUnit.YI),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, _optional_or(validators), **kwargs)
        self.units = tuple(units)
        self.unit = self.units[0]
        self.typed = ""

    @property
    def unit_name(self) -> str:
        """The name of the input that takes the unit."""
        return f"{self.name}-unit"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read both inputs."""
        chosen = formdata.get(self.unit_name) if formdata else None
        self.unit = next((unit for unit in self.units if unit.value == chosen), self.unit)
        super().process(formdata, data, extra_filters)

    def show_in(self, unit: AmountUnit) -> None:
        """Show the stored amount in the unit in which it was entered."""
        self.unit = unit
        if self.data is not None:
            self.typed = exact_number(self.data, unit)

    def process_data(self, value: int | None) -> None:
        """Show a stored amount in the unit at hand."""
        self.data = value
        self.typed = "" if value is None else exact_number(value, self.unit)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number that was typed; keep the text when it is none."""
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self.typed:
            try:
                self.data = read_amount(self.typed, self.unit)
            except AmountError as error:
                raise ValueError(str(error)) from error


class DateField(Field):
    """A day, typed or picked: 2026-11-20, 2026/11/20, 2026.11.20 or 2026年11月20日."""

    def __init__(self, label: str = "", validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, _optional_or(validators), **kwargs)
        self.typed = ""

    def process_data(self, value: date | None) -> None:
        """Show a stored day."""
        self.data = value
        self.typed = value.isoformat() if value else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; keep the text when it is no day."""
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self.typed:
            self.data = _read_day(self.typed)


def _read_day(typed: str) -> date:
    text = typed.replace("年", "-").replace("月", "-").replace("日", "")
    parts = text.replace("/", "-").replace(".", "-").split("-")
    try:
        day = date(*(int(part) for part in parts))
    except (ValueError, TypeError, OverflowError):
        raise ValueError("日期请写成 2026-11-20 这样的格式。") from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError("日期超出可填范围（1949 年至 2100 年），请检查年份。")
    return day


class ChoiceField(SelectField):
    """One of an enumeration, or of choices handed over later; empty when `blank` is given."""

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] = (),
        kind: type[Labelled] | None = None,
        blank: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.kind, self.blank = kind, blank
        coerce = kwargs.pop("coerce", self._read)
        super().__init__(label, list(validators), choices=[], coerce=coerce, **kwargs)
        self.choices = self.with_blank(kind.choices() if kind else [])

    def with_blank(self, choices: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
        """The choices with the empty one in front, where there is one."""
        return choices if self.blank is None else [("", self.blank), *choices]

    def _read(self, value: Any) -> Any:
        if value is None or value == "":
            return None
        return self.kind(value) if self.kind else value

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was chosen; what is none of the choices is refused in our words."""
        if valuelist:
            try:
                self.data = self.coerce(valuelist[0])
            except ValueError:
                raise ValueError("请从列表中选择一项。") from None

    def iter_choices(self) -> Iterable[Any]:
        """As WTForms, comparing the values as text."""
        chosen = "" if self.data is None else str(self.data)
        for value, label, *_ in self.choices or []:
            yield (value, label, str(value) == chosen, {})

    def pre_validate(self, form: Any) -> None:
        """Only what is offered is taken."""
        if self.data is None and self.blank is not None:
            return
        chosen = str(self.data)
        if not any(str(choice[0]) == chosen for choice in self.choices or []):
            raise ValidationError("请从列表中选择一项。")


class IdField(ChoiceField):
    """One of several records by its number; choices are `(id, label)`."""

    def _read(self, value: Any) -> int | None:
        text = "" if value is None else str(value)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 18):
            raise ValueError("请从列表中选择一项。")
        return int(text)

    def offer(self, choices: list[tuple[int, str]]) -> None:
        """Set what may be chosen."""
        self.choices = self.with_blank(list(choices))


class WholeNumberField(IntegerField):
    """A whole number between two bounds."""

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Any] = (),
        least: int = 0,
        most: int = 10**9,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, _optional_or(validators), **kwargs)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the digits."""
        text = valuelist[0].strip().replace(",", "") if valuelist else ""
        self.data = None
        if not text:
            return
        if not text.lstrip("-").isdigit() or not text.isascii() or len(text) > 12:
            raise ValueError("请填写整数，如 60。")
        self.data = int(text)

    def pre_validate(self, form: Any) -> None:
        """Keep to the bounds."""
        if self.data is not None and not self.least <= self.data <= self.most:
            raise StopValidation(f"请填写 {self.least} 到 {self.most} 之间的整数。")
