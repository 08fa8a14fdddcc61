"""Forms of the taxonomy."""

from typing import Any

from crm.chains.rules import LONGEST_CODE, Stream
from crm.core.forms import (
    ChoiceField,
    Form,
    IdField,
    NoteField,
    TextField,
    WholeNumberField,
    needed,
)


class ClusterForm(Form):
    """A cluster; its code is given once and stays."""

    code = TextField("代码", limit=LONGEST_CODE)
    name = TextField("名称", [needed()], limit=80)
    position = WholeNumberField("顺序", default=0, most=9999)


class ChainForm(Form):
    """A chain; its code is given once and stays."""

    code = TextField("代码", limit=LONGEST_CODE)
    name = TextField("名称", [needed()], limit=80)
    cluster_id = IdField("产业集群", blank="（不属于任何集群）")
    position = WholeNumberField("顺序", default=0, most=9999)
    description = NoteField("说明", limit=1000)
    technologies = NoteField("关键技术", limit=4000)

    def __init__(self, *args: Any, clusters: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cluster_id.offer(clusters)


class NodeForm(Form):
    """A node of a chain; its code is given once and stays."""

    code = TextField("代码", limit=LONGEST_CODE)
    name = TextField("名称", [needed()], limit=80)
    parent_id = IdField("上级环节", blank="（顶层）")
    stream = ChoiceField("位置", kind=Stream, blank="（未定）")
    position = WholeNumberField("顺序", default=0, most=9999)
    description = NoteField("说明", limit=1000)
    technologies = NoteField("关键技术", limit=4000)

    def __init__(self, *args: Any, parents: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent_id.offer(parents)
