"""Shares of a project on several nodes, in hundredths of a per cent. Pure functions."""

from collections.abc import Iterable

from crm.projects.rules.order import Fault

WHOLE = 10_000


def split(main: int, others: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Shares by node: the others as given, the main node what is left; they sum to WHOLE."""
    given = dict(others)
    return {main: WHOLE - sum(given.values()), **given}


def share_fault(main: int, others: Iterable[tuple[int, int]]) -> Fault | None:
    """Why shares of other nodes beside the main one cannot stand."""
    given = list(others)
    nodes = [node for node, _share in given]
    if main in nodes or len(set(nodes)) < len(nodes):
        return Fault("同一环节只能填一次，主环节的比例由系统算出。", "other_nodes")
    if any(share <= 0 for _node, share in given):
        return Fault("比例应大于 0%。", "other_nodes")
    left = WHOLE - sum(share for _node, share in given)
    if left <= 0:
        return Fault("其他环节的比例之和应小于 100%，主环节至少留一部分。", "other_nodes")
    if any(share > left for _node, share in given):
        return Fault("主环节的比例应不小于其他环节，请调整比例或更换主环节。", "other_nodes")
    return None
