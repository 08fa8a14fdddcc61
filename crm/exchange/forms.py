"""The form by which a plan comes in."""

from crm.core.forms import Form, MultipleFileField, needed


class PlanFilesForm(Form):
    """YAML files of one plan, or a workbook."""

    files = MultipleFileField("规划文件", [needed("请选择文件。")])
