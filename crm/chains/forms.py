"""Forms of the taxonomy, and the field that chooses a node in all others."""

from typing import Any

from wtforms.utils import unset_value
from wtforms.validators import StopValidation

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


class NodeField(IdField):
    """A chain node by its number and, beside it, the name that stands in the box.

    Where scripts do not run the name alone says which node is meant, or that none is.
    """

    typed: str | None = None

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the number; keep the text beside it."""
        typed = formdata.get(f"{self.name}-text") if formdata else None
        self.typed = None if typed is None else typed.strip()
        super().process(formdata, data, extra_filters)

    @property
    def text(self) -> str:
        """What the box shows: the node chosen, or what was typed."""
        return self.typed or self._labels().get(self.data, "")

    def pre_validate(self, form: Any) -> None:
        """A typed name must be that of exactly one node."""
        if self.typed is not None and self.typed != self._labels().get(self.data, ""):
            self.data = self._named(self.typed) if self.typed else None
            self.raw_data = [str(self.data or "")]  # what `needed` looks at
        super().pre_validate(form)

    def _labels(self) -> dict[int | None, str]:
        return {key: label for key, label in self.choices or [] if key}

    def _named(self, typed: str) -> int | None:
        wanted = [
            key
            for key, label in self._labels().items()
            if typed in (label, label.rsplit(" · ", 1)[-1])
        ]
        if len(wanted) != 1:
            raise StopValidation("没有找到这个环节，请输入名称后从列表中选择。")
        return wanted[0]
