"""Forms of the moves of a lead: dropped, released, given to somebody."""

from crm.core.forms import ChoiceField, Form, IdField, NoteField, TextField, needed
from crm.leads.rules import DropReason


class DropForm(Form):
    """Why a lead is given up."""

    drop_reason = ChoiceField("原因", [needed("请选择原因。")], kind=DropReason, blank="请选择")
    drop_note = NoteField("说明", limit=500)


class ReleaseForm(Form):
    """Why a lead goes back to the pool."""

    reason = TextField("原因", [needed("请写明原因。")], limit=200)


class AssignForm(Form):
    """To whom a lead is given, and why."""

    owner_id = IdField("转给个人", blank="请选择")
    unit_id = IdField("或转给单位", blank="由该单位负责人接收")
    reason = TextField("原因", [needed("请写明转派的原因。")], limit=200)
