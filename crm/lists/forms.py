"""Forms of saved views, tags, and changes of many records."""

import json
from typing import Any

from crm.chains.forms import NodeField
from crm.core.forms import (
    BooleanField,
    Form,
    HiddenField,
    IdField,
    SelectMultipleField,
    TextField,
    needed,
)
from crm.lists.operations.views import ViewValues


class ViewForm(Form):
    """A saved view: its name, for whom it is, and what it holds."""

    name = TextField("名称", [needed("请给视图起一个名称。")], limit=40)
    shared = BooleanField("共享给本单位及下级")
    default = BooleanField("打开列表时默认用它")
    query = HiddenField()
    hidden = HiddenField()

    def values(self) -> ViewValues:
        """What was typed, as the operations take it."""
        return ViewValues(self.name.data, self.shared.data, self.default.data)


def heads_of(text: str | None) -> list[str]:
    """The heads of hidden columns that the page's script has sent; none of anything else."""
    try:
        found: Any = json.loads((text or "")[:4000])
    except ValueError:
        return []
    return [head for head in found if isinstance(head, str)] if isinstance(found, list) else []


class TagForm(Form):
    """A tag."""

    name = TextField("标签", [needed("请填写标签。")], limit=20)
    active = BooleanField("启用", default=True)


class RecordTagsForm(Form):
    """Which tags a record carries."""

    tag_ids = SelectMultipleField("标签", coerce=int)


class BulkForm(Form):
    """What is to be done to the records chosen: the person or the tag."""

    value = IdField("改为", [needed("请选择。")], blank="请选择")


class BulkNodeForm(BulkForm):
    """The same, where it is a node."""

    value = NodeField("改为", [needed("请选择环节。")], blank="请选择")
