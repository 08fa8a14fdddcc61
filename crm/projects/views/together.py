"""The list of projects as saved views and changes of many at once know it."""

from dataclasses import fields

from crm.lists.queries.kinds import Kind, has_list
from crm.projects.queries.filters import ADDRESS_NAMES, ProjectFilter

has_list(
    Kind(
        key="projects",
        subject="project",
        label="项目",
        measure="个",
        path="/projects",
        names=frozenset(
            [*(ADDRESS_NAMES.get(one.name, one.name) for one in fields(ProjectFilter)), "sort"]
        ),
    )
)
