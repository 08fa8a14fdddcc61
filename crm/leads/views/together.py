"""The list of leads as saved views and changes of many at once know it."""

from crm.lists.queries.kinds import Kind, has_list

has_list(
    Kind(
        key="leads",
        subject="lead",
        label="线索",
        measure="条",
        path="/leads",
        names=frozenset(
            [
                "q",
                "state",
                "node",
                "chain",
                "owner",
                "unit",
                "channel",
                "due",
                "least",
                "tag",
                "sort",
            ]
        ),
    )
)
