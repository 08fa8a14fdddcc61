"""What the groups of a statement mean: from packed numbers back to facts."""

from collections.abc import Sequence
from typing import Any

from crm.analytics.queries.asking import CAPACITIES, CHANNELS, NOWHERE, Apart, Asked
from crm.analytics.rules.quotas import Fact
from crm.chains.queries import Labels


def facts_of(asked: Asked, rows: Sequence[Any], words: Labels) -> list[Fact]:
    """The rows as facts."""
    codes, taxonomy = _Codes(asked), words.taxonomy
    if asked.apart is Apart.NODE:
        places = {n: (one.path, one.chain_id) for n, one in taxonomy.nodes.items()}
    else:
        places = {n: ("", n) for n in (NOWHERE, *taxonomy.chains)}
    units = {n: one.path for n, one in words.directory.units.items()} | {NOWHERE: asked.zone}
    named = len(asked.keys) > 3
    found = []
    for row in rows:
        head, tail, unknown = codes[row[0]]
        count, total = row[-2], row[-1]
        fact = Fact(
            *head, *places[row[1]], units[row[2]], *tail, None, "", "", count,
            0 if unknown else total or 0, count if unknown else 0,
        )  # fmt: skip
        if named:
            more = {"owner_id": row.owner} if "owner" in asked.keys else {}
            if asked.source is CAPACITIES:
                more |= {"product": row.product, "measure": row.measure}
            fact = fact._replace(**more)
        found.append(fact)
    return found


class _Codes(dict[int, tuple[tuple, tuple, bool]]):
    """To each packed number the fields of a fact that it stands for: those before its place,
    those after it, and whether the viewer may not know the amount."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        groups = list(enumerate(asked.groups))
        masks = [
            frozenset(group for n, group in groups if mask >> n & 1)
            for mask in range(1 << len(groups))
        ]
        # What each value of a digit means, by the name of the digit.
        meanings = {
            "verified": (False, True),
            "dropped": (False, True),
            "stage": [*asked.stages, None],
            "span": asked.days,
            "foreign": (False, True),
            "channel": [*CHANNELS, None],
            "groups": masks,
            "size": [0, *asked.limits, None],
            "unknown": (False, True),
        }
        self._digits = [(one.name, one.base, meanings[one.name]) for one in asked.digits[::-1]]
        # What holds where a digit is left out, because all facts have the same or nobody asks.
        self._told = {
            "stage": asked.stages[0] if asked.stages else None,
            "span": asked.days[0],
            "foreign": False,
            "groups": frozenset(),
            "channel": None,
            "size": None,
            "unknown": False,
        }

    def __missing__(self, code: int) -> tuple[tuple, tuple, bool]:
        told, left = self._told, code
        for name, base, meaning in self._digits:
            left, value = divmod(left, base)
            told[name] = meaning[value]
        head = told["stage"], told["span"], told["verified"], told["dropped"]
        tail = told["foreign"], told["groups"], told["channel"], told["size"]
        found = self[code] = (head, tail, told["unknown"])
        return found
