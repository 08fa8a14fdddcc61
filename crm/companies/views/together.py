"""The list of companies as saved views and changes of many at once know it."""

from crm.lists.queries.kinds import Kind, has_list

has_list(
    Kind(
        key="companies",
        subject="company",
        label="企业",
        measure="家",
        path="/companies",
        names=frozenset(["q", "relation", "node", "unit", "honour", "chain", "main", "tag"]),
    )
)
