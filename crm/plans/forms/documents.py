"""Forms of plans and of their indicators."""

from typing import Any

from crm.chains.forms import NodeField
from crm.chains.rules import LONGEST_CODE
from crm.core.forms import BooleanField, DateField, Form, IdField, NoteField, TextField, needed


class PlanForm(Form):
    """A plan; its code is given once and stays."""

    code = TextField("代码", limit=LONGEST_CODE)
    title = TextField("标题", [needed()], limit=200)
    issuer = TextField("发文机关", limit=120)
    document_number = TextField("文号", limit=60)
    issued_on = DateField("成文日期")
    starts_on = DateField("规划期起", [needed()])
    ends_on = DateField("规划期止", [needed()])
    territory = TextField("适用范围", limit=80)
    is_draft = BooleanField("征求意见稿")
    is_reference = BooleanField("仅供参照")
    note = NoteField("说明", limit=1000)


class IndicatorForm(Form):
    """An indicator; its code is given once and stays."""

    code = TextField("代码", limit=LONGEST_CODE)
    name = TextField("指标", [needed()], limit=120)
    unit = TextField("单位", [needed()], limit=20)
    subject = TextField("主体", limit=80)
    chain_id = IdField("产业链", blank="（不属于某条链）")
    node_id = NodeField("环节", blank="（不属于某个环节）")
    chapter = TextField("章", [needed("请写明出处的章，每个数都要查得到来源。")], limit=80)
    section = TextField("节", limit=120)
    table_name = TextField("表/专栏", limit=80)
    reading = NoteField("口径说明", limit=500)
    figures = NoteField("数值", limit=8000)

    def __init__(
        self,
        *args: Any,
        chains: list[tuple[int, str]],
        nodes: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chain_id.offer(chains)
        self.node_id.offer(nodes)
