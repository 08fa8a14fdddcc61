"""Forms of the definitions of counting and of exchange rates."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.core.forms import (
    BooleanField,
    ChoiceField,
    DateField,
    Form,
    SelectChoice,
    SelectMultipleField,
    TextField,
    ValidationError,
    WholeNumberField,
    needed,
)
from crm.lib.currencies import Currency
from crm.plans.models import Definition
from crm.plans.rules import (
    EVIDENCE_FIELDS,
    STAGES,
    DefinitionValues,
    ProjectKind,
    Stage,
    StageTerms,
)

_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?", re.ASCII)
MOST_FILES = 10
FIRST_YEAR, LAST_YEAR = 1990, 2100


class DefinitionForm(Form):
    """A new version of what is counted and how; the fields of each milestone are added below."""

    name = TextField("名称", [needed()], limit=80)
    effective_from = DateField("施行日期", [needed()])
    landed_stage = ChoiceField("落地以哪个节点为准", kind=Stage)
    framework_counts = BooleanField("框架、意向协议也计入签约")
    kinds_left_out = SelectMultipleField(
        "不计入的项目类型", choices=[SelectChoice(*kind) for kind in ProjectKind.choices()]
    )

    def show(self, last: Definition) -> None:
        """Begin with what the last version says."""
        self.landed_stage.data = last.landed_stage
        self.framework_counts.data = last.framework_counts
        self.kinds_left_out.data = list(last.kinds_left_out)
        for stage in STAGES:
            terms = last.milestones.get(stage.value, {})
            self.of(stage, "meaning").data = terms.get("meaning", "")
            self.of(stage, "evidence").data = "、".join(terms.get("evidence", ()))
            self.of(stage, "fields").data = list(terms.get("fields", ()))
            self.of(stage, "files").data = terms.get("files", 0)
            self.of(stage, "weight").data = last.weights.get(stage.value, 0)

    def of(self, stage: Stage, name: str) -> Any:
        """One of the fields of a milestone."""
        return self[f"{stage.value}_{name}"]

    def by_stage(self) -> list[tuple[Stage, list[Any]]]:
        """The fields milestone by milestone, for the page."""
        return [(stage, [self.of(stage, name) for name in PARTS]) for stage in STAGES]

    def values(self) -> DefinitionValues:
        """What was typed, after it has been validated."""
        return DefinitionValues(
            name=self.name.data,
            effective_from=self.effective_from.data,
            landed_stage=self.landed_stage.data,
            framework_counts=bool(self.framework_counts.data),
            kinds_left_out=tuple(map(ProjectKind, self.kinds_left_out.data or ())),
            milestones={stage: self._terms(stage) for stage in STAGES},
            weights={stage: self.of(stage, "weight").data or 0 for stage in STAGES},
        )

    def _terms(self, stage: Stage) -> StageTerms:
        papers = (self.of(stage, "evidence").data or "").replace("，", "、").split("、")
        return StageTerms(
            meaning=self.of(stage, "meaning").data or "",
            evidence=tuple(paper.strip() for paper in papers if paper.strip()),
            fields=tuple(self.of(stage, "fields").data or ()),
            files=self.of(stage, "files").data or 0,
        )


PARTS = ("meaning", "evidence", "files", "weight", "fields")
for _stage in STAGES:
    _name, _label = _stage.value, _stage.label
    setattr(DefinitionForm, f"{_name}_meaning", TextField(f"{_label}的含义", limit=200))
    setattr(DefinitionForm, f"{_name}_evidence", TextField(f"{_label}的依据", limit=200))
    setattr(
        DefinitionForm,
        f"{_name}_files",
        WholeNumberField(f"{_label}至少几个附件", default=0, most=MOST_FILES),
    )
    setattr(
        DefinitionForm,
        f"{_name}_weight",
        WholeNumberField(f"{_label}的落地概率（%）", default=0, most=100),
    )
    setattr(
        DefinitionForm,
        f"{_name}_fields",
        SelectMultipleField(
            f"{_label}必填的栏目",
            choices=[SelectChoice(*field) for field in EVIDENCE_FIELDS.items()],
        ),
    )


class RateForm(Form):
    """A rate of a month."""

    currency = ChoiceField("币种", kind=Currency)
    month = TextField("月份", [needed()], limit=10)
    rate = TextField("1 单位折合人民币（元）", [needed()], limit=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency.choices = [
            (one.value, one.label) for one in Currency if one is not Currency.CNY
        ]

    def validate_month(self, field: TextField) -> None:
        """A year and a month."""
        match = _MONTH.fullmatch((field.data or "").strip())
        if (
            not match
            or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR
            or not 1 <= int(match[2]) <= 12
        ):
            raise ValidationError("月份请写成 2026-11 这样的格式。")
        self.first_day = date(int(match[1]), int(match[2]), 1)

    def validate_rate(self, field: TextField) -> None:
        """A number."""
        try:
            self.rate_number = Decimal(field.data or "")
        except InvalidOperation:
            raise ValidationError("请只填数字，如 7.1。") from None
        if not self.rate_number.is_finite():
            raise ValidationError("请只填数字，如 7.1。")
