"""an index for every filter of the lists

Revision: 0015
Follows: 0014

One index holds whatever the list of projects, or of leads, is narrowed or sorted by: a filter without an
index of its own passes over its entries instead of fetching whole rows. It also finds what
`ix_projects_unit_stage` found. That of a node's projects holds what the node's page counts
and sorts, that of companies by node the companies; what was withdrawn of a million activities has one.
On SQLite the search index, which knows rows by their numbers alone, finds their records in one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PROJECTS = [
    "unit_id", "owner_id", "confidential", "stage", "state", "node_id", "kind", "channel",
    "is_foreign", "country", "region_code", "investment_fen", "amount_rank", "stage_rank",
    "last_moved_on", "updated_at", "id",
]  # fmt: skip
LEADS = [
    "unit_id", "owner_id", "confidential", "state", "node_id", "channel", "amount_fen",
    "falls_on", "next_step_on", "updated_at", "id",
]  # fmt: skip
OF_NODE = ["node_id", "state", "stage", "updated_at", "id", "unit_id", "owner_id"]
WITHDRAWN = sa.text("withdrawn_at is not null")


def upgrade() -> None:
    op.create_index("ix_projects_listed", "projects", PROJECTS)
    op.create_index("ix_leads_listed", "leads", LEADS)
    op.drop_index("ix_projects_unit_stage", "projects")
    op.drop_index("ix_projects_node", "projects")
    op.create_index("ix_projects_node", "projects", OF_NODE)
    op.drop_index("ix_company_nodes_node_id", "company_nodes")
    op.create_index("ix_company_nodes_node", "company_nodes", ["node_id", "is_main", "company_id"])
    op.create_index(
        "ix_activities_withdrawn", "activities", ["happened_on", "id"],
        sqlite_where=WITHDRAWN, postgresql_where=WITHDRAWN,
    )  # fmt: skip
    if op.get_context().dialect.name == "sqlite":
        op.create_index(
            "ix_search_documents_tokens_brief", "search_documents", ["id", "subject_id", "cleared", "kind"]
        )


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.drop_index("ix_search_documents_tokens_brief", "search_documents")
    op.drop_index("ix_activities_withdrawn", "activities")
    op.drop_index("ix_company_nodes_node", "company_nodes")
    op.create_index("ix_company_nodes_node_id", "company_nodes", ["node_id"])
    op.drop_index("ix_projects_node", "projects")
    op.create_index("ix_projects_node", "projects", OF_NODE[:3])
    op.create_index(
        "ix_projects_unit_stage", "projects", ["unit_id", "stage", "updated_at", "id"]
    )
    op.drop_index("ix_leads_listed", "leads")
    op.drop_index("ix_projects_listed", "projects")
