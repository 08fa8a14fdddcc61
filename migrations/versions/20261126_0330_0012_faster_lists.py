"""faster lists and search

Revision: 0012
Follows: 0011

An index for the list of projects by stage, whatever their state, and one for counting open leads
by node. PostgreSQL keeps the vector of a
search document in its row: a search that looks at the newest few hundred rows first no longer
fetches each vector from elsewhere. Rows written before move when they are indexed again.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STORED = "ALTER TABLE search_documents ALTER tokens_vector SET STORAGE "


def upgrade() -> None:
    op.create_index("ix_projects_by_stage", "projects", ["stage", "updated_at", "id"])
    op.create_index("ix_leads_state_node", "leads", ["state", "node_id", "unit_id", "owner_id"])
    if op.get_context().dialect.name == "postgresql":
        op.execute(STORED + "MAIN")


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(STORED + "EXTENDED")
    op.drop_index("ix_leads_state_node", "leads")
    op.drop_index("ix_projects_by_stage", "projects")
