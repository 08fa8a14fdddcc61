"""The forms by which a plan, or a file of records, comes in."""

from collections.abc import Mapping, Sequence

from crm.core.forms import ChoiceField, FileField, Form, MultipleFileField, needed
from crm.exchange.rules.columns import COLUMNS
from crm.exchange.rules.runs import ImportKind

LEFT_OUT = "不导入"


class PlanFilesForm(Form):
    """YAML files of one plan, or a workbook."""

    files = MultipleFileField("规划文件", [needed("请选择文件。")])


class ImportForm(Form):
    """A file of records, and what its rows are."""

    kind = ChoiceField("导入什么", [needed("请选择导入什么。")], kind=ImportKind)
    file = FileField("文件")


class ColumnsForm(Form):
    """Which of our columns each column of a file is; the fields are read by place."""

    def offer(self, kind: ImportKind) -> None:
        """Set what may be chosen."""
        self.options = [("", LEFT_OUT)]
        for column in COLUMNS[kind]:
            star = "（必填）" if column.needed else ""
            self.options.append((column.key, column.label + star))

    def mapping(self, sent: Mapping[str, str], titles: Sequence[str]) -> dict[int, str]:
        """What was chosen, by place; what is no column of ours is left out."""
        known = {key for key, _label in self.options if key}
        chosen = {place: sent.get(f"column-{place}", "") for place in range(len(titles))}
        return {place: key for place, key in chosen.items() if key in known}
