"""The form of the terms of protection."""

from crm.core.forms import DateField, Form, TextField, WholeNumberField, needed
from crm.leads.rules import ProtectionTerms


class TermsForm(Form):
    """How long a lead is protected, how often it is followed up, when its owner is warned."""

    protection_days = WholeNumberField("保护期（天）", [needed()])
    follow_up_days = WholeNumberField("跟进期限（天）", [needed()])
    warning_days = WholeNumberField("提前几天提醒", [needed()])
    effective_from = DateField("施行日期", [needed("请填写施行日期。")])
    reason = TextField("说明", [needed("请写明依据或原因。")], limit=200)

    def show(self, terms: ProtectionTerms) -> None:
        """Begin with the terms in force."""
        self.protection_days.data = terms.protection_days
        self.follow_up_days.data = terms.follow_up_days
        self.warning_days.data = terms.warning_days

    def values(self) -> ProtectionTerms:
        """What was typed."""
        return ProtectionTerms(
            self.protection_days.data, self.follow_up_days.data, self.warning_days.data
        )
