"""What a load has read and made, in all and plan by plan."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Kinds in the order in which they are counted, with the audit log's name for those it keeps.
KINDS: Mapping[str, tuple[str, str]] = {
    "unit": ("机构", "unit"),
    "definition": ("口径", "definition"),
    "cluster": ("产业集群", "cluster"),
    "chain": ("产业链", "chain"),
    "node": ("环节", "node"),
    "technology": ("关键技术", ""),
    "plan": ("规划", "plan"),
    "indicator": ("指标", ""),
    "value": ("指标数值", ""),
    "quota": ("招引目标", "quota"),
    "mention": ("规划提法", ""),
    "task": ("任务", "task"),
    "department": ("任务部门", ""),
    "carrier": ("载体", "carrier"),
    "company": ("企业", "company"),
    "honour": ("企业资质", ""),
    "project": ("项目", "project"),
    "capacity": ("项目产能", ""),
    "lead": ("线索", "lead"),
    "check": ("核对", ""),
}
COMMON = "公用"


@dataclass
class Counts:
    """How many entries of each kind the files hold, and how many rows were made of them.

    `plans` counts what each folder holds; what several plans name counts for each of them there,
    and once in all.
    """

    read: Counter[str] = field(default_factory=Counter)
    created: Counter[str] = field(default_factory=Counter)
    plans: dict[str, Counter[str]] = field(default_factory=dict)
    differences: int = 0

    @property
    def lines(self) -> list[str]:
        """One line per kind, then one per plan, for the command."""
        kinds = [
            f"{label} {self.read[kind]}（新增 {self.created[kind]}）"
            for kind, (label, _) in KINDS.items()
            if self.read[kind]
        ]
        return [*kinds, *(self._plan_line(name) for name in self.plans)]

    def _plan_line(self, name: str) -> str:
        found = self.plans[name]
        words = [f"{label} {found[kind]}" for kind, (label, _) in KINDS.items() if found[kind]]
        return f"{name or COMMON}：{'，'.join(words)}"

    def kept(self) -> dict[str, Any]:
        """What is remembered of a load until the files change."""
        return {"read": dict(self.read), "plans": {name: dict(n) for name, n in self.plans.items()}}

    @classmethod
    def remembered(cls, kept: Mapping[str, Any]) -> "Counts":
        """The counts of the last load, of which nothing is new now."""
        plans = {name: Counter(found) for name, found in kept["plans"].items()}
        return cls(read=Counter(kept["read"]), plans=plans)
