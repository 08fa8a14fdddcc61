"""What may stand in a saved view or a tag, and what can be done to many records. Pure functions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from crm.lib.labelled import Labelled

LONGEST_QUERY, LONGEST_HEAD, MOST_HIDDEN = 1000, 40, 30
MOST_VIEWS, MOST_TAGS = 30, 200
# Each record is changed by the operation of its own page, in one transaction.
MOST_CHANGED = 300
UNDO_HOURS = 24


class Deed(Labelled):
    """What can be done to many records at once."""

    OWNER = "owner", "改负责人"
    NODE = "node", "改环节"
    TAG_ON = "tag_on", "加标签"
    TAG_OFF = "tag_off", "去标签"

    @property
    def is_tag(self) -> bool:
        """Whether it gives or takes a tag."""
        return self in (Deed.TAG_ON, Deed.TAG_OFF)


def kept_query(text: str, names: Collection[str]) -> str:
    """A query string cut down to the filters and the order of its list, in a fixed order.

    What a list does not know, its cursor and empty values are dropped.
    """
    pairs = dict(parse_qsl(text.lstrip("?")[: 4 * LONGEST_QUERY], max_num_fields=200))
    return urlencode(sorted((name, value) for name, value in pairs.items() if name in names))


def asked_of(query: str) -> Mapping[str, str]:
    """The filters of a query string by name."""
    return dict(parse_qsl(query.lstrip("?"), max_num_fields=200))


def kept_heads(heads: Sequence[str]) -> list[str]:
    """The heads of hidden columns as they are kept: short, each once."""
    tidy = (" ".join(head.split())[:LONGEST_HEAD] for head in heads)
    return list(dict.fromkeys(head for head in tidy if head))[:MOST_HIDDEN]


def undo_ends(done_at: datetime) -> datetime:
    """Until when a change of many records can be taken back."""
    return done_at + timedelta(hours=UNDO_HOURS)
